// What a caller was told, as plain data and in words. Runs in Node, in a page and in a child process alike.

/**
 * How a call ended: with a video, or with all that its error says.
 * @typedef {{ id: string, video: string }} Made
 * @typedef {{
 *   code: string, stage: string, charge: string, canResubmit: boolean, jobId: string | null,
 *   candidates: string[], message: string,
 * }} Failed
 * @typedef {Made | Failed} Told
 * @typedef {import("kling-multi-i2v").Generation} Generation
 * @typedef {import("kling-multi-i2v").LedgerEntry} LedgerEntry
 */

/**
 * Waits for a call to end. Never rejects: what is no `KlingError` is told with the code "foreign".
 *
 * @param {PromiseLike<Generation> | (() => PromiseLike<Generation>)} call
 * @returns {Promise<Told>}
 */
export async function tell(call) {
  try {
    return made(await (typeof call === "function" ? call() : call));
  } catch (error) {
    return failed(error);
  }
}

/** @param {Generation} generation @returns {Made} */
export function made({ id, video }) {
  return { id, video };
}

/** @param {any} error @returns {Failed} */
export function failed(error) {
  if (error?.name !== "KlingError") {
    const message = String(error?.stack ?? error);
    const none = { stage: "", charge: "", canResubmit: false, jobId: null, candidates: [] };
    return { code: "foreign", ...none, message };
  }
  const { code, stage, charge, canResubmit, jobId, candidates = [], message } = error;
  return { code, stage, charge, canResubmit, jobId, candidates, message };
}

/** @param {Told} told */
export function inWords(told) {
  if ("video" in told) return "video";
  const { code, stage, charge, canResubmit, jobId, candidates } = told;
  const words = [code, stage, charge, canResubmit ? "resubmit" : "", jobId === null ? "" : "id"];
  if (candidates.length > 0) words.push(`${candidates.length} candidates`);
  return words.filter(Boolean).join(" ");
}

/** What stands in the ledger of one job. @param {LedgerEntry} entry */
export function entryInWords({ state, charge, status }) {
  return state === "ended" ? `${state} ${charge} ${status}` : `${state} ${charge}`;
}

/**
 * Several texts as one: the same ones are counted, and their order is that of the alphabet, for calls that run at once
 * end in any.
 *
 * @param {string[]} texts
 */
export function summed(texts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([text, count]) => (count === 1 ? text : `${count} × ${text}`)).join(", ");
}
