// What a call meets on its way without harm: it is asked again, sent again, or looked up, and the video comes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, photo, REQUEST, signal, within, world } from "../support/world.js";
import { LOSSES, MADE } from "./failures/lost.js";
import { patience } from "./failures/way.js";

/** @typedef {import("../support/world.js").FaultRule} FaultRule */

const WITH_PHOTO = { ...REQUEST, images: [photo()] };

/** What a poll may meet without harm. @type {Partial<FaultRule>[]} */
const LAPSES = [
  { status: 429 },
  { status: 429, retryAfter: 0 },
  { status: 500 },
  { status: 502, html: true },
  { status: 503 },
  { status: 504 },
  { status: 408 },
  { cut: "before" },
  { cut: "after" },
  { truncate: 20 },
  { html: true, status: 200 },
  { redirect: "/elsewhere" },
  { body: "" },
  { body: "null" },
  { code: 500 },
  { patch: { status: "queued", outputs: null } },
  { patch: { status: null } },
  { patch: { remove: ["status"] } },
];

test("nothing that a poll meets on the way ends a job", async (t) => {
  for (const lapse of LAPSES) {
    await t.test(JSON.stringify(lapse), async (t) => {
      const { sim, client, running, asked } = await world(t);
      running();
      const fault = sim.fault({ on: "result", times: 7, ...lapse });
      const { video } = await within(client().generate(REQUEST));
      assert.match(video, /\.mp4$/);
      assert.equal(fault.hits, 7, "more often than a repeatable request is repeated");
      assert.equal(asked("result"), 8);
      assert.equal(sim.stats().submits, 1);
    });
  }
});

test("a poll that is never answered is given up for the next", async (t) => {
  const { sim, client, running, asked } = await world(t);
  running();
  sim.fault({ on: "result", hang: true, times: 2 });
  const job = await within(client({ requestTimeoutMs: 1_000 }).submit(REQUEST));
  await within(job.wait());
  assert.ok(asked("result") >= 3);
});

test("a lost submit whose job was made goes on to its video, whatever was met", async (t) => {
  const losses = Object.values(LOSSES).flat();
  const faults = losses.filter(({ cut }) => !cut).map((fault) => ({ ...fault, after: true }));
  for (const fault of [...faults, ...MADE]) {
    await t.test(JSON.stringify(fault), async (t) => {
      const { sim, client, asked } = await world(t);
      sim.fault({ on: "submit", ...fault });
      /** @type {import("../support/world.js").Update[]} */
      const updates = [];
      const onUpdate = (/** @type {import("../support/world.js").Update} */ update) => updates.push(update);
      const { id, estimate } = await within(client(patience(fault)).generate(REQUEST, { onUpdate }));
      assert.equal(id, sim.jobs()[0]?.id);
      assert.equal(estimate?.text, "$0.25");
      assert.deepEqual([sim.stats().submits, sim.stats().jobs, asked("history")], [1, 1, 1]);
      const told = updates.map(({ phase, jobId }) => `${phase} ${jobId === id}`);
      const expected = ["checking false", "submitting false", "looking_up false", "completed true"];
      assert.deepEqual(told, expected);
    });
  }
});

test("a lost submit that made no job is submitted again where the caller chose so", async (t) => {
  for (const fault of Object.values(LOSSES).flat()) {
    await t.test(JSON.stringify(fault), async (t) => {
      const { sim, client, asked } = await world(t);
      sim.fault({ on: "submit", ...fault });
      const lookup = { looks: 3, pauseMs: 1, resubmitWhenAbsent: true };
      const { id } = await within(client({ ...patience(fault), lookup }).generate(REQUEST));
      assert.equal(id, sim.jobs()[0]?.id);
      assert.deepEqual([sim.stats().submits, sim.stats().jobs, asked("history")], [2, 1, 3]);
    });
  }
});

test("a submit that the rate limit refused goes out again after Retry-After, and once only", async (t) => {
  const { sim, client } = await world(t);
  sim.fault({ on: "submit", status: 429, retryAfter: 1 });
  /** @type {any[]} */
  const retries = [];
  const onEvent = (/** @type {any} */ event) => event.type === "retry" && retries.push(event);
  const { id } = await within(client({ onEvent }).generate(REQUEST));
  assert.equal(id, sim.jobs()[0]?.id);
  assert.equal(retries.length, 1);
  const { type, stage, code, pauseMs } = retries[0];
  assert.deepEqual({ type, stage, code }, { type: "retry", stage: "submit", code: "rate_limited" });
  assert.ok(pauseMs > 990 && pauseMs <= 1_000, `${pauseMs}`);
  const [first, second] = sim.requests().filter(({ route }) => route === "submit");
  assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 990, "no sooner than was asked");
  assert.deepEqual([sim.stats().submits, sim.stats().jobs], [2, 1]);
});

test("an upload and a question are repeated through what passes", async (t) => {
  const { sim, client, asked } = await world(t);
  for (const on of /** @type {const} */ (["upload", "balance"])) {
    sim.fault({ on, status: 503 });
    sim.fault({ on, cut: "before" });
  }
  const kling = client();
  await within(kling.generate(WITH_PHOTO));
  assert.equal((await within(kling.balance())).text, "$99.75");
  assert.deepEqual([asked("upload"), asked("balance"), asked("submit")], [3, 3, 1]);
});

test("the key function is asked for each request, and may be async", async (t) => {
  const { sim, client, running } = await world(t);
  running();
  let asked = 0;
  const apiKey = async () => {
    asked++;
    return sim.key;
  };
  await within(client({ apiKey }).generate(WITH_PHOTO));
  assert.equal(asked, sim.requests().length);
});

test("a key function that never answers is not a submit that may have been sent", async (t) => {
  const { sim, client } = await world(t);
  const { promise } = signal();
  const apiKey = () => /** @type {Promise<any>} */ (promise);
  const error = await failure(client({ apiKey, requestTimeoutMs: 50 }).generate(REQUEST));
  assert.deepEqual([error.code, error.charge, error.canResubmit], ["config", "none", false]);
  assert.equal(sim.requests().length, 0);
});
