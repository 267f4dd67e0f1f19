// Jobs: what is shared among their callers, when they are asked for, and what ends the waiting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateCost } from "kling-multi-i2v";
import { failure, REQUEST, spy, within, world } from "../support/world.js";

/** @typedef {import("../support/world.js").Update} Update */

test("submit gives a job as soon as the id is known", async (t) => {
  const { client, sim, asked } = await world(t, { jobMs: 1e9 });
  const job = await within(client().submit({ ...REQUEST, duration: 10 }));
  assert.equal(job.id, sim.jobs()[0]?.id);
  assert.deepEqual(job.estimate, estimateCost({ duration: 10 }));
  assert.equal(asked("result"), 0);
  job.stop();
});

test("any number of waits for one job share its polls", async (t) => {
  const { client, sim, running, asked } = await world(t);
  running();
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 3 });
  const kling = client();
  const job = await within(kling.submit(REQUEST));
  const again = kling.job(job.id);
  const videos = await within(Promise.all([job.wait(), job.wait(), again.wait(), kling.job(job.id).wait()]));
  assert.equal(new Set(videos.map(({ video }) => video)).size, 1);
  assert.equal(asked("result"), 4, "three that it runs, one that it is done");
});

test("what is done answers at once, and without a request", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  const job = await within(client().submit(REQUEST));
  const first = await within(job.wait());
  const before = sim.requests().length;
  const [second, status] = await within(Promise.all([job.wait(), job.status()]));
  assert.deepEqual(second, first);
  assert.equal(status.status, "completed");
  assert.equal(sim.requests().length, before);
});

test("a job that another client made gives the same video, without a price", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  const made = await within(client().generate(REQUEST));
  const found = await within(client().job(made.id).wait());
  assert.deepEqual(found, { ...made, estimate: null });
  assert.equal(sim.stats().submits, 1);
});

test("polls keep their distance: firstMs after the submit, then minMs from answer to question", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 2 });
  sim.fault({ on: "result", status: 503 });
  sim.fault({ on: "result", cut: "before" });
  /** @type {{ from: number, to: number, path: string }[]} */
  const log = [];
  const polling = { firstMs: 120, minMs: 60, maxMs: 60 };
  const kling = client({
    polling,
    fetch: async (url, init) => {
      const entry = { from: Date.now(), to: 0, path: new URL(url).pathname };
      log.push(entry);
      try {
        return await fetch(url, init);
      } finally {
        entry.to = Date.now();
      }
    },
  });
  const job = await within(kling.submit(REQUEST));
  // However many wait, and whoever asks in between.
  const waits = [job.wait(), job.wait(), kling.job(job.id).wait(), job.status(), job.status()];
  await within(Promise.all(waits));
  const [submit, ...polls] = log;
  assert.equal(polls.length, 5);
  for (const [at, poll] of polls.entries()) {
    const before = polls[at - 1] ?? submit ?? assert.fail();
    const least = at === 0 ? polling.firstMs : polling.minMs;
    // A timer may be a millisecond early by the wall clock.
    assert.ok(poll.from - before.to >= least - 2, `poll ${at} after ${poll.from - before.to} ms`);
  }
});

test("a job that is asked for again and again is asked for once in minMs", async (t) => {
  const { client, asked } = await world(t, { jobMs: 1e9 });
  const kling = client({ polling: { firstMs: 60_000, minMs: 60_000 } });
  const job = await within(kling.submit(REQUEST));
  const fresh = await within(job.status());
  assert.equal(fresh.status, "created");
  assert.equal(fresh.video, null);
  assert.equal(asked("result"), 0, "the submit has just told");
  const other = client({ polling: { minMs: 60_000 } }).job(job.id);
  const [first, second] = await within(Promise.all([other.status(), other.status()]));
  assert.equal(first.id, second.id);
  await within(other.status());
  assert.equal(asked("result"), 1);
});

test("neither stop, nor an abort, nor a refused key makes the next poll come sooner", async (t) => {
  for (const way of /** @type {const} */ (["stop", "abort", "refused"])) {
    const { client, running, sim, caught } = await world(t);
    running();
    const { fetch, calls } = spy();
    const polling = { firstMs: 1, minMs: 80, maxMs: 80 };
    const job = await within(client({ polling, fetch }).submit(REQUEST));
    const controller = new AbortController();
    if (way === "refused") sim.fault({ on: "result", status: 401 });
    else {
      const { arrived } = caught({ on: "result", hang: true });
      arrived.then(() => (way === "stop" ? job.stop() : controller.abort()));
    }
    await failure(job.wait({ signal: controller.signal }));
    await within(job.wait());
    const [first, second] = calls.filter(({ init }) => init.method !== "POST").map(({ at }) => at);
    assert.ok(Number(second) - Number(first) >= 78, `${way}: after ${Number(second) - Number(first)} ms`);
  }
});

test("for await yields each update up to the last", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 2 });
  const job = await within(client().submit(REQUEST));
  /** @type {Update[]} */
  const updates = [];
  for await (const update of job) updates.push(update);
  assert.deepEqual([...new Set(updates.map(({ phase }) => phase))], ["processing", "completed"]);
  assert.ok(updates.length >= 3);
  assert.ok(updates.every(({ jobId }) => jobId === job.id));
});

test("for await throws what the job failed with", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "submit", job: { status: "failed", ms: 0 }, patch: { status: "processing" } });
  const job = await within(client().submit(REQUEST));
  /** @type {string[]} */
  const phases = [];
  const error = await failure(
    (async () => {
      for await (const { phase } of job) phases.push(phase);
    })(),
  );
  assert.deepEqual([error.code, error.jobId], ["job_failed", job.id]);
  assert.equal(phases.at(-1), "failed");
});

test("a break out of the loop ends its waiting, and nobody else's", async (t) => {
  const { client, running, sim, asked } = await world(t);
  running();
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 4 });
  const kling = client();
  const job = await within(kling.submit(REQUEST));
  for await (const { phase } of job) {
    assert.equal(phase, "processing");
    break;
  }
  const before = asked("result");
  for (let n = 0; n < 5; n++) await within(kling.balance());
  assert.equal(asked("result"), before, "nobody asks any more");
  const other = job.wait();
  for await (const _ of job) break;
  assert.match((await within(other)).video, /mp4$/);
});

test("after the deadline the job can be waited for again", async (t) => {
  const { client, sim } = await world(t, { clock: { hold: true }, jobMs: 1_000 });
  const job = await within(client({ deadlineMs: 20 }).submit(REQUEST));
  assert.equal((await failure(job.wait())).code, "deadline");
  sim.clock.advance(1_000);
  assert.match((await within(job.wait())).video, /mp4$/);
  assert.equal(sim.stats().submits, 1);
});

test("after a key that was refused the job can be waited for again", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  const job = await within(client().submit(REQUEST));
  sim.fault({ on: "result", status: 401 });
  const { code, jobId, charge } = await failure(job.wait());
  assert.deepEqual([code, jobId, charge], ["unauthorized", job.id, "charged"]);
  assert.match((await within(job.wait())).video, /mp4$/);
});

test("a 404 tries the path that the model's page prints, and stays with what answers", async (t) => {
  const { client, running, sim } = await world(t, { resultPath: "page" });
  running();
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 2 });
  await within(client().generate(REQUEST));
  const paths = sim.requests().filter(({ method }) => method === "GET");
  assert.deepEqual(
    paths.map(({ path }) => path.startsWith("/v3/")),
    [false, true, true, true],
  );
});

test("a fresh job that is unknown for a moment is waited for", async (t) => {
  const { client, running, sim } = await world(t);
  running();
  sim.fault({ on: "result", status: 404, times: 3 });
  const { video } = await within(client().generate(REQUEST));
  assert.match(video, /mp4$/);
});

test("status() tells a failed job's failure as a state, and wait() as an error", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "submit", job: { status: "failed", error: "no luck", ms: 0 } });
  const job = await within(client().submit(REQUEST));
  const { status, error, video } = await within(job.status());
  assert.deepEqual([status, error, video], ["failed", "no luck", null]);
  assert.equal((await failure(job.wait())).code, "job_failed");
});

test("status() of a job that nobody has heard of yet says so where the question fails", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "result", status: 401, times: "Infinity" });
  const error = await failure(client().job("some-id").status());
  assert.deepEqual([error.code, error.jobId, error.charge], ["unauthorized", "some-id", "unknown"]);
});

test("a generation is told whole, whatever shape its output has", async (t) => {
  const video = "https://cdn.example/v.mp4";
  for (const outputs of [[video], video, [{ url: video }], { url: video }]) {
    const { client, sim } = await world(t);
    sim.fault({ on: "submit", job: { ms: 0, outputs, nsfw: true } });
    const made = await within(client().generate(REQUEST));
    assert.deepEqual([made.video, made.outputs, made.flagged], [video, [video], true]);
    assert.deepEqual(made.estimate, estimateCost({}));
    assert.equal(made.raw.id, made.id);
    assert.match(String(made.createdAt), /^\d{4}-/);
  }
});
