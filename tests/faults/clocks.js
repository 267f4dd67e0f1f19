// This process's wall clock and timers, set as a scenario wants them. The simulator keeps the clock that it began with.

/** @param {import("../support/world.js").Test} test both are put right at its end */
export function clocks(test) {
  const { now } = Date;
  const { setTimeout } = globalThis;
  test.after(() => {
    Date.now = now;
    globalThis.setTimeout = setTimeout;
  });
  return {
    /** Sets the wall clock. @param {number} ms */
    jump(ms) {
      const before = Date.now;
      Date.now = () => before() + ms;
    },
    /** Lets timers of so many ms run out at once: nobody waits for a limit. @param {number} ms */
    hurry(ms) {
      const hurried = (/** @type {any} */ run, /** @type {number} */ delay, /** @type {any[]} */ ...rest) =>
        setTimeout(run, delay === ms ? 1 : delay, ...rest);
      globalThis.setTimeout = /** @type {typeof setTimeout} */ (hurried);
    },
  };
}
