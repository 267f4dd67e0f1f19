// What the person has set and finds again: the connection's kind, the proxy, the cap. Never the key.
import { effect, signal } from "@preact/signals";

/** @typedef {"simulator" | "key" | "proxy"} Mode */

const NAME = "kling-playground";
const MODES = ["simulator", "key", "proxy"];
const USUAL_CAP_USD = 5;

/** @returns {Record<string, unknown>} */
function recalled() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    return typeof kept === "object" && kept ? kept : {};
  } catch {
    return {};
  }
}

const kept = recalled();

export const mode = signal(/** @type {Mode} */ (MODES.includes(String(kept.mode)) ? kept.mode : "simulator"));

export const proxyUrl = signal(typeof kept.proxyUrl === "string" ? kept.proxyUrl : "");

/** The most to spend in a day (UTC), as it is typed, in USD; empty for no cap. */
export const capText = signal(typeof kept.cap === "string" ? kept.cap : USUAL_CAP_USD.toFixed(2));

export const notify = signal(kept.notify === true);

effect(() => {
  const now = { mode: mode.value, proxyUrl: proxyUrl.value, cap: capText.value, notify: notify.value };
  try {
    localStorage.setItem(NAME, JSON.stringify(now));
  } catch {
    // A browser that keeps nothing: the page's notice, from the disk, says so.
  }
});
