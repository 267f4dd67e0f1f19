// resume(): every unfinished job of the ledger, as the one that began it had it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateCost } from "kling-multi-i2v";
import { sharedStore } from "../support/stores.js";
import { PICTURE, REQUEST, within, world } from "../support/world.js";
import { leftAlone, resumed } from "./failures/resumed.js";

/** @typedef {import("../support/world.js").Update} Update */

const KEY = { idempotencyKey: "order/42" };

test("a job that runs: its id, its request, its price, its key, and since when", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  const store = sharedStore();
  const before = Date.now();
  const asked = { ...REQUEST, duration: /** @type {const} */ (10), negative_prompt: "blur" };
  const { id } = await within(client({ store }).submit(asked, KEY));
  const [job, ...more] = await within(client({ store }).resume());
  assert.ok(job);
  assert.deepEqual(more, []);
  const { startedAt, request, estimate, idempotencyKey } = job;
  assert.deepEqual(
    { id: job.id, request, estimate, idempotencyKey },
    {
      id,
      request: { ...asked, images: [PICTURE], aspect_ratio: "1:1" },
      estimate: estimateCost(asked),
      idempotencyKey: "order/42",
    },
  );
  assert.ok(startedAt >= before && startedAt <= Date.now());
  assert.equal((await within(job.status())).id, id);
  const made = await within(job.wait());
  assert.deepEqual([made.id, made.estimate], [id, estimateCost(asked)]);
  assert.equal(sim.stats().submits, 1);
  assert.deepEqual(await within(client({ store }).resume()), [], "what has ended is not resumed");
});

test("a job without a key has none", async (t) => {
  const { client, running } = await world(t);
  running();
  const store = sharedStore();
  await within(client({ store }).submit(REQUEST));
  const [job] = await within(client({ store }).resume());
  assert.equal(job?.idempotencyKey, null);
});

test("a lost submit has no id until wait() has found it", async (t) => {
  const here = await world(t);
  const store = sharedStore();
  await leftAlone(here, store, true);
  const job = await resumed(here, { store });
  assert.equal(job.id, null);
  assert.equal(job.estimate.text, "$0.25");
  assert.equal(here.asked("history"), 0, "nothing is looked up before it is asked for");
  /** @type {Update[]} */
  const updates = [];
  const { id, video } = await within(job.wait({ onUpdate: (update) => updates.push(update) }));
  assert.equal(id, here.sim.jobs()[0]?.id);
  assert.match(video, /\.mp4$/);
  assert.equal(job.id, id);
  assert.equal(updates[0]?.phase, "looking_up");
  assert.equal(updates.at(-1)?.phase, "completed");
  assert.equal(here.sim.stats().submits, 1);
});

test("any number of waits for a lost submit look it up once, or find it found", async (t) => {
  const here = await world(t);
  const store = sharedStore();
  await leftAlone(here, store, true);
  const job = await resumed(here, { store });
  const ends = await within(Promise.all([job.wait(), job.wait(), job.status()]));
  assert.deepEqual(new Set(ends.map(({ id }) => id)), new Set([here.sim.jobs()[0]?.id]));
  assert.equal(here.asked("history"), 1);
});

test("updates count the time from when the job was begun", async (t) => {
  const { client, running } = await world(t);
  running();
  const store = sharedStore();
  await within(client({ store }).submit(REQUEST));
  const { now } = Date;
  t.after(() => {
    Date.now = now;
  });
  const late = 600_000;
  Date.now = () => now() + late;
  const kling = client({ store });
  const [job] = await within(kling.resume());
  assert.ok(job);
  /** @type {Update[]} */
  const updates = [];
  await within(job.wait({ onUpdate: (update) => updates.push(update) }));
  assert.ok(updates.length > 0);
  for (const { elapsedMs } of updates) {
    assert.ok(elapsedMs >= late && elapsedMs <= Date.now() - job.startedAt, `${elapsedMs}`);
  }
});

test("for await goes through what is left of it", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  const store = sharedStore();
  const { id } = await within(client({ store }).submit(REQUEST));
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 2 });
  const [job] = await within(client({ store }).resume());
  /** @type {Update[]} */
  const updates = [];
  for await (const update of job ?? []) updates.push(update);
  assert.equal(updates.at(-1)?.phase, "completed");
  assert.ok(updates.every(({ jobId }) => jobId === id));
});

test("stop() ends the waiting for it here, and it can be resumed again", async (t) => {
  const { client, caught, running } = await world(t);
  running();
  const store = sharedStore();
  const { id } = await within(client({ store }).submit(REQUEST));
  const [job] = await within(client({ store }).resume());
  assert.ok(job);
  const { arrived } = caught({ on: "result", hang: true });
  const waiting = job.wait().catch((error) => error);
  await arrived;
  job.stop();
  const { code, charge, jobId } = await within(waiting);
  assert.deepEqual([code, charge, jobId], ["aborted", "charged", id]);
  const [again] = await within(client({ store }).resume());
  assert.equal((await within(again?.wait() ?? assert.fail())).id, id);
});

test("the same key again, and resume(), are one job with shared polls", async (t) => {
  const { client, running, sim, asked } = await world(t);
  running();
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 2 });
  const kling = client();
  const job = await within(kling.submit(REQUEST, KEY));
  const [left] = await within(kling.resume());
  assert.ok(left);
  const all = await within(Promise.all([job.wait(), left.wait(), kling.generate(REQUEST, KEY)]));
  assert.deepEqual(new Set(all.map(({ id }) => id)), new Set([job.id]));
  assert.deepEqual([asked("submit"), asked("result")], [1, 3]);
});
