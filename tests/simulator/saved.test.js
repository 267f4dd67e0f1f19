// A simulator that outlives its page: its jobs, its money and its answers, restored into another one or into itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUEST, SUBMIT } from "./helpers.js";
import { BASE, balance, call, history, make, reloaded, result, START, saved, submit } from "./reload.js";

test("a job that runs at the save ends in the next simulator, at its own time", async () => {
  const first = make();
  const { id } = await submit(first, { aspect_ratio: "16:9" });
  first.clock.advance(100_000);
  const next = reloaded(first, 49_999);
  assert.equal((await result(next, id)).status, "processing");
  next.clock.advance(1);
  const ended = await result(next, id);
  assert.deepEqual([ended.status, ended.timings.inference], ["completed", 150_000]);
  assert.deepEqual(ended.outputs, [`${BASE}/outputs/${id}.mp4`]);
  const video = await next.fetch(ended.outputs[0]);
  first.clock.advance(50_000);
  const same = await first.fetch(ended.outputs[0]);
  assert.deepEqual(await video.arrayBuffer(), await same.arrayBuffer(), "it is the same video");
});

test("one that failed while nobody ran it is refunded, once, whichever simulator books it", async () => {
  const first = make();
  first.fault({ on: "submit", job: { status: "failed", error: "no luck", code: 1200 } });
  const { id } = await submit(first);
  await submit(first, { duration: 10 });
  assert.equal(await balance(first), 99.25);
  const next = reloaded(first, 150_000);
  const { status, error, code } = await result(next, id);
  assert.deepEqual([status, error, code], ["failed", "no luck", 1200]);
  assert.equal(await balance(next), 99.5);
  assert.deepEqual([next.stats().refunds, next.stats().netMicros], [1, 500_000]);
  const third = reloaded(next, 0);
  third.clock.advance(1_000_000);
  assert.equal(await balance(third), 99.5);
  assert.deepEqual([third.stats().refunds, third.jobs()[0]?.refunded], [1, true]);
});

test("a clock behind the save does not open again what has been booked", async () => {
  const first = make({ jobMs: 1_000 });
  first.fault({ on: "submit", job: { status: "failed" } });
  await submit(first);
  first.clock.advance(1_000);
  const next = reloaded(first, -900);
  next.clock.advance(5_000);
  assert.deepEqual([await balance(next), next.stats().refunds], [100, 1]);
});

test("balances, limits and keys are carried over", async () => {
  const first = make({ balanceUsd: 1, level: 1, jobMs: 40_000 });
  first.addAccount({ key: "k2", name: "second", balanceUsd: 7 });
  first.addAccount({ key: "k3", forbidden: true });
  await call(first, "POST", SUBMIT, REQUEST, "k2");
  await submit(first);
  first.clock.advance(10_000);
  await submit(first);

  // Its own options are for accounts it opens itself.
  const next = reloaded(first, 0, { balanceUsd: 50, level: 3, jobMs: 40_000 });
  const refusal = async () => (await call(next, "POST", SUBMIT, REQUEST)).body.message;
  assert.equal(await refusal(), "You have reached your concurrency limit");
  next.clock.advance(40_000);
  assert.equal(await refusal(), "2 predictions per 1 minute");
  next.clock.advance(10_000);
  assert.equal(await refusal(), "success");
  next.clock.advance(60_000);
  assert.equal(await refusal(), "success");
  next.clock.advance(60_000);
  assert.match(await refusal(), /^Insufficient credits/);
  assert.deepEqual([await balance(next), await balance(next, "k2")], [0, 6.75]);
  assert.equal((await call(next, "GET", "/api/v3/balance", undefined, "k3")).status, 403);
  assert.deepEqual(
    next.jobs().map((job) => job.account),
    ["second", "default", "default", "default", "default"],
  );
});

test("an account that was replaced keeps its jobs from the one that has its key", async () => {
  const first = make();
  first.fault({ on: "submit", job: { status: "failed" } });
  const { id } = await submit(first);
  first.addAccount({ key: first.key, name: "new", balanceUsd: 5 });
  const next = reloaded(first, 150_000);
  assert.equal((await call(next, "GET", `/api/v3/predictions/${id}/result`)).status, 404);
  assert.deepEqual([await balance(next), next.stats().refunds, next.jobs()[0]?.account], [5, 1, "default"]);
});

test("the simulator's own key is good, also where another one's was saved", async () => {
  const first = make({ key: "k1", balanceUsd: 3 });
  const next = make({ key: "k2", balanceUsd: 4 });
  await submit(next);
  next.restore(saved(first));
  assert.deepEqual([await balance(next, "k1"), await balance(next, "k2")], [3, 4]);
});

test("the history shows restored jobs, and not what was deleted from it", async () => {
  const first = make({ jobMs: 1_000 });
  const ids = [];
  for (const prompt of ["one", "two", "three"]) {
    ids.push((await submit(first, { prompt, negative_prompt: "blur", seed: 5 })).id);
    first.clock.advance(10);
  }
  await call(first, "POST", "/api/v3/predictions/delete", { ids: [ids[1]] });
  await call(first, "POST", `${SUBMIT}?webhook=https://hook.example`, REQUEST);
  await call(first, "POST", "/api/v3/wavespeed-ai/prompt-optimizer", { text: "a cat" });
  const asked = { include_inputs: true };
  const next = reloaded(first, 0);
  assert.equal((await history(first, asked)).length, 4);
  assert.deepEqual(await history(next, asked), await history(first, asked));
  assert.deepEqual(next.jobs(), first.jobs());
  next.clock.advance(10_000);
  first.clock.advance(10_000);
  assert.deepEqual(await history(next, asked), await history(first, asked));
  const { submits, requests, ...money } = first.stats();
  const { submits: none, requests: few, ...restored } = next.stats();
  assert.deepEqual(restored, money);
  assert.deepEqual([submits, none], [4, 0], "requests are counted where they came");
  next.clock.advance(7 * 24 * 3_600_000);
  assert.deepEqual([next.jobs(), next.stats().chargedMicros], [[], money.chargedMicros]);
});

test("restoring again undoes what came since; rules, log and clock stay", async () => {
  const sim = make();
  const { id } = await submit(sim);
  const state = saved(sim);
  const rule = sim.fault({ on: "balance", nth: 2, status: 503 });
  await submit(sim);
  assert.equal(await balance(sim), 99.5);
  sim.clock.advance(5_000);
  const logged = sim.requests();
  sim.restore(state);
  sim.restore(state);
  assert.deepEqual(sim.requests(), logged);
  assert.deepEqual([sim.stats().submits, sim.stats().jobs], [2, 1]);
  assert.equal(sim.clock.now(), START + 5_000);
  assert.deepEqual(
    sim.jobs().map((job) => job.id),
    [id],
  );
  assert.equal((await call(sim, "GET", "/api/v3/balance")).status, 503);
  assert.deepEqual([rule.hits, await balance(sim)], [1, 99.75]);
  assert.deepEqual({ ...saved(sim), at: state.at }, state, "nothing is lost on the way");
});

test("accounts live through a restore: what addAccount returned, and a request on its way", async () => {
  const sim = make();
  const second = sim.addAccount({ key: "k2", balanceUsd: 1 });
  const state = saved(sim);
  await call(sim, "POST", SUBMIT, REQUEST, "k2");
  assert.equal(second.balanceMicros, 750_000);
  sim.restore(state);
  assert.equal(second.balanceMicros, 1_000_000);

  /** @type {(value?: unknown) => void} */
  let arrive = () => {};
  const arrived = new Promise((resolve) => {
    arrive = resolve;
  });
  const body = new ReadableStream({
    async pull(controller) {
      await arrived;
      controller.enqueue(new TextEncoder().encode(JSON.stringify(REQUEST)));
      controller.close();
    },
  });
  const headers = { authorization: "Bearer k2" };
  const sent = sim.fetch(BASE + SUBMIT, { method: "POST", headers, body, ...{ duplex: "half" } });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(sim.requests().at(-1)?.route, "submit");
  sim.restore(state);
  arrive();
  assert.equal((await sent).status, 200);
  assert.deepEqual([second.balanceMicros, await balance(sim, "k2")], [750_000, 0.75]);
});

test("where a video is found: outputUrl is asked anew, a blob: URL is a fresh one", async (t) => {
  let asked = 0;
  const options = { jobMs: 0, outputUrl: () => `memory:${++asked}` };
  const first = make(options);
  const { id } = await submit(first);
  first.restore(saved(first));
  assert.deepEqual((await result(first, id)).outputs, ["memory:1"], "one that was handed out stays");
  assert.deepEqual((await result(reloaded(first, 0, options), id)).outputs, ["memory:2"]);

  Object.assign(globalThis, { WorkerGlobalScope: class {} });
  t.after(() => Reflect.deleteProperty(globalThis, "WorkerGlobalScope"));
  const page = make({ jobMs: 0 });
  const empty = saved(page);
  const [url] = (await submit(page)).outputs;
  page.restore(saved(page));
  const [job] = page.jobs();
  assert.deepEqual((await result(page, job?.id ?? "")).outputs, [url]);
  const next = reloaded(page, 0);
  const [fresh] = (await result(next, job?.id ?? "")).outputs;
  assert.match(fresh, /^blob:/);
  assert.notEqual(fresh, url);
  assert.equal((await next.fetch(fresh)).status, 200);
  await assert.rejects(next.fetch(url), TypeError);
  page.restore(empty);
  await assert.rejects(page.fetch(url), TypeError, "its job is gone");
  await assert.rejects(fetch(url), TypeError, "and so is the blob");
});
