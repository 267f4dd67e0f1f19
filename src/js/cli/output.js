// What is printed: results on stdout, for people or as JSON, and failures with what they cost.
import { isKlingError } from "../error.js";
import { UsageError } from "./usage.js";
import { inFlags, inWords, oneLine, plain, plainJson } from "./words.js";

/** @typedef {import("../types.js").KlingError} KlingError */

/** @param {string} text */
export const say = (text) => process.stdout.write(`${plain(text)}\n`);
/** A path is the person's own, and a script needs it to the letter. @param {string} path */
export const sayPath = (path) => (process.stdout.isTTY ? say(path) : process.stdout.write(`${path}\n`));
/** @param {string} text */
export const tell = (text) => process.stderr.write(`${plain(text)}\n`);
/** @param {object} value */
export const sayJson = (value) => process.stdout.write(`${plainJson(JSON.stringify(value))}\n`);

/**
 * A failure as plain data with stable names; a slip at the keyboard has the code "usage".
 * @param {unknown} error
 * @param {object} [more]
 */
export function failureData(error, more = {}) {
  if (!isKlingError(error)) {
    const code = error instanceof UsageError ? "usage" : "internal";
    const message = error instanceof Error ? error.message : String(error);
    const rest = { stage: "config", charge: "none", canResubmit: false, jobId: null, status: null };
    return { ok: false, ...more, code, ...rest, issues: [], candidates: [], message };
  }
  const { code, stage, charge, canResubmit, jobId, status, candidates } = error;
  const issues = error.issues.map((issue) => ({
    ...issue,
    path: inFlags(issue.path),
    message: inWords(issue.message),
  }));
  const rest = { code, stage, charge, canResubmit, jobId, status, issues, candidates };
  return { ok: false, ...more, ...rest, message: messageOf(error) };
}

/** With the store's own words, which say what to do. @param {KlingError} error */
function messageOf({ code, message, cause, jobId }) {
  const words = inWords(message, jobId);
  return code === "storage" && cause instanceof Error ? `${words} ${cause.message}` : words;
}

/**
 * @param {KlingError} error
 * @param {string} [resume] the command that takes up what is left, where there is one
 */
export function failureText(error, resume) {
  const { code, charge, jobId, candidates, canResubmit, stage } = error;
  const message = messageOf(error);
  const problems = stage === "validate" && message.includes("\n") ? error.issues.map(issueText) : [];
  const lines =
    problems.length > 0 ? ["The request is not valid; nothing was sent:", ...problems] : [oneLine(message)];
  if (jobId) lines.push(`  job      ${jobId}`);
  if (candidates.length > 0) lines.push(`  perhaps  ${candidates.join(", ")}`);
  if (stage !== "validate" && stage !== "config") lines.push(`  charge   ${CHARGE[charge]}`);
  // What the service itself has ended, or does not know, is not waited for again.
  const mayGoOn = charge !== "none" && stage !== "result" && code !== "not_found";
  if (mayGoOn && resume) lines.push(`  next     ${jobId ? `${resume} ${jobId}` : resume}`);
  else if (canResubmit) lines.push("  next     the same command may be run again");
  return lines.join("\n");
}

const CHARGE = {
  none: "nothing was charged",
  charged: "charged: the job exists and is billed",
  unknown: "unknown: a job may exist and be billed",
};

/** @param {import("../types.js").Issue} issue */
export const issueText = ({ path, message }) => oneLine(`  ${path || "/"}: ${message}`);

/** @param {unknown} error */
export function exitCodeOf(error) {
  if (error instanceof UsageError) return 2;
  if (!isKlingError(error)) return 1;
  if (error.charge !== "none") return 3;
  return error.code === "validation" || error.code === "config" ? 2 : 1;
}

/** 65 s as "1:05". @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * How a command ends that did several things: as bad as the worst, and a success beside a failure was charged, too.
 * @param {readonly number[]} codes
 */
export function worstOf(codes) {
  const worst = Math.max(0, ...codes);
  return worst > 0 && codes.includes(0) ? 3 : worst;
}
