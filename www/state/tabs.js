// What the tabs of this page tell each other: that a run was written down, or deleted.

/** @typedef {{ what: "kept" | "removed", id: string }} News `id`: the run's */

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("kling-playground") : undefined;

/** @param {News} news */
export const tellTabs = (news) => channel?.postMessage(news);

/** @param {(news: News) => void} listener */
export const hearTabs = (listener) => channel?.addEventListener("message", ({ data }) => listener(data));
