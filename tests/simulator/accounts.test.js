// Money, rates and expiry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSimulator } from "../../src/js/simulator/index.js";
import { bothWays, PICTURES, REQUEST, SUBMIT } from "./helpers.js";

bothWays("charges and refunds add up, to the micro", { jobMs: 1_000 }, async ({ sim, submit, call }) => {
  const balance = async () => (await call("GET", "/api/v3/balance")).body.data.balance;
  assert.equal(await balance(), 100);
  await submit();
  await submit({ duration: 10 });
  sim.fault({ on: "submit", job: { status: "failed" } });
  sim.fault({ on: "submit", job: { status: "timeout" } });
  sim.fault({ on: "submit", job: { status: "cancelled" } });
  sim.fault({ on: "submit", job: { status: "deleted" } });
  for (let i = 0; i < 4; i++) await submit();
  assert.equal(await balance(), 98.25);
  assert.equal(sim.stats().refunds, 0, "nothing is refunded before it has failed");
  sim.clock.advance(1_000);
  assert.equal(await balance(), 98.75);
  const stats = sim.stats();
  assert.deepEqual(
    [stats.jobs, stats.charges, stats.chargedMicros, stats.refunds, stats.refundedMicros, stats.netMicros],
    [6, 6, 1_750_000, 2, 500_000, 1_250_000],
  );
  assert.deepEqual(
    sim.jobs().map(({ status, refunded }) => [status, refunded]),
    [
      ["completed", false],
      ["completed", false],
      ["failed", true],
      ["timeout", true],
      ["cancelled", false],
      ["deleted", false],
    ],
  );
});

bothWays("a failed job is refunded though nobody asks for it, also once removed", {}, async (world) => {
  const { sim, submit, call } = world;
  sim.fault({ on: "submit", job: { status: "failed" } });
  const { id } = await submit();
  await call("POST", "/api/v3/predictions/delete", { ids: [id] });
  sim.clock.advance(8 * 24 * 3_600_000);
  assert.equal(sim.stats().refundedMicros, 250_000);
  assert.equal((await call("GET", "/api/v3/balance")).body.data.balance, 100);
});

bothWays("an empty account is refused", { balanceUsd: 0.74 }, async ({ sim, call }) => {
  const submit = (/** @type {number} */ duration) => call("POST", SUBMIT, { ...REQUEST, duration });
  assert.equal((await submit(5)).status, 200);
  const refused = await submit(10);
  assert.deepEqual(
    [refused.status, refused.body.message],
    [400, "Insufficient credits. Please top up your account to continue."],
  );
  assert.equal((await submit(5)).status, 200, "what is left is enough for a short one");
  assert.equal((await submit(5)).status, 400);
  assert.equal(sim.stats().chargedMicros, 500_000);
});

bothWays("accounts are apart", {}, async ({ sim, call }) => {
  const other = sim.addAccount({ key: "k2", name: "second", balanceUsd: 1 });
  await call("POST", SUBMIT, REQUEST, { headers: { authorization: "Bearer k2" } });
  assert.equal(other.balanceMicros, 750_000);
  assert.equal((await call("GET", "/api/v3/balance")).body.data.balance, 100);
  assert.equal(sim.jobs()[0]?.account, "second");
});

bothWays("level 1: two at once", { level: 1 }, async ({ sim, call, submit }) => {
  await submit();
  await submit();
  sim.clock.advance(61_000);
  const refused = await call("POST", SUBMIT, REQUEST);
  assert.deepEqual([refused.status, refused.body.message], [429, "You have reached your concurrency limit"]);
  assert.equal(sim.stats().jobs, 2);
  sim.clock.advance(89_000);
  assert.ok((await submit()).id, "both have ended");
});

bothWays("level 1: two a minute", { level: 1, jobMs: 1_000 }, async ({ sim, call, submit }) => {
  await submit();
  sim.clock.advance(30_000);
  await submit();
  sim.clock.advance(29_999);
  const refused = await call("POST", SUBMIT, REQUEST);
  assert.deepEqual([refused.status, refused.body.message], [429, "2 predictions per 1 minute"]);
  sim.clock.advance(1);
  assert.ok((await submit()).id, "the first one is a minute old, and a refused one does not count");
  assert.equal((await call("POST", SUBMIT, REQUEST)).status, 429);
  const optimized = await call("POST", "/api/v3/wavespeed-ai/prompt-optimizer", { text: "x" });
  assert.equal(optimized.status, 200, "only videos are counted");
});

test("level 2: 300 at once, 500 a minute", async () => {
  const sim = createSimulator({ level: 2, clock: { hold: true }, balanceUsd: 1_000 });
  const submit = async () => {
    const init = { method: "POST", headers: { authorization: "Bearer simulated-key" } };
    const response = await sim.fetch(`https://x.test${SUBMIT}`, { ...init, body: JSON.stringify(REQUEST) });
    return (await response.json()).message;
  };
  for (let i = 0; i < 300; i++) assert.equal(await submit(), "success");
  assert.equal(await submit(), "You have reached your concurrency limit");
  sim.clock.advance(150_000);
  sim.reset();
  const quick = createSimulator({ level: 2, clock: { hold: true }, jobMs: 0, balanceUsd: 1_000 });
  sim.fetch = quick.fetch;
  for (let i = 0; i < 500; i++) assert.equal(await submit(), "success");
  assert.equal(await submit(), "500 predictions per 1 minute");
});

bothWays("after 7 days predictions, outputs and uploads are gone", {}, async (world) => {
  const { sim, call, submit, base, fetch } = world;
  const { id } = await submit();
  const form = new FormData();
  form.append("file", new Blob([PICTURES.png.bytes]), "a.png");
  const { download_url: upload } = (
    await call("POST", "/api/v3/media/upload/binary", undefined, { body: form })
  ).body.data;
  const path = new URL(upload).pathname;
  sim.clock.advance(7 * 24 * 3_600_000 - 1);
  assert.equal((await call("GET", `/api/v3/predictions/${id}/result`)).status, 200);
  assert.equal((await fetch(`${base}/outputs/${id}.mp4`)).status, 200);
  assert.equal((await fetch(upload)).status, 200);
  assert.equal((await call("POST", "/api/v3/predictions", {})).body.data.items.length, 1);
  sim.clock.advance(1);
  assert.equal((await call("GET", `/api/v3/predictions/${id}/result`)).status, 404);
  assert.equal((await fetch(`${base}/outputs/${id}.mp4`)).status, 404);
  assert.equal((await fetch(upload)).status, 404, path);
  assert.equal((await call("POST", "/api/v3/predictions", {})).body.data.items.length, 0);
  assert.deepEqual(sim.stats().uploads, { count: 0, bytes: 0 });
  assert.equal(sim.stats().chargedMicros, 250_000, "the books are kept");
});

test("the clock: real, sped up, held, stepped", () => {
  let real = 1_000_000;
  const { clock } = createSimulator({ clock: { now: () => real, speed: 100, startAt: 0 } });
  real += 10;
  assert.equal(clock.now(), 1_000);
  clock.run(2);
  real += 10;
  assert.equal(clock.now(), 1_020, "a change of speed does not change the past");
  clock.advance(5_000);
  assert.equal(clock.now(), 6_020);
  clock.hold();
  real += 1_000;
  assert.equal(clock.now(), 6_020);
  clock.advance(0.5);
  clock.run();
  real += 1;
  assert.equal(clock.now(), 6_022);
  assert.throws(() => clock.advance(-1), RangeError);
  assert.throws(() => clock.run(0), RangeError);
  assert.throws(() => createSimulator({ speed: Number.NaN }), RangeError);
  assert.equal(createSimulator({ speed: 100 }).clock.speed, 100);
});

test("options and accounts with a slip in them are refused", () => {
  assert.throws(() => createSimulator({ discountPercent: 101 }), RangeError);
  assert.throws(() => createSimulator({ key: "two words" }), TypeError);
  assert.throws(() => createSimulator({ level: /** @type {any} */ (9) }), RangeError);
  assert.throws(() => createSimulator().addAccount({ key: "k", balanceUsd: Number.NaN }), RangeError);
});
