// A classic script: `kling` is the global that esbuild made of the package.
(async () => {
  const client = new kling.KlingClient({
    apiKey: "simulated-key",
    baseUrl: new URLSearchParams(location.search).get("service"),
    polling: { firstMs: 50, minMs: 50, maxMs: 200 },
  });
  const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };
  const bad = kling.validate({ ...request, images: [] });
  const { estimate, video } = await client.generate(request);
  document.querySelector("#page").textContent =
    `${bad.ok} ${estimate.text} ${kling.validate(request).ok} ${video}`;
})();
