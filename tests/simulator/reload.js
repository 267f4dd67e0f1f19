// What the tests of saved simulators share: a simulator, the one after a reload, and short ways to ask them.

import { createSimulator } from "../../src/js/simulator/index.js";
import { PICTURES, REQUEST, SUBMIT } from "./helpers.js";

/** @typedef {import("../../src/js/simulator/types.js").Simulator} Simulator */
/** @typedef {import("../../src/js/simulator/types.js").SimulatorOptions} SimulatorOptions */
/** @typedef {import("../../src/js/simulator/types.js").SavedSimulator} SavedSimulator */

export const START = Date.UTC(2026, 0, 31);
export const BASE = "https://api.example.com";

/** @param {SimulatorOptions} [options] @param {number} [startAt] */
export const make = (options, startAt = START) =>
  createSimulator({ clock: { hold: true, startAt }, ...options });

/** Through JSON, as a page keeps it. @param {Simulator} sim @returns {SavedSimulator} */
export const saved = (sim) => JSON.parse(JSON.stringify(sim.save()));

/** The next process: its clock starts so much later. @param {Simulator} sim @param {number} later @param {SimulatorOptions} [options] */
export function reloaded(sim, later, options) {
  const next = make(options, sim.clock.now() + later);
  next.restore(saved(sim));
  return next;
}

/** @param {Simulator} sim @param {string} method @param {string} path @param {unknown} [body] @param {string} [key] */
export async function call(sim, method, path, body, key = sim.key) {
  const response = await sim.fetch(new URL(path, BASE), {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** @param {Simulator} sim @param {Record<string, unknown>} [changes] */
export const submit = async (sim, changes) =>
  (await call(sim, "POST", SUBMIT, { ...REQUEST, ...changes })).body.data;
/** @param {Simulator} sim @param {string} id */
export const result = async (sim, id) =>
  (await call(sim, "GET", `/api/v3/predictions/${id}/result`)).body.data;
/** @param {Simulator} sim @param {string} [key] */
export const balance = async (sim, key) =>
  (await call(sim, "GET", "/api/v3/balance", undefined, key)).body.data.balance;
/** @param {Simulator} sim @param {Record<string, unknown>} [ask] */
export const history = async (sim, ask = {}) =>
  (await call(sim, "POST", "/api/v3/predictions", ask)).body.data.items;
/** @param {Simulator} sim @param {Uint8Array<ArrayBuffer>} [bytes] @returns {Promise<string>} the URL */
export async function upload(sim, bytes = PICTURES.png.bytes) {
  const form = new FormData();
  form.append("file", new Blob([bytes]), "a.png");
  return (await call(sim, "POST", "/api/v3/media/upload/binary", form)).body.data.download_url;
}
