// A day in a moment: the wall clock and all timers of this process are virtual, and go on when nothing else is left to do.

import assert from "node:assert/strict";

/** How far the clock goes at a time, in ms: as exactly is anything seen. */
const STEP_MS = 250;
/** Whatever takes longer by that clock hangs. */
const LONGEST_MS = 4 * 3_600_000;

/** @param {import("node:test").TestContext} t all is put right at its end */
export function virtualTime(t) {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: Date.now() });
  const settle = async () => {
    for (let turn = 0; turn < 12; turn++) await new Promise(setImmediate);
  };
  return {
    /** Lets all happen that needs no time. */
    settle,
    /** Lets time go by until a promise settles. @template T @param {Promise<T>} promise */
    async pass(promise) {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      promise.then(over, over);
      for (const end = Date.now() + LONGEST_MS; ; t.mock.timers.tick(STEP_MS)) {
        await settle();
        if (isOver) return promise;
        assert.ok(Date.now() < end, "it has not settled in four hours of virtual time");
      }
    },
  };
}
