// require().
const { estimateCost, KlingClient, validate } = require("kling-multi-i2v");

(async () => {
  const kling = new KlingClient({
    apiKey: "simulated-key",
    baseUrl: process.argv[2],
    polling: { firstMs: 50, minMs: 50, maxMs: 200 },
  });
  const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };
  const bad = validate({ ...request, images: [] });
  const { video } = await kling.generate(request);
  console.log(`${bad.ok} ${estimateCost(request).text} ${validate(request).ok} ${video}`);
})();
