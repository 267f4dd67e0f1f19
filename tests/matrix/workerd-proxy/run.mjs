// Pages of three users make videos through the Worker at once; each leaves in the middle, and comes back.
import { estimateCost, KlingClient, validate } from "kling-multi-i2v";
import { miniflare } from "./miniflare.mjs";

const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };
const { origin } = await miniflare.ready;

async function video(index) {
  const kling = new KlingClient({
    baseUrl: `${origin}/api/kling`,
    headers: { "x-user": `user-${index % 3}`, "x-service": process.argv[2] },
    polling: { firstMs: 50, minMs: 50, maxMs: 200 },
  });
  const job = await kling.submit(request);
  await job.wait({ signal: AbortSignal.timeout(10 * index) }).catch(() => {});
  return (await job.wait()).video;
}

const bad = validate({ ...request, images: [] });
for (const made of await Promise.all(Array.from({ length: 9 }, (_, index) => video(index))))
  console.log(`${bad.ok} ${estimateCost(request).text} ${validate(request).ok} ${made}`);
await miniflare.dispose();
