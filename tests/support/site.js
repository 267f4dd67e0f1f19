// A site with a proxy: a real HTTP server on this machine before a simulator, and clients of its users' pages.

import { createServer } from "node:http";
import { Readable } from "node:stream";
import { KlingClient, MODEL } from "kling-multi-i2v";
import { createProxy } from "kling-multi-i2v/proxy";
import { QUICK, REQUEST, signal, world } from "./world.js";

/** @typedef {import("kling-multi-i2v/proxy").ProxyOptions} ProxyOptions */

/** The proxy's paths on the site. */
export const API = "/api/kling/api/v3";
export const SUBMIT = `${API}/${MODEL.id}`;
export const HISTORY = `${API}/predictions`;
export const PRICE = `${API}/model/price`;
export const ENHANCE = `${API}/wavespeed-ai/prompt-optimizer`;
export const UPLOAD = `${API}/media/upload/binary`;

/** A submit by that name, as a page's client sends it. @param {string} name @param {unknown} [body] */
export const named = (name, body = REQUEST) => ({ ...post(body), headers: { "idempotency-key": name } });

/** A proxy's `fetch` to which the service answers each submit at once, but whoever asked has to wait for it. */
export function heldSubmit() {
  const [arrived, gate] = [signal(), signal()];
  return {
    arrived: arrived.promise,
    release: gate.settle,
    /** @param {string} url @param {RequestInit} init */
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      if (!url.endsWith(MODEL.id)) return answer;
      arrived.settle();
      await gate.promise;
      return answer;
    },
  };
}

/**
 * The adapter that docs/proxy.md shows for Express and `node:http`.
 *
 * @param {(request: Request) => Promise<Response>} proxy
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => Promise<void>}
 */
export function adapter(proxy) {
  return async (req, res) => {
    const gone = new AbortController();
    res.on("close", () => gone.abort());
    const body = req.method === "POST" ? Readable.toWeb(req) : undefined;
    const init = { method: req.method, headers: req.headers, body, duplex: "half", signal: gone.signal };
    try {
      const url = new URL(req.url ?? "/", `http://${req.headers.host}`);
      const answer = await proxy(new Request(url, /** @type {RequestInit} */ (init)));
      res.writeHead(answer.status, Object.fromEntries(answer.headers));
      res.end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      res.writeHead(400).end(); // a method or host that no request can have
    }
  };
}

/**
 * A simulator, and a site before it whose users are named by the header `X-User`. All of it ends with the test.
 *
 * @param {import("./world.js").Test} test
 * @param {Partial<ProxyOptions>} [options]
 * @param {import("kling-multi-i2v/simulator").SimulatorOptions} [simulator]
 */
export async function site(test, options = {}, simulator = {}) {
  const service = await world(test, simulator);
  const proxy = createProxy({
    apiKey: service.sim.key,
    authorize: (request) => request.headers.get("x-user"),
    baseUrl: service.url,
    ...QUICK,
    ...options,
  });
  const server = createServer(adapter(proxy));
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  return {
    ...service,
    proxy,
    origin,
    port,
    /** A page's client of a user. @param {string} user @param {import("kling-multi-i2v").KlingClientOptions} [more] */
    page: (user, more = {}) =>
      new KlingClient({
        ...QUICK,
        baseUrl: `${origin}${options.basePath ?? "/api/kling"}`,
        headers: { "x-user": user },
        ...more,
      }),
    /** What a tampered page sends. @param {string} path @param {RequestInit & { user?: string }} [init] */
    async ask(path, { user = "ann", ...init } = {}) {
      const headers = { "x-user": user, "content-type": "application/json", ...init.headers };
      const answer = await fetch(origin + path, { ...init, headers });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        text,
        json: text.startsWith("{") ? JSON.parse(text) : null,
      };
    },
  };
}

/** The bodies of a submit and the like, as a page sends them. @param {unknown} body */
export const post = (body) => ({ method: "POST", body: JSON.stringify(body) });
