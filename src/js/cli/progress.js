// What is going on, on stderr: one line rewritten on a terminal, a line a step elsewhere.
import { clock, tell } from "./output.js";
import { fitted, inWords, oneLine, plain } from "./words.js";

/** @typedef {import("../types.js").Update} Update */

/** @param {number} total how many jobs there are */
export function progress(total) {
  const { stderr } = process;
  const isLive = stderr.isTTY === true && process.env.TERM !== "dumb";
  const begun = Date.now();
  /** @type {Map<number, Update>} */
  const latest = new Map();
  /** @type {Set<number>} */
  const over = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;

  function line() {
    const elapsed = Date.now() - begun;
    const [update] = latest.values();
    if (total > 1)
      return `${clock(elapsed)}  ${over.size} of ${total} done, ${latest.size - over.size} under way`;
    return update ? `${clock(elapsed)}  ${stepText(update)}` : "";
  }
  function draw() {
    if (isLive) stderr.write(`\r\x1b[K${fitted(plain(line()), (stderr.columns || 80) - 1)}`);
  }
  const clear = () => isLive && stderr.write("\r\x1b[K");

  return {
    /** @param {Update} update @param {number} [index] */
    update(update, index = 0) {
      const last = latest.get(index);
      latest.set(index, update);
      if (update.phase === "completed") over.add(index);
      if (isLive) {
        timer ??= setInterval(draw, 1000).unref();
        draw();
      } else if (last?.phase !== update.phase) {
        tell(oneLine(`${total > 1 ? `[${index + 1}/${total}] ` : ""}${stepText(update)}`));
      }
    },
    /** One that has ended, whichever way. @param {number} index */
    over(index) {
      over.add(index);
    },
    /** A line that stays. @param {string} text */
    note(text) {
      clear();
      tell(text);
    },
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

/** @param {Update} update */
function stepText(update) {
  if (update.phase === "uploading") return `uploading ${update.uploaded} of ${update.total} pictures`;
  if (update.phase === "looking_up") return "looking for the job in the service's history";
  const usual = "usualMs" in update && update.usualMs !== null ? `, usually ${clock(update.usualMs)}` : "";
  const isOver = ["completed", "failed", "cancelled", "timeout", "deleted"].includes(update.phase);
  return `${update.phase}${isOver ? "" : usual}${update.jobId ? `  job ${update.jobId}` : ""}`;
}

/**
 * Events that a person should know of, in words.
 * @param {import("../types.js").KlingEvent} event
 */
export function eventText(event) {
  if (event.type === "retry")
    return `${event.stage}: ${event.code.replaceAll("_", " ")}; trying again in ${clock(event.pauseMs)}`;
  if (event.type === "storage")
    return oneLine(`The ledger failed (${event.operation}): ${inWords(event.message)}`);
  return undefined;
}
