// A process that does what its parent asks, until it is killed: both ends of the line between the two.

import { fork } from "node:child_process";

/** @typedef {{ number: number, name: string, args: unknown[] }} Asked */
/** @typedef {{ number: number, value: unknown }} Answered */

/**
 * The parent's end: starts a script that calls `answer`.
 *
 * @param {string} script its path
 */
export function started(script) {
  // What undefined is has to arrive as undefined.
  const child = fork(script, { serialization: "advanced" });
  const gone = new Promise((ended) => child.once("exit", ended));
  /** @type {Map<number, (value: unknown) => void>} */
  const waiting = new Map();
  child.on("message", (message) => {
    const { number, value } = /** @type {Answered} */ (message);
    waiting.get(number)?.(value);
    waiting.delete(number);
  });
  let count = 0;
  return {
    /** @param {string} name @returns {(...args: unknown[]) => Promise<any>} of a process that is gone nothing is heard */
    call:
      (name) =>
      (...args) =>
        new Promise((settle) => {
          const number = count++;
          waiting.set(number, settle);
          child.send({ number, name, args }, () => {});
        }),
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/**
 * The child's end.
 *
 * @param {(name: string, args: any[]) => unknown} does what is asked, and gives or promises what is answered
 */
export function answer(does) {
  process.on("message", async (message) => {
    const { number, name, args } = /** @type {Asked} */ (message);
    process.send?.({ number, value: await does(name, args) });
  });
}
