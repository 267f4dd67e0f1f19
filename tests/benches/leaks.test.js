// Nothing is left of what is over: the small form of the bench of leaks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { held } from "../../benches/leaks.mjs";

const TIMES = 4000;
/** Less than one object, or one future in the wasm, for each; the heap itself moves by some hundred kB. */
const MOST = { heapKb: 1000, wasmKb: 256 };

for (const what of ["clients", "jobs", "aborts at once", "aborts of a wait"]) {
  test(`${what}: memory is as it was, ${TIMES / 2} later`, async () => {
    const [before, after] = await held(what, TIMES, [0.5, 1]);
    for (const where of /** @type {const} */ (["heapKb", "wasmKb"])) {
      const grown = after[where] - before[where];
      assert.ok(grown < MOST[where], `${where} grew by ${grown.toFixed(0)}, the most is ${MOST[where]}`);
    }
  });
}

test("what a ledger remembers of its jobs is let go when the service has forgotten them", async () => {
  const [before, all, after] = await held("jobs in a ledger", TIMES, [0.25, 1]);
  assert.ok(all.heapKb - before.heapKb > MOST.heapKb, "there was nothing to let go");
  assert.ok(after.heapKb - before.heapKb < MOST.heapKb, `${after.heapKb - before.heapKb} kB are still held`);
});
