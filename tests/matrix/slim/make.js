// The same in every set-up of ./slim, once it is started.
import { estimateCost, KlingClient, validate } from "kling-multi-i2v/slim";

export async function make(service) {
  const kling = new KlingClient({
    apiKey: "simulated-key",
    baseUrl: service,
    polling: { firstMs: 50, minMs: 50, maxMs: 200 },
  });
  const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };
  const bad = validate({ ...request, images: [] });
  const { video } = await kling.generate(request);
  return `${bad.ok} ${estimateCost(request).text} ${validate(request).ok} ${video}`;
}
