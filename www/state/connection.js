// How the page is connected (simulator, own key, proxy), and the client that follows from it.
import { signal } from "@preact/signals";
import { KlingClient } from "kling-multi-i2v";
import { SIMULATOR_SPEED } from "../speed.js";

/** @typedef {"simulator" | "key" | "proxy"} Mode */

export const mode = signal(/** @type {Mode} */ ("simulator"));

/** The person's own key. It lives in this variable alone: never in storage, never in a link. */
export const apiKey = signal("");

export const proxyUrl = signal("");

/** What the connection lacks before a run may start: a message and the control to go to. */
export function missing() {
  if (mode.value === "key" && apiKey.value === "") {
    return { control: "api-key", message: "Enter your WaveSpeedAI key, or go back to the simulator." };
  }
  if (mode.value === "proxy" && !/^https?:\/\//.test(proxyUrl.value)) {
    return { control: "proxy-url", message: "Enter your proxy's address, beginning with https://." };
  }
  return undefined;
}

const SIMULATOR_POLLING = { firstMs: 400, minMs: 400, maxMs: 2000 };

async function simulatedClient() {
  // Loaded when first used: a visitor with a key of their own never needs it.
  const { createSimulator } = await import("kling-multi-i2v/simulator");
  const simulator = createSimulator({ speed: SIMULATOR_SPEED });
  return new KlingClient({
    apiKey: simulator.key,
    fetch: simulator.fetch,
    polling: SIMULATOR_POLLING,
    // It forgets its jobs with the tab; a ledger that outlives them would only miss them.
    store: "memory",
  });
}

/**
 * Each connection's client, by its mode with its key or address.
 * @type {Map<string, Promise<KlingClient>>}
 */
const clients = new Map();

/**
 * The client of the present connection. It is kept, with what it learns of durations and the looks that its jobs share;
 * a changed key or address has another one, from the next run on.
 * @returns {Promise<KlingClient>}
 */
export function client() {
  const options = {
    simulator: {},
    key: { apiKey: apiKey.value },
    proxy: { baseUrl: proxyUrl.value },
  }[mode.value];
  const connection = JSON.stringify([mode.value, options]);
  const known = clients.get(connection);
  if (known) return known;
  const made = mode.value === "simulator" ? simulatedClient() : realClient(options);
  clients.set(connection, made);
  // One that could not be made is tried again.
  made.catch(() => clients.delete(connection));
  return made;
}

// Async, so that what the constructor throws arrives as a rejection, as the simulator's does.
const realClient = async (/** @type {import("kling-multi-i2v").KlingClientOptions} */ options) =>
  new KlingClient(options);
