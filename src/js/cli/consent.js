// The yes before money: asked on a terminal, said by --yes elsewhere.
import { createInterface } from "node:readline";
import { KlingError } from "../error.js";
import { tell } from "./output.js";
import { UsageError } from "./usage.js";

/**
 * @param {import("../types.js").Estimate} estimate
 * @param {boolean} isSaid by --yes
 * @param {AbortSignal} signal
 * @throws a no is a KlingError "aborted"
 */
export async function agreed({ count, seconds, text }, isSaid, signal) {
  const what = `${count} ${count === 1 ? "video" : "videos"}, ${seconds} s, ${text}`;
  if (isSaid) return tell(what);
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError(`${what}, and nobody here to ask whether to pay it: say --yes`);
  if (/^(y|yes)$/i.test((await answer(`${what}. Pay and go? [y/N] `, signal)).trim())) return;
  throw new KlingError({
    message: "Not agreed: nothing was sent.",
    code: "aborted",
    stage: "budget",
    charge: "none",
    canResubmit: true,
  });
}

/** Empty where the input ends or Ctrl+C is pressed. @param {string} question @param {AbortSignal} signal */
function answer(question, signal) {
  // Not in raw mode: Ctrl+C stays a signal.
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  return /** @type {Promise<string>} */ (
    new Promise((done) => {
      reader.question(question, done);
      reader.once("close", () => done(""));
      signal.addEventListener("abort", () => reader.close(), { once: true });
    }).finally(() => reader.close())
  );
}
