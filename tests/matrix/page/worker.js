// Import maps do not reach into workers: what a worker names is a path.
import { estimateCost, KlingClient, validate } from "./node_modules/kling-multi-i2v/dist/index.js";

self.onmessage = async ({ data: service }) => {
  const kling = new KlingClient({
    apiKey: "simulated-key",
    baseUrl: service,
    polling: { firstMs: 50, minMs: 50, maxMs: 200 },
  });
  const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };
  const bad = validate({ ...request, images: [] });
  const { video } = await kling.generate(request);
  self.postMessage(`${bad.ok} ${estimateCost(request).text} ${validate(request).ok} ${video}`);
};
