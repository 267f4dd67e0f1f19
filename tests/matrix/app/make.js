// The same in every set-up: a bad request and a good one are checked, and a whole video is made.
import { estimateCost, KlingClient, validate } from "kling-multi-i2v";

export async function make(service) {
  const kling = new KlingClient({
    apiKey: "simulated-key",
    baseUrl: service,
    polling: { firstMs: 50, minMs: 50, maxMs: 200 }, // a simulator may be asked this often
  });
  // A file, as a person would choose one: it is uploaded before the video is asked for.
  const picture = new Blob([Uint8Array.from(atob(PNG), (letter) => letter.charCodeAt(0))], {
    type: "image/png",
  });
  const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg", picture] };

  const bad = validate({ ...request, images: [] });
  const { video } = await kling.generate(request);
  return `${bad.ok} ${estimateCost(request).text} ${validate(request).ok} ${video}`;
}

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
