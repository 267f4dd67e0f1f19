// The event log: what happened when, and how long it took. Holds no key, no picture and no prompt.
import { signal } from "@preact/signals";
import { secrets } from "./secrets.js";

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

/** @param {string} text */
function redacted(text) {
  let clean = text;
  for (const secret of secrets()) clean = clean.replaceAll(secret, "[key]");
  return clean;
}

/** The log as a file's text. Redacted once more: a key may have been typed after something was noted. */
export const exported = () =>
  redacted(
    JSON.stringify(
      entries.value.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })),
      null,
      2,
    ),
  );

/** Notes the browser's own timing of each request that leaves the page: only its host and path. */
export function watchRequests() {
  if (!("PerformanceObserver" in globalThis)) return;
  new PerformanceObserver((list) => {
    for (const seen of list.getEntries()) {
      const { name, duration, initiatorType, responseStatus } = /** @type {PerformanceResourceTiming} */ (
        seen
      );
      if (!["fetch", "xmlhttprequest"].includes(initiatorType) || !/^https?:/.test(name)) continue;
      const { host, pathname } = new URL(name);
      const said = `${host}${pathname}${responseStatus ? `: ${responseStatus}` : ""}`;
      note({ what: "request", said, ms: Math.round(duration) });
    }
  }).observe({ type: "resource" });
}
