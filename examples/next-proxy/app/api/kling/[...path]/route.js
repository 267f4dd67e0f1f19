// What the page asks of the service goes through here: the key stays on this side.
import { createProxy } from "kling-multi-i2v/proxy";

/** @type {((request: Request) => Promise<Response>) | undefined} */
let proxy;

// Made at the first request: a build has no key.
function handler(request) {
  proxy ??= createProxy({
    apiKey: process.env.WAVESPEED_API_KEY,
    baseUrl: process.env.KLING_BASE_URL || undefined,
    basePath: "/api/kling",
    // Whoever is signed in, by your own session; null refuses. Here everybody is one person.
    authorize: () => "somebody",
    budget: { perDayUsd: 5 },
  });
  return proxy(request);
}

export { handler as GET, handler as OPTIONS, handler as POST, handler as PUT };
