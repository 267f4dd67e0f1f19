// A client component: it is rendered on the server, too, and works in the browser.
"use client";

import { estimateCost, KlingClient, validate } from "kling-multi-i2v";
import { useEffect, useState } from "react";

const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };

export default function Page() {
  const [video, setVideo] = useState();
  useEffect(() => {
    const kling = new KlingClient({
      apiKey: "simulated-key",
      baseUrl: new URLSearchParams(location.search).get("service"),
      polling: { firstMs: 50, minMs: 50, maxMs: 200 },
    });
    // React runs this twice in development; with a key it is one video all the same.
    kling.generate(request, { idempotencyKey: "first-video" }).then((made) => setVideo(made.video));
  }, []);
  const bad = validate({ ...request, images: [] });
  const said = `${bad.ok} ${estimateCost(request).text} ${validate(request).ok}`;
  return <pre id={video ? "told" : "waiting"}>{`${said} ${video}`}</pre>;
}
