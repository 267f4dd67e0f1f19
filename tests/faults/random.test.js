// 1,000 random schedules of faults. A failure names the seed that repeats it: SEED=… COUNT=1 node --test <this file>.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, runSchedules } from "./random.js";

const { seed, count } = asked();

test(`${count} random schedules of faults, from the seed ${seed}`, { timeout: 600_000 }, async (t) => {
  t.diagnostic(`SEED=${seed} COUNT=${count}`);
  const outcomes = await runSchedules(count, seed);
  const paid = outcomes.reduce((sum, outcome) => sum + outcome.paid, 0);
  const wishes = outcomes.reduce((sum, outcome) => sum + outcome.wishes, 0);
  t.diagnostic(`${wishes} wishes, ${paid} videos`);
  assert.deepEqual(
    outcomes.filter(({ problems }) => problems.length > 0),
    [],
  );
});
