// How the page is connected (simulator, own key, proxy), and the client that follows from it.
import { KlingClient } from "kling-multi-i2v";
import { forgetful, read, simulatedLedger } from "./disk.js";
import { note } from "./log.js";
import { capUsd } from "./money.js";
import { apiKey, useKey } from "./secrets.js";
import { mode, proxyUrl } from "./settings.js";
import { simulatedFetch, simulatedKey } from "./simulator.js";

/** Which service a run is with: enough to find its way back, and never the key. @typedef {{ mode: import("./settings.js").Mode, proxyUrl?: string }} Connection */

/** @returns {Connection} */
export const presentConnection = () =>
  mode.value === "proxy" ? { mode: "proxy", proxyUrl: proxyUrl.value } : { mode: mode.value };

/** Whether two are with the same service. @param {Connection} one @param {Connection} other */
export const isSameConnection = (one, other) => one.mode === other.mode && one.proxyUrl === other.proxyUrl;

/** What the connection lacks before a run may start: a message and the control to go to. */
export function missing() {
  if (mode.value === "key" && apiKey.value === "") {
    return { control: "api-key", message: "Enter your WaveSpeedAI key, or go back to the simulator." };
  }
  if (mode.value === "proxy" && !isProxyUrl(proxyUrl.value)) {
    return { control: "proxy-url", message: "Enter your proxy's address, beginning with https://." };
  }
  return undefined;
}

const isProxyUrl = (/** @type {string} */ text) => /^https?:\/\//.test(text) && URL.canParse(text);

/** Whether a run of this connection can be followed now. @param {Connection} connection */
export function isReachable(connection) {
  if (connection.mode === "key") return apiKey.value !== "";
  return connection.mode === "simulator" || isProxyUrl(connection.proxyUrl ?? "");
}

/** Hears what no single call tells. @type {Set<(event: import("kling-multi-i2v").KlingEvent, connection: Connection) => void>} */
export const listeners = new Set();

/** @param {Connection} connection @returns {(event: import("kling-multi-i2v").KlingEvent) => void} */
const hearing = (connection) => (event) => {
  if (event.type === "retry") {
    note({ what: "retry", said: `${event.stage}: ${event.code}, again in ${Math.round(event.pauseMs)} ms` });
  } else if (event.type === "storage") {
    note({ what: "storage", said: `${event.operation}: ${event.message}` });
    forgetful.value ||= "refused";
  } else if (event.type === "repeated") {
    note({
      what: "repeated",
      said: `The browser sent the request of ${event.of} twice: ${event.jobId} was made, too.`,
    });
  }
  for (const listener of listeners) listener(event, connection);
};

/** @param {Connection} connection @returns {Promise<import("kling-multi-i2v").KlingClientOptions>} */
async function optionsOf(connection) {
  const cap = capUsd();
  const common = {
    onEvent: hearing(connection),
    ...(cap === undefined ? {} : { budget: { perDayUsd: cap } }),
  };
  if (connection.mode === "key") return { ...common, apiKey: useKey() };
  if (connection.mode === "proxy") return { ...common, baseUrl: connection.proxyUrl ?? "" };
  // The first use of the disk tells whether there is one.
  await read("values", "simulated-count");
  return {
    ...common,
    apiKey: await simulatedKey(),
    fetch: simulatedFetch,
    store: forgetful.value ? "memory" : simulatedLedger,
    polling: { firstMs: 1000, minMs: 1000, maxMs: 3000 },
    lookup: { pauseMs: 1500 },
  };
}

/**
 * The client to read a connection's ledger with; undefined where there is none. What the own key has spent is told before
 * it is entered: a client with no way to the service finds the same ledger.
 * @param {Connection} connection
 */
export function ledgerOf(connection) {
  if (isReachable(connection)) return client(connection);
  if (connection.mode !== "key") return undefined;
  const fetch = () => Promise.reject(new TypeError("There is no key yet."));
  keyless ??= new KlingClient({ apiKey: "none", fetch });
  return keyless;
}

/** @type {KlingClient | undefined} */
let keyless;

/** Each connection's client, by all that makes it. @type {Map<string, Promise<KlingClient>>} */
const clients = new Map();

/**
 * The client of a connection. It is kept, with what it learns of durations and the looks that its jobs share; a changed key,
 * address or cap has another one, from the next run on.
 * @param {Connection} [connection]
 * @returns {Promise<KlingClient>}
 */
export function client(connection = presentConnection()) {
  const secret = connection.mode === "key" ? apiKey.value : "";
  // The simulator's ledger is on the disk only as long as that can be written.
  const store = connection.mode === "simulator" && forgetful.value;
  const name = JSON.stringify([connection, secret, capUsd(), store]);
  const known = clients.get(name);
  if (known) return known;
  const made = optionsOf(connection).then((options) => new KlingClient(options));
  clients.set(name, made);
  // One that could not be made is tried again.
  made.catch(() => clients.delete(name));
  return made;
}
