// What the client's tests share: a simulator over HTTP, a client of it that does not dawdle, and a watchdog.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isKlingError, KlingClient } from "kling-multi-i2v";
import { serveSimulator } from "kling-multi-i2v/simulator";
import { within } from "./watchdog.js";

export { within };

/** @typedef {import("kling-multi-i2v").KlingError} KlingError */
/** @typedef {import("kling-multi-i2v").KlingRequest} KlingRequest */
/** @typedef {import("kling-multi-i2v").KlingClientOptions} ClientOptions */
/** @typedef {import("kling-multi-i2v").Update} Update */
/** @typedef {import("kling-multi-i2v").KlingEvent} KlingEvent */
/** @typedef {import("kling-multi-i2v/simulator").Simulator} Simulator */
/** @typedef {import("kling-multi-i2v/simulator").FaultRule} FaultRule */
/** @typedef {import("kling-multi-i2v/simulator").RouteName} RouteName */
/** @typedef {{ after: (end: () => unknown) => void }} Test what is used of a test's context */

/** A picture that is a URL: nothing has to be uploaded. */
export const PICTURE = "https://example.com/a.png";

/** The price of the request below. */
export const PRICE_MICROS = 250_000;

/** @type {KlingRequest} */
export const REQUEST = { prompt: "a slow push in", images: [PICTURE] };

/** No pause worth the name: the time is the simulator's. */
export const QUICK = {
  polling: { firstMs: 1, minMs: 1, maxMs: 5 },
  retry: { attempts: 3, baseMs: 1, maxMs: 2 },
  lookup: { pauseMs: 1 },
};

const jpeg = readFileSync(new URL("../fixtures/dune.jpg", import.meta.url));

/** A real JPEG. The same bytes are uploaded once: a mark at their end makes them others. */
export function photo(name = "dune.jpg", mark = "") {
  return new File([jpeg, mark], name, { type: "image/jpeg" });
}

/**
 * A simulator over HTTP that ends with the test, and clients of it. A job is done as soon as it is asked for.
 *
 * @param {Test} test
 * @param {import("kling-multi-i2v/simulator").SimulatorOptions} [options]
 */
export async function world(test, options = {}) {
  const server = await serveSimulator({ jobMs: 0, key: "key-of-these-tests", ...options });
  test.after(() => server.close());
  const sim = server.simulator;
  return {
    sim,
    url: server.url,
    /** @param {ClientOptions} [more] */
    client: (more = {}) => new KlingClient({ apiKey: sim.key, baseUrl: server.url, ...QUICK, ...more }),
    /** How often a route was asked. @param {RouteName} route */
    asked: (route) => sim.stats().requests[route] ?? 0,
    /** The submit answers that the job is running, so that it has to be polled. */
    running: () =>
      sim.fault({ on: "submit", times: "Infinity", patch: { status: "processing", outputs: [] } }),
    /** A rule, and a promise of its first request. @param {FaultRule} rule */
    caught(rule) {
      const { promise, settle } = signal();
      const fault = sim.fault({
        ...rule,
        match: (request) => {
          const fits = rule.match?.(request) ?? true;
          if (fits) settle();
          return fits;
        },
      });
      return { fault, arrived: within(promise) };
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof world>>} World */

/** A promise and what fulfils it. */
export function signal() {
  /** @type {() => void} */
  let settle = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((done) => {
    settle = done;
  });
  return { promise, settle };
}

/**
 * The `KlingError` that a call fails with, whether it throws or rejects.
 *
 * @param {Promise<unknown> | (() => unknown)} call
 * @returns {Promise<KlingError>}
 */
export async function failure(call) {
  let value;
  try {
    value = await within(Promise.resolve(typeof call === "function" ? call() : call));
  } catch (error) {
    if (isKlingError(error)) return error;
    throw new assert.AssertionError({ message: `no KlingError: ${error}`, actual: error });
  }
  throw new assert.AssertionError({ message: "it should have failed", actual: value });
}

/**
 * Whether a promise settles before anything but microtasks has run.
 *
 * @param {Promise<unknown>} promise
 */
export function atOnce(promise) {
  return new Promise((tell) => {
    promise.then(
      () => tell(true),
      () => tell(true),
    );
    setImmediate(() => tell(false));
  });
}

/**
 * A `fetch` that does what the global one does, and notes what it was asked.
 *
 * @param {(input: string, init: RequestInit) => Promise<Response>} [inner]
 */
export function spy(inner = (input, init) => fetch(input, init)) {
  /** @type {{ url: string, path: string, init: RequestInit, headers: Headers, at: number }[]} */
  const calls = [];
  return {
    calls,
    /** @param {string} input @param {RequestInit} init */
    fetch(input, init) {
      const headers = new Headers(init.headers);
      calls.push({ url: input, path: new URL(input).pathname, init, headers, at: Date.now() });
      return inner(input, init);
    },
  };
}

/** As a service answers that does not tell what its jobs were made of. @param {string} input @param {RequestInit} init */
export async function untold(input, init) {
  const answer = await fetch(input, init);
  if (!input.endsWith("/api/v3/predictions")) return answer;
  const body = await answer.json();
  for (const item of body.data.items) delete item.input;
  return Response.json(body);
}
