// Eight processes over one Redis: one budget, one set of idempotency keys, and some of them killed in the middle.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PHOTO } from "../../faults/life.js";
import { fleet, LEASES_MS } from "../../redis/fleet.js";
import { skip } from "../../support/redis.js";
import { PICTURE, PRICE_MICROS, within } from "../../support/world.js";

/** @typedef {import("../../faults/told.js").Told} Told */
/** @typedef {import("../../support/world.js").FaultRule} FaultRule */
/** @typedef {import("kling-multi-i2v/simulator").Simulator} Simulator */

const SIZE = 8;
const BUDGET = { totalUsd: 7.5 };
const BUDGET_MICROS = 7_500_000;
/** A video takes a moment: it has to be polled. */
const SERVICE = { jobMs: 20, balanceUsd: 1000 };

/** @param {number} n */
const wish = (n) => ({ prompt: `film ${n}`, images: [n % 2 ? PICTURE : `${PHOTO}${n}`] });
const key = (/** @type {number} */ n) => ({ idempotencyKey: `film/${n}` });

/** How many jobs the service has made of each prompt. @param {Simulator} sim */
function jobsOf(sim) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { input } of sim.jobs()) counts.set(input.prompt, (counts.get(input.prompt) ?? 0) + 1);
  return counts;
}

/** @param {Told} told @returns {told is import("../../faults/told.js").Made} */
const isMade = (told) => "video" in told;

/** Where a process is killed: as soon as the service has that request of it, which is never answered. */
const MOMENTS = /** @type {Record<string, { rule: FaultRule, state: string, submits: number }>} */ ({
  "while a picture goes up": { rule: { on: "upload", hang: true }, state: "preparing", submits: 1 },
  "while its submit is out, and makes a job": {
    rule: { on: "submit", hang: true, after: true },
    state: "submitting",
    submits: 1,
  },
  "while its submit is out, and makes none": {
    rule: { on: "submit", hang: true },
    state: "submitting",
    submits: 2,
  },
  "while it polls": { rule: { on: "result", hang: true }, state: "running", submits: 1 },
});

for (const [moment, { rule, state, submits }] of Object.entries(MOMENTS))
  test(`killed ${moment}: another process has the video, and it is paid once`, { skip }, async (t) => {
    const { sim, member, caught } = await fleet(t, SERVICE, { budget: { totalUsd: 0.25 } });
    const [first, second] = await Promise.all([member(), member()]);
    const { fault, arrived } = caught({ ...rule, match: first.isOf });
    first.generate(wish(0), key(0));
    await arrived;
    await first.kill();
    fault.remove();
    const [left] = await second.jobs();
    assert.equal(left.state, state);
    // While its lease runs nobody else takes it up: its money stays reserved, its key is not free.
    assert.equal(await second.spent(), PRICE_MICROS);
    await second.jump(LEASES_MS);
    if (state === "running") {
      const [{ told }] = await within(second.resume());
      assert.ok(isMade(told), JSON.stringify(told));
    } else await within(second.resume());
    const told = await within(second.generate(wish(0), key(0)));
    assert.ok(isMade(told), JSON.stringify(told));
    assert.deepEqual([sim.stats().submits, sim.stats().jobs], [submits, 1]);
    assert.deepEqual([sim.stats().chargedMicros, await second.spent()], [PRICE_MICROS, PRICE_MICROS]);
  });

test("eight at once, four killed in the middle: never over the budget, no key paid twice, nothing lost", {
  skip,
}, async (t) => {
  const { sim, member, caught } = await fleet(t, SERVICE, { budget: BUDGET });
  const members = await Promise.all(Array.from({ length: SIZE }, member));
  const wishes = Array.from({ length: 40 }, (_, n) => n);
  const deaths = Object.values(MOMENTS).map(async ({ rule }, at) => {
    const { fault, arrived } = caught({ ...rule, match: members[at].isOf });
    await arrived;
    await members[at].kill();
    fault.remove();
  });
  /** What each key's video was called, by whoever had it. @type {Map<number, Set<string>>} */
  const heard = new Map();
  /** @param {number} n @param {Told} told */
  const note = (n, told) => {
    if (isMade(told)) heard.set(n, (heard.get(n) ?? new Set()).add(told.id));
    else assert.ok(["budget_exceeded", "network"].includes(told.code), JSON.stringify(told));
  };
  // Each begins elsewhere in the list, so that all stages are under way at once and every key is met by all. What has a
  // picture to send takes a moment longer to begin: the one who is to die of that does nothing else.
  for (const [at, { generate }] of members.slice(0, 4).entries())
    for (const n of wishes.filter((n) => at > 0 || n % 2 === 0))
      generate(wish((n + at * 10) % 40), key((n + at * 10) % 40));
  const living = members.slice(4);
  const calls = living.map(({ generate }, at) =>
    Promise.all(
      wishes.map(async (_, i) => {
        const n = (i + at * 10 + 5) % 40;
        note(n, await generate(wish(n), key(n)));
      }),
    ),
  );
  await within(Promise.all(deaths));
  // What the dead have left is waited for, until their leases are over.
  const heir = await member();
  await heir.jump(LEASES_MS);
  await Promise.all(living.map(({ jump }) => jump(LEASES_MS)));
  await within(Promise.all(calls));
  await within(heir.resume());
  assert.ok(sim.stats().chargedMicros <= BUDGET_MICROS);
  // What money the dead had reserved is free again: it is spent to the last cent, and no further.
  for (const n of wishes) note(n, await within(heir.generate(wish(n), key(n))));
  assert.equal(sim.stats().chargedMicros, BUDGET_MICROS);
  assert.equal(await heir.spent(), BUDGET_MICROS);
  assert.deepEqual([...jobsOf(sim).values()], Array(BUDGET_MICROS / PRICE_MICROS).fill(1));
  // One submit of the dead never made a job.
  assert.ok(sim.stats().submits - sim.stats().jobs <= 1, `${sim.stats().submits} submits`);
  assert.equal(heard.size, BUDGET_MICROS / PRICE_MICROS);
  for (const ids of heard.values()) assert.equal(ids.size, 1);
  const failures = await Promise.all([...living, heir].map((one) => one.failures()));
  assert.deepEqual(failures.flat(), []);
});

test("eight batches over one list: every request is submitted once, and each process has every video", {
  skip,
}, async (t) => {
  const { sim, member } = await fleet(t, SERVICE);
  const members = await Promise.all(Array.from({ length: SIZE }, member));
  const list = Array.from({ length: 24 }, (_, n) => wish(n));
  const batch = { idempotencyPrefix: "films", concurrency: 24 };
  const all = await within(Promise.all(members.map(({ generateAll }) => generateAll(list, batch))));
  const ids = all.map((outcomes) => outcomes.map((told) => (isMade(told) ? told.id : JSON.stringify(told))));
  for (const other of ids) assert.deepEqual(other, ids[0]);
  assert.equal(new Set(ids[0]).size, list.length);
  assert.deepEqual([sim.stats().submits, sim.stats().jobs], [list.length, list.length]);
  assert.equal(await members[0].spent(), list.length * PRICE_MICROS);
});
