// The ledger in words: an entry a line, and what an earlier call left unfinished.
import { fitted, oneLine, plain } from "./words.js";

/** @typedef {import("../types.js").LedgerEntry} LedgerEntry */

/**
 * One line, also where the terminal is narrow or the prompt is long.
 * @param {LedgerEntry} entry
 * @param {NodeJS.WriteStream} stream where it will be shown
 */
export function entryText({ startedAt, state, status, charge, estimate, jobId, request }, stream) {
  const when = new Date(startedAt).toISOString().slice(0, 16).replace("T", " ");
  const stands = state === "ended" ? (status ?? "ended") : state;
  const words = fitted(request?.prompt ?? "", 40);
  const line = oneLine(
    `${when}  ${stands.padEnd(10)}  ${estimate.text.padStart(6)} ${charge.padEnd(7)}  ${jobId ?? "no id yet"}  ${words}`,
  );
  return stream.isTTY ? fitted(plain(line), (stream.columns || 80) - 1) : line;
}

/**
 * What was sent and has not ended: the same command again pays again, but for jobs of its own key.
 * @param {readonly LedgerEntry[]} entries
 * @param {string} [key] of --idempotency-key
 */
export const unfinished = (entries, key) =>
  entries.filter(({ state, idempotencyKey }) => {
    const isOwn = key !== undefined && (idempotencyKey === key || idempotencyKey?.startsWith(`${key}/`));
    return state !== "ended" && state !== "preparing" && !isOwn;
  });

/** @param {readonly LedgerEntry[]} left @param {string} resume the command */
export function unfinishedText(left, resume) {
  const count = left.length === 1 ? "1 job" : `${left.length} jobs`;
  const lines = left.map((entry) => entryText(entry, process.stderr));
  return `An earlier call left ${count} unfinished, paid for already or perhaps:
${lines.slice(0, 5).join("\n")}${left.length > 5 ? "\n  …" : ""}
This call makes and pays another one. For what is there: ${resume}`;
}
