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
    /** Lets timers of such a length run out at once: nobody waits for them. @param {(ms: number) => boolean} isSuch */
    hurry(isSuch) {
      const hurried = (/** @type {any} */ run, /** @type {number} */ delay, /** @type {any[]} */ ...rest) =>
        setTimeout(run, isSuch(delay) ? 1 : delay, ...rest);
      globalThis.setTimeout = /** @type {typeof setTimeout} */ (hurried);
    },
  };
}
