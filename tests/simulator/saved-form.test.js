// The saved state itself: plain, whole, of modest size, and nothing else is taken for it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PICTURES } from "./helpers.js";
import { call, make, reloaded, result, saved, submit, upload } from "./reload.js";

test("a saved state is a copy: neither simulator sees what the other or its holder does", async () => {
  const sim = make();
  await submit(sim);
  const state = sim.save();
  const text = JSON.stringify(state);
  await submit(sim);
  const next = make();
  next.restore(state);
  await submit(next);
  next.clock.advance(150_000);
  assert.equal(JSON.stringify(state), text);
  const seen = next.jobs();
  for (const job of state.jobs) Object.assign(job, { endsAt: 0, outcome: {}, input: {} });
  assert.deepEqual(next.jobs(), seen);
});

test("every outcome a rule can ask for comes through", async () => {
  const first = make({ discountPercent: 33 });
  const outcomes = [
    ...[[], null, "x", [{ url: "x" }], undefined].map((outputs) => ({ outputs })),
    ...[true, [false], "maybe", null].map((nsfw) => ({ nsfw })),
    ...["completed", "failed", "cancelled", "timeout", "deleted"].map((status) => ({ status, ms: 0.5 })),
    { ms: Number.POSITIVE_INFINITY },
  ];
  const ids = [];
  for (const job of outcomes) {
    first.fault({ on: "submit", job: /** @type {any} */ (job) });
    ids.push((await submit(first)).id);
  }
  const next = reloaded(first, 0);
  assert.deepEqual(saved(next), saved(first));
  for (const ms of [0, 75_000, 75_000, 8 * 24 * 3_600_000]) {
    first.clock.advance(ms);
    next.clock.advance(ms);
    for (const id of ids) assert.deepEqual(await result(next, id), await result(first, id));
    assert.deepEqual(saved(next), saved(first));
  }
  assert.equal(saved(next).jobs.length, 1, "the one that never ends holds its place");
});

test("anything but a saved state is refused, and changes nothing", async () => {
  const sim = make();
  const url = await upload(sim);
  await submit(sim, { images: [url] });
  await call(sim, "POST", "/api/v3/wavespeed-ai/prompt-optimizer", { text: "a cat" });
  await call(sim, "POST", "/api/v3/media/uploads", { filename: "a.png", size: 5 });
  const before = saved(sim);
  const seen = [sim.jobs(), sim.stats()];
  const bad = (/** @type {(state: any) => void} */ change) => {
    const state = JSON.parse(JSON.stringify(before));
    change(state);
    return state;
  };
  const loop = bad((state) => {
    state.jobs[0].loop = state;
  });
  /** @type {[unknown, RegExp][]} */
  const cases = [
    ...[undefined, null, 5, [], () => {}].map(
      (value) => /** @type {[unknown, RegExp]} */ ([value, /save\(\)/]),
    ),
    [JSON.stringify(before), /not its JSON text/],
    [{}, /the version is undefined/],
    [{ ...before, version: 2 }, /the version is 2, and only 1 is known here/],
    [{ version: 1 }, /saved\.at must be milliseconds/],
    [loop, /no plain JSON/],
    [bad((state) => state.jobs.push(null)), /jobs\[2\] must be an object/],
    [bad((state) => state.jobs.push(state.jobs[0])), /jobs must be each there once/],
    [bad((state) => state.accounts.push(state.accounts[0])), /accounts must be each there once/],
    [bad((state) => Object.assign(state.jobs[0], { account: 1 })), /jobs\[0\]\.account must be the place/],
    [bad((state) => Object.assign(state.jobs[0], { refunded: true })), /refunded must be false before/],
    [bad((state) => Object.assign(state.jobs[0].outcome, { status: "toString" })), /outcome\.status must be/],
    [
      bad((state) => Object.assign(state.jobs[0].input, { duration: 1e9 })),
      /jobs\[0\]\.input: field "duration"/,
    ],
    [bad((state) => Object.assign(state.jobs[1].input, { style: "x" })), /jobs\[1\]\.input: field "style"/],
    [bad((state) => Object.assign(state.jobs[0], { createdAt: 1e300 })), /createdAt must be milliseconds/],
  ];
  // Each field of each kind of thing, left out and of another type.
  const { version, at, origins, ...parts } = before;
  for (const [part, value] of Object.entries({ ...parts, saved: { at, origins } })) {
    const thing = (/** @type {any} */ state) =>
      part === "saved" ? state : Array.isArray(value) ? state[part][0] : state[part];
    for (const field of Object.keys(thing(before))) {
      if (part === "saved" && !(field in { at, origins })) continue;
      const where = new RegExp(`${part}(\\[0\\])?\\.${field}`);
      cases.push([bad((state) => delete thing(state)[field]), where]);
      cases.push([bad((state) => Object.assign(thing(state), { [field]: { x: 5 } })), where]);
    }
    if (part === "saved") continue;
    cases.push([bad((state) => delete state[part]), new RegExp(`saved\\.${part} must be`)]);
  }
  for (const [value, message] of cases) {
    assert.throws(
      () => sim.restore(/** @type {any} */ (value)),
      (/** @type {Error} */ error) => error instanceof TypeError && message.test(error.message),
      `${message} of ${JSON.stringify(value === loop ? "loop" : value)}`,
    );
  }
  assert.deepEqual(saved(sim), before);
  assert.deepEqual([sim.jobs(), sim.stats()], seen);
  assert.equal((await sim.fetch(url)).status, 200, "the bytes are there still");
});

test("200 jobs with pictures make a modest text, with none of the pictures' bytes", async () => {
  const sim = make();
  const large = new Uint8Array(1_000_000);
  large.set(PICTURES.gif.bytes);
  const url = await upload(sim, large);
  assert.ok(JSON.stringify(sim.save()).length < 1_000);
  for (let i = 0; i < 200; i++) await submit(sim, { images: [url] });
  const { length } = JSON.stringify(sim.save());
  assert.ok(length < 200_000, `${length} characters`);
  sim.clock.advance(60_000);
  const again = JSON.stringify(sim.save()).length;
  assert.ok(length - again > 2_000, "submits that no longer count are not written down");
});
