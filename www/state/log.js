// The event log: what happened when, and how long it took. Holds no key, no picture and no prompt.
import { signal } from "@preact/signals";
import { isKlingError, MODEL } from "kling-multi-i2v";
import { secrets } from "./secrets.js";
import { proxyUrl } from "./settings.js";

/**
 * @typedef {{
 *   at: number,
 *   what: string,
 *   said: string,
 *   run?: string,
 *   ms?: number,
 * }} Entry `run`: a run's name in this page; `ms`: how long it took, or since the run began
 */

const MOST = 1000;

/** The newest last. */
export const entries = signal(/** @type {Entry[]} */ ([]));

/** @param {Omit<Entry, "at">} entry */
export function note(entry) {
  const clean = { at: Date.now(), ...entry, said: redacted(entry.said) };
  entries.value = [...entries.value.slice(1 - MOST), clean];
}

/**
 * What a failure is, without its words: the service may repeat a key, a prompt or an address in them.
 * @param {unknown} error
 */
export function factsOf(error) {
  if (!isKlingError(error)) return String(error);
  const { code, stage, charge, status, issues } = error;
  const places = issues.map((issue) => `, ${issue.path} ${issue.code}`).join("");
  return `${code} at ${stage}, charge ${charge}${status ? `, HTTP ${status}` : ""}${places}`;
}

/** @param {string} text */
function redacted(text) {
  let clean = text;
  for (const secret of secrets()) clean = clean.replaceAll(secret, "[key]");
  return clean;
}

/** The log as a file's text. Redacted once more: a key may have been used after something was noted. */
export const exported = () =>
  JSON.stringify(
    entries.value.map(({ at, said, ...rest }) => ({
      at: new Date(at).toISOString(),
      ...rest,
      said: redacted(said),
    })),
    null,
    2,
  );

/**
 * Where a request went. The address of a picture or a video names what nobody else should see, and a proxy's own may let
 * whoever has it in.
 * @param {string} address
 */
function placeOf(address) {
  const bases = [MODEL.baseUrl, location.origin, proxyUrl.value.trim()].filter(Boolean);
  const base = bases.find((one) => address.startsWith(one));
  if (base === undefined) return "picture or video";
  const { pathname } = new URL(address.slice(base.length), "https://any.invalid/");
  return base === proxyUrl.value.trim() ? `proxy ${pathname}` : `${new URL(base).host}${pathname}`;
}

/** Notes the browser's own timing of each request that leaves the page. */
export function watchRequests() {
  if (!("PerformanceObserver" in globalThis)) return;
  new PerformanceObserver((list) => {
    for (const seen of list.getEntries()) {
      const { name, duration, initiatorType, responseStatus } = /** @type {PerformanceResourceTiming} */ (
        seen
      );
      if (!["fetch", "xmlhttprequest"].includes(initiatorType) || !/^https?:/.test(name)) continue;
      const said = `${placeOf(name)}${responseStatus ? `: ${responseStatus}` : ""}`;
      note({ what: "request", said, ms: Math.round(duration) });
    }
  }).observe({ type: "resource" });
}
