// The proxy's options, read once: a site, or every problem at once.

import { isKlingError, KlingClient, KlingError, MODEL } from "kling-multi-i2v";
import { limitOf } from "./rate.js";
import { telling } from "./told.js";

/** A form has some lines around its file. */
const FORM_BYTES = 4096;

/** The client's own. */
const TIMEOUT_MS = 45_000;

const OF_CLIENT = ["apiKey", "baseUrl", "fetch", "budget", "polling", "retry", "lookup", "requestTimeoutMs"];
const OWN = ["authorize", "everyone", "store", "basePath", "origins", "maxUploadBytes"];

/**
 * @typedef {{
 *   key: () => Promise<string>,
 *   baseUrl: string,
 *   fetch: (url: string, init: RequestInit) => Promise<Response>,
 *   authorize: import("./types.js").Authorize,
 *   budget: import("../types.js").BudgetOptions,
 *   everyone: { perDayUsd?: number, totalUsd?: number } | undefined,
 *   store: "memory" | import("../stores/types.js").Store,
 *   basePath: string,
 *   origins: readonly string[],
 *   maxUploadBytes: number,
 *   requestTimeoutMs: number,
 *   pause: () => number | undefined,
 *   ofClient: import("../types.js").KlingClientOptions & { baseUrl: string },
 * }} Site
 */

/** @param {import("./types.js").ProxyOptions} options @returns {Site} */
export function readOptions(options) {
  const given = /** @type {Record<string, any>} */ (Object(options));
  /** @type {import("../types.js").Issue[]} */
  const issues = [];
  const problem = (/** @type {string} */ path, /** @type {string} */ message) =>
    issues.push({ path, code: "config", message });
  for (const name of Object.keys(given))
    if (!OF_CLIENT.includes(name) && !OWN.includes(name))
      problem(`/${name}`, `There is no option ${name}. There are: ${[...OF_CLIENT, ...OWN].join(", ")}.`);
  if (given.apiKey === undefined)
    problem(
      "/apiKey",
      "apiKey is missing: give the key from the service's dashboard; it stays on this server.",
    );
  if (typeof given.authorize !== "function")
    problem(
      "/authorize",
      "authorize is missing: give a function that tells who asks, by the request's cookie or token, or null. Without it anybody could spend your money.",
    );
  const { basePath = "/api/kling", origins = [], everyone, store = "memory" } = given;
  if (typeof basePath !== "string" || !/^(\/[\w.~-]+)*$/.test(basePath))
    problem("/basePath", 'basePath must be a path like "/api/kling", without a slash at its end.');
  if (!Array.isArray(origins) || !origins.every(isOrigin))
    problem(
      "/origins",
      'origins must be an array of origins like "https://app.example.com", without a path or "*".',
    );
  const { maxUploadBytes = MODEL.advice.imageBytes + FORM_BYTES } = given;
  if (!(Number.isInteger(maxUploadBytes) && maxUploadBytes > 0))
    problem("/maxUploadBytes", "maxUploadBytes must be a whole number above 0.");
  if (everyone !== undefined) issues.push(...ofEveryone(everyone));
  const { authorize: _, everyone: __, basePath: ___, origins: ____, maxUploadBytes: _____, ...rest } = given;
  const ofClient = Object.fromEntries(Object.entries(rest).filter(([name]) => OF_CLIENT.includes(name)));
  // The client knows best what it takes.
  try {
    new KlingClient({ ...ofClient, store });
  } catch (error) {
    if (!isKlingError(error)) throw error;
    const told =
      error.issues.length > 0
        ? error.issues
        : [/** @type {const} */ ({ path: "", code: "config", message: error.message })];
    issues.push(...told.filter(({ path }) => path !== "/apiKey" || given.apiKey !== undefined));
  }
  if (issues.length > 0) throw refusal(issues);
  const base = new URL(given.baseUrl ?? MODEL.baseUrl);
  const baseUrl = base.origin + base.pathname.replace(/\/+$/, "");
  /** @param {string} url @param {RequestInit} init */
  const fetch = (url, init) => (given.fetch ?? globalThis.fetch)(url, init);
  const limit = limitOf(baseUrl, telling(baseUrl, fetch));
  return {
    key: () => keyOf(given.apiKey),
    baseUrl,
    fetch,
    authorize: given.authorize,
    budget: given.budget ?? {},
    everyone,
    store,
    basePath,
    origins,
    maxUploadBytes,
    requestTimeoutMs: given.requestTimeoutMs ?? TIMEOUT_MS,
    pause: limit.pause,
    ofClient: { ...ofClient, baseUrl, fetch: limit.fetch },
  };
}

/**
 * What cannot stand in a header is no key: the platform's own error would print it.
 *
 * @param {import("./types.js").ProxyOptions["apiKey"]} apiKey
 */
async function keyOf(apiKey) {
  let key;
  try {
    key = typeof apiKey === "function" ? await apiKey() : apiKey;
  } catch {
    // What it threw may quote a key, and this goes to the log.
    throw new TypeError("apiKey, a function, threw or rejected: it must give the key.");
  }
  if (typeof key !== "string" || !/^[\x21-\x7e]+$/.test(key)) throw new TypeError("apiKey gave no key.");
  return key;
}

/** @param {unknown} everyone @returns {import("../types.js").Issue[]} */
function ofEveryone(everyone) {
  const message = "everyone must be { perDayUsd, totalUsd }, each a number from 0.";
  const isAmount = (/** @type {unknown} */ usd) =>
    usd === undefined || (typeof usd === "number" && Number.isFinite(usd) && usd >= 0);
  const isFit =
    typeof everyone === "object" &&
    everyone !== null &&
    Object.entries(everyone).every(
      ([name, usd]) => ["perDayUsd", "totalUsd"].includes(name) && (usd === undefined || isAmount(usd)),
    );
  return isFit ? [] : [{ path: "/everyone", code: "config", message }];
}

/** @param {unknown} origin */
function isOrigin(origin) {
  return typeof origin === "string" && URL.canParse(origin) && new URL(origin).origin === origin;
}

/** @param {import("../types.js").Issue[]} issues */
function refusal(issues) {
  const message = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("\n");
  return new KlingError({
    code: "config",
    stage: "config",
    charge: "none",
    canResubmit: false,
    message,
    issues,
  });
}
