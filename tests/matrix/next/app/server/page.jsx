// A server component: the key stays on the server, the page gets the video's address.
import { KlingClient, validate } from "kling-multi-i2v";

export const dynamic = "force-dynamic";

export default async function Page() {
  const kling = new KlingClient({
    apiKey: process.env.WAVESPEED_API_KEY,
    baseUrl: process.env.WAVESPEED_URL,
    polling: { firstMs: 50, minMs: 50, maxMs: 200 },
  });
  const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };
  const { estimate, video } = await kling.generate(request);
  const bad = validate({ ...request, images: [] });
  return <pre id="told">{`${bad.ok} ${estimate.text} ${validate(request).ok} ${video}`}</pre>;
}
