// What the tabs of this page know of each other: what was written down or deleted, and what one is at work on.

/** @typedef {{ what: "kept" | "removed", id: string }} News `id`: the run's */

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("kling-playground") : undefined;

/** @param {News} news */
export const tellTabs = (news) => channel?.postMessage(news);

/** @param {(news: News) => void} listener */
export const hearTabs = (listener) => channel?.addEventListener("message", ({ data }) => listener(data));

const LOCK = "kling-run-";

/**
 * Does some work, and lets every tab see meanwhile that it is being done.
 * @template T
 * @param {string} name a run's, or a batch's
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const atWork = (name, work) =>
  // Shared, since it only tells: whether anything is paid twice is the ledger's matter.
  navigator.locks ? navigator.locks.request(LOCK + name, { mode: "shared" }, work) : work();

/** The runs and batches that any tab is at work on. A tab that is closed or reloaded is at work on nothing. */
export async function namesAtWork() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])));
}
