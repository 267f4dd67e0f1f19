// What the ledger tells: jobs() and spent(), in each state that a job can be in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateCost } from "kling-multi-i2v";
import { guarded, sharedStore } from "../support/stores.js";
import { failure, PICTURE, photo, REQUEST, signal, within, world } from "../support/world.js";

/** @typedef {import("kling-multi-i2v").KlingClient} Client */
/** @typedef {import("kling-multi-i2v").LedgerEntry} LedgerEntry */

const NORMAL = { ...REQUEST, duration: 5, aspect_ratio: "1:1" };

/** The one entry there is, with its times checked and left out. @param {Client} kling */
async function onlyJob(kling) {
  const [{ startedAt, endedAt, ...entry } = assert.fail("there is none"), ...more] = await within(
    kling.jobs(),
  );
  assert.deepEqual(more, []);
  assert.ok(Number.isInteger(startedAt) && Math.abs(Date.now() - startedAt) < 60_000);
  if (entry.state === "ended") assert.ok(Number(endedAt) >= startedAt);
  else assert.equal(endedAt, null);
  return entry;
}

/** What has been spent, as texts. @param {Client} kling */
async function spent(kling) {
  const { day, total, ...more } = await within(kling.spent());
  assert.deepEqual(more, {});
  return [day.text, total.text];
}

test("a ledger in which nothing stands yet", async (t) => {
  const { client, sim } = await world(t);
  const kling = client();
  assert.deepEqual(await within(kling.jobs()), []);
  assert.deepEqual(await within(kling.resume()), []);
  const nothing = { currency: "USD", micros: 0, usd: 0, text: "$0.00" };
  assert.deepEqual(await within(kling.spent()), { day: nothing, total: nothing });
  assert.equal(sim.requests().length, 0, "the service is not asked");
});

test("a job that has ended well", async (t) => {
  const { client } = await world(t);
  const kling = client();
  const asked = { ...REQUEST, negative_prompt: "blur", duration: /** @type {const} */ (10) };
  const { id } = await within(kling.generate({ ...asked, enable_safety_checker: false }));
  assert.deepEqual(await onlyJob(kling), {
    idempotencyKey: null,
    jobId: id,
    state: "ended",
    request: { ...NORMAL, ...asked, enable_safety_checker: false },
    estimate: estimateCost(asked),
    charge: "charged",
    status: "completed",
  });
  assert.deepEqual(await spent(kling), ["$0.50", "$0.50"]);
});

test("a job that failed and is refunded", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "submit", job: { status: "failed", ms: 0 } });
  const kling = client();
  await failure(kling.generate(REQUEST, { idempotencyKey: "order/42" }));
  const { state, charge, status, idempotencyKey } = await onlyJob(kling);
  assert.deepEqual([state, charge, status, idempotencyKey], ["ended", "none", "failed", "order/42"]);
  assert.deepEqual(await spent(kling), ["$0.00", "$0.00"]);
});

test("a job that runs", async (t) => {
  const { client, sim } = await world(t, { jobMs: 1e9 });
  const kling = client();
  const job = await within(kling.submit(REQUEST));
  const { state, charge, status, jobId } = await onlyJob(kling);
  assert.deepEqual([state, charge, status, jobId], ["running", "charged", null, sim.jobs()[0]?.id]);
  assert.deepEqual(await spent(kling), ["$0.25", "$0.25"]);
  job.stop();
});

test("a job whose picture goes up has no address for it yet, and its money is reserved", async (t) => {
  const { client, caught } = await world(t);
  const kling = client();
  const controller = new AbortController();
  const { arrived } = caught({ on: "upload", hang: true });
  const images = [PICTURE, photo()];
  const call = failure(kling.generate({ ...REQUEST, images }, { signal: controller.signal }));
  await arrived;
  const entry = await onlyJob(kling);
  assert.deepEqual([entry.state, entry.charge, entry.jobId], ["preparing", "none", null]);
  assert.deepEqual(entry.request, { ...NORMAL, images: [PICTURE, null] });
  assert.deepEqual(await spent(kling), ["$0.25", "$0.25"]);
  controller.abort();
  await call;
  // What is taken back is taken back beside the failure.
  while ((await kling.jobs()).length > 0) await new Promise(setImmediate);
  assert.deepEqual(await spent(kling), ["$0.00", "$0.00"]);
});

test("a job whose submit is out, and then lost", async (t) => {
  const { client, caught, sim } = await world(t);
  const kling = client({ requestTimeoutMs: 500 });
  const { arrived } = caught({ on: "submit", hang: true, after: true });
  sim.fault({ on: "history", times: "Infinity", status: 403 });
  const call = failure(kling.generate(REQUEST));
  await arrived;
  const out = await onlyJob(kling);
  assert.deepEqual([out.state, out.charge, out.jobId], ["submitting", "unknown", null]);
  assert.equal((await call).code, "submit_unknown");
  const lost = await onlyJob(kling);
  assert.deepEqual([lost.state, lost.charge, lost.jobId], ["unknown", "unknown", null]);
  assert.deepEqual(lost.request, NORMAL);
  assert.deepEqual(await spent(kling), ["$0.25", "$0.25"], "it may have been paid");
});

test("what costs nothing leaves nothing behind", async (t) => {
  const { client, sim } = await world(t);
  const kling = client({ budget: { perJobUsd: 0.25 } });
  sim.fault({ on: "submit", status: 401 });
  await failure(kling.generate(REQUEST));
  await failure(kling.generate({ ...REQUEST, duration: 10 }));
  sim.fault({ on: "submit", cut: "before" });
  await failure(kling.generate(REQUEST));
  await failure(kling.generate({ ...REQUEST, images: [new Blob(["no picture"])] }));
  assert.deepEqual(await within(kling.jobs()), []);
  assert.deepEqual(await spent(kling), ["$0.00", "$0.00"]);
});

test("the newest first, of all clients over one store and of one service alone", async (t) => {
  const { client, url } = await world(t);
  const store = sharedStore();
  const started = Date.now();
  const { now } = Date;
  t.after(() => {
    Date.now = now;
  });
  for (const [at, prompt] of ["first", "second", "third"].entries()) {
    Date.now = () => started + at;
    await within(client({ store }).generate({ ...REQUEST, prompt }));
  }
  const prompts = (await within(client({ store }).jobs())).map(({ request }) => request?.prompt);
  assert.deepEqual(prompts, ["third", "second", "first"]);
  assert.deepEqual(await within(client({ store, baseUrl: `${url}/elsewhere` }).jobs()), []);
  assert.deepEqual(await within(client().jobs()), [], "a client without that store");
});

test("what jobs() gave may be changed, and the ledger stays as it is", async (t) => {
  const { client } = await world(t);
  const kling = client();
  await within(kling.generate(REQUEST));
  const before = structuredClone(await within(kling.jobs()));
  for (const entry of await within(kling.jobs())) {
    entry.state = "unknown";
    if (entry.request) Object.assign(entry.request, { prompt: "another", images: [] });
    entry.estimate.micros = 0;
  }
  assert.deepEqual(await within(kling.jobs()), before);
});

test("a new day has spent nothing, the total stays, and the prompt optimizer counts", async (t) => {
  const { client } = await world(t);
  const kling = client();
  await within(kling.generate(REQUEST));
  await within(kling.enhancePrompt({ text: "a boat" }));
  assert.deepEqual(await spent(kling), ["$0.251", "$0.251"]);
  const { now } = Date;
  t.after(() => {
    Date.now = now;
  });
  Date.now = () => now() + 86_400_000;
  assert.deepEqual(await spent(kling), ["$0.00", "$0.251"]);
  await within(kling.generate(REQUEST));
  assert.deepEqual(await spent(kling), ["$0.25", "$0.501"]);
});

test("what a prompt optimizer's run took that was aborted before it was sent is given back", async (t) => {
  const { client, sim } = await world(t);
  const controller = new AbortController();
  const apiKey = () => {
    setImmediate(() => controller.abort());
    return /** @type {Promise<string>} */ (new Promise(() => {}));
  };
  const kling = client({ apiKey });
  const error = await failure(kling.enhancePrompt({ text: "a boat" }, { signal: controller.signal }));
  assert.deepEqual([error.code, error.charge], ["aborted", "none"]);
  // It may be given back beside the failure.
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.deepEqual(await spent(kling), ["$0.00", "$0.00"]);
  assert.equal(sim.requests().length, 0);
});

test("after eight days the ledger keeps of a job what its key and the total need", async (t) => {
  const { client, sim } = await world(t);
  const kling = client();
  await within(kling.generate(REQUEST));
  const { id } = await within(kling.generate(REQUEST, { idempotencyKey: "order/42" }));
  const { now } = Date;
  t.after(() => {
    Date.now = now;
  });
  Date.now = () => now() + 8 * 86_400_000;
  await within(kling.resume());
  const [entry, ...more] = await within(kling.jobs());
  assert.deepEqual(more, []);
  const { idempotencyKey, jobId, state, request } = entry ?? assert.fail();
  assert.deepEqual([idempotencyKey, jobId, state, request], ["order/42", id, "ended", null]);
  assert.deepEqual(await spent(kling), ["$0.00", "$0.50"]);
  await within(kling.generate(REQUEST, { idempotencyKey: "order/42" }).catch(() => {}));
  assert.equal(sim.stats().submits, 2, "a key is submitted once, ever");
});

test("what is written of a job wakes those who wait for that job alone", async (t) => {
  const { client } = await world(t);
  const { promise: letGo, settle } = signal();
  let [posts, reads] = [0, 0];
  const kling = client({
    store: guarded(sharedStore(), (operation, key) => {
      if (operation === "get" && key.endsWith("job/k/one")) reads++;
    }),
    fetch: async (url, init) => {
      if (init?.method === "POST" && ++posts === 1) await letGo;
      return fetch(url, init);
    },
  });
  const [first, second] = [1, 2].map(() => kling.generate(REQUEST, { idempotencyKey: "one" }));
  for (let n = 0; n < 10; n++) await within(kling.generate(REQUEST));
  // Both began with a look at what stands there; the second glances at it once a second.
  assert.ok(reads < 10, `read ${reads} times while ten others were written`);
  settle();
  assert.equal((await within(first))?.id, (await within(second))?.id);
});
