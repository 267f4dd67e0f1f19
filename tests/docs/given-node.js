// What the guides' code takes as given in Node besides: a proxy, and the servers that it is mounted in, which ask it for a video.

import { createServer } from "node:http";
import { KlingClient } from "kling-multi-i2v";
import { createProxy } from "kling-multi-i2v/proxy";
import { given } from "./given.js";

const { network, request, simulator } = given;

const proxy = createProxy({ apiKey: simulator.key, fetch: simulator.fetch, authorize: () => "ann" });

/**
 * Where a proxy is mounted, a page's submit is answered through it.
 * @param {(url: string, init: RequestInit) => unknown} send
 */
async function submits(send) {
  const kling = new KlingClient({
    baseUrl: "http://app.example/api/kling",
    store: "memory",
    fetch: async (url, init) => /** @type {Response} */ (await send(url, init)),
  });
  const { video } = await kling.generate(request);
  if (!video) throw new Error("No video came through the proxy.");
}

/** Express, as far as a route goes: a server of Node's. @param {string} path @param {import("node:http").RequestListener} handler */
async function mounted(path, handler) {
  const server = createServer((req, res) => {
    Object.assign(req, { originalUrl: req.url });
    if (req.url?.startsWith(path)) handler(req, res);
    else res.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    await submits((url, init) =>
      network(url.replace("http://app.example", `http://127.0.0.1:${port}`), init),
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** @typedef {(request: Request) => Promise<Response>} Handler */
/** @param {Handler} handler */
const served = (handler) => submits((url, init) => handler(new Request(url, init)));

Object.assign(globalThis, {
  proxy,
  proxyOf: () => proxy,
  sessionOf: async () => ({ userId: "ann" }),
  Deno: { serve: served },
  Bun: { serve: (/** @type {{ fetch: Handler }} */ { fetch }) => served(fetch) },
  app: {
    post() {},
    use: mounted,
    all: (
      /** @type {string} */ _,
      /** @type {(c: { req: { raw: Request } }) => Promise<Response>} */ handler,
    ) => served((raw) => handler({ req: { raw } })),
  },
});
