// What the guides' code takes as given, in Node and in a page: a simulator in the service's place, and the names of an app.

import { KlingClient } from "kling-multi-i2v";
import { createSimulator } from "kling-multi-i2v/simulator";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** With GIVEN=poor the account has nothing, and every video fails. */
const balanceUsd = globalThis.process?.env.GIVEN === "poor" ? 0 : 100;
const simulator = createSimulator({ jobMs: 0, balanceUsd });
const network = globalThis.fetch;

/** The service's address leads to the simulator; a page's own proxy, too. @type {typeof fetch} */
globalThis.fetch = (input, init) => {
  const url = new URL(
    input instanceof Request ? input.url : input,
    globalThis.location?.href ?? "http://here/",
  );
  if (url.pathname.startsWith("/api/kling/")) {
    const headers = new Headers(init?.headers);
    headers.set("authorization", `Bearer ${simulator.key}`);
    return simulator.fetch(
      `https://api.wavespeed.ai${url.pathname.slice("/api/kling".length)}${url.search}`,
      { ...init, headers },
    );
  }
  return url.hostname === "api.wavespeed.ai" ? simulator.fetch(input, init) : network(input, init);
};

const request = { prompt: "Slow camera push in", images: ["https://example.com/dune.jpg"] };

export const given = { simulator, network, request };

Object.assign(globalThis, {
  KlingClient,
  apiKey: simulator.key,
  session: { key: simulator.key },
  kling: new KlingClient({ apiKey: simulator.key, fetch: simulator.fetch, store: "memory" }),
  file: new File([Uint8Array.from(atob(PNG), (c) => c.charCodeAt(0))], "a.png", { type: "image/png" }),
  request,
  requests: ["fox", "owl", "elk"].map((animal) => ({ ...request, prompt: `A ${animal} in the snow` })),
  order: { id: 42 },
  signal: new AbortController().signal,
  show() {},
  lookLater() {},
  later() {},
  offerToTryAgain() {},
  save() {},
  app: { post() {} },
  /** @param {unknown} error */
  report(error) {
    throw error;
  },
  /** @param {unknown} actual @param {unknown} expected */
  __is(actual, expected) {
    if (actual !== expected)
      throw new Error(`It is ${JSON.stringify(actual)}, and not ${JSON.stringify(expected)}`);
  },
});

if (globalThis.process) process.env.WAVESPEED_API_KEY = simulator.key;
