// What the person has set and finds again: the connection's kind, the proxy, the cap. Never the key.
import { effect, signal } from "@preact/signals";

/** @typedef {"simulator" | "key" | "proxy"} Mode */

/** One entry each: a tab that changes one leaves the others as another tab has set them. */
const PREFIX = "kling-playground.";
const MODES = ["simulator", "key", "proxy"];
const USUAL_CAP_USD = 5;

/** @param {Storage | undefined} storage @param {string} name */
function recalled(storage, name) {
  try {
    return storage?.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The browser may forbid even to name it. @param {"localStorage" | "sessionStorage"} kind */
function storageOf(kind) {
  try {
    return globalThis[kind];
  } catch {
    return undefined;
  }
}

const shared = storageOf("localStorage");
const ofTab = storageOf("sessionStorage");

/**
 * Writes a setting down at each change.
 * @param {string} name
 * @param {() => string} value
 * @param {(Storage | undefined)[]} storages
 */
function keep(name, value, ...storages) {
  effect(() => {
    const now = value();
    for (const storage of storages) {
      try {
        storage?.setItem(PREFIX + name, now);
      } catch {
        // A browser that keeps nothing: the page's notice, from the disk, says so.
      }
    }
  });
}

const keptMode = recalled(ofTab, "mode") ?? recalled(shared, "mode") ?? "";

export const mode = signal(/** @type {Mode} */ (MODES.includes(keptMode) ? keptMode : "simulator"));

export const proxyUrl = signal(recalled(shared, "proxy") ?? "");

/** The most to spend in a day (UTC), as it is typed, in USD; empty for no cap. */
export const capText = signal(recalled(shared, "cap") ?? USUAL_CAP_USD.toFixed(2));

export const notify = signal(recalled(shared, "notify") === "true");

keep("mode", () => mode.value, ofTab, shared);
keep("proxy", () => proxyUrl.value, shared);
keep("cap", () => capText.value, shared);
keep("notify", () => String(notify.value), shared);

// The cap is one for all tabs.
addEventListener("storage", ({ key, newValue }) => {
  if (key === `${PREFIX}cap` && newValue !== null) capText.value = newValue;
});
