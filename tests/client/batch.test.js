// generateAll(): one outcome for each request, in order, so many at once, each told by its number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isKlingError } from "kling-multi-i2v";
import { sharedStore } from "../support/stores.js";
import { PICTURE, REQUEST, within, world } from "../support/world.js";

/** @typedef {import("kling-multi-i2v").Outcome} Outcome */

/** @param {number} count */
const requests = (count) =>
  Array.from({ length: count }, (_, at) => ({ ...REQUEST, prompt: `number ${at}` }));

test("outcomes are as Promise.allSettled has them, in the order of the requests", async (t) => {
  const { client, sim } = await world(t);
  const all = requests(4);
  const refused = { ...REQUEST, images: [] };
  sim.fault({ on: "submit", nth: 2, status: 400 });
  const outcomes = await within(
    client().generateAll([...all.slice(0, 2), refused, ...all.slice(2)], { concurrency: 1 }),
  );
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["fulfilled", "rejected", "rejected", "fulfilled", "fulfilled"],
  );
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.status === "rejected") {
      assert.deepEqual(Object.keys(outcome), ["status", "reason"]);
      assert.ok(isKlingError(outcome.reason) && outcome.reason.stack);
      assert.equal(outcome.reason.code, at === 1 ? "bad_request" : "validation");
    } else {
      assert.deepEqual(Object.keys(outcome), ["status", "value"]);
      const prompt = sim.jobs().find(({ id }) => id === outcome.value.id)?.input.prompt;
      assert.equal(prompt, `number ${at < 2 ? at : at - 1}`);
    }
  }
});

test("updates and events say whose they are", async (t) => {
  const { client } = await world(t);
  /** @type {any[]} */
  const updates = [];
  /** @type {any[]} */
  const events = [];
  const onUpdate = (/** @type {any} */ update) => updates.push(update);
  const kling = client({ onEvent: (event) => events.push(event) });
  const outcomes = await within(kling.generateAll(requests(3), { onUpdate }));
  for (const [index, outcome] of outcomes.entries()) {
    const own = updates.filter((update) => update.index === index);
    assert.deepEqual(
      own.map(({ phase }) => phase),
      ["checking", "submitting", "completed"],
    );
    assert.equal(own.at(-1).jobId, outcome.status === "fulfilled" && outcome.value.id);
  }
  assert.deepEqual(
    events,
    updates.map((update) => ({ type: "update", ...update })),
  );
});

test("a listener that throws hurts none of them", async (t) => {
  const { client } = await world(t);
  const throwing = () => {
    throw new Error("no");
  };
  const outcomes = await within(
    client({ onEvent: throwing }).generateAll(requests(2), { onUpdate: throwing }),
  );
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["fulfilled", "fulfilled"],
  );
});

/**
 * How many submits of six are out together at the most, where none is answered before no more come.
 *
 * @param {import("node:test").TestContext} t
 * @param {any} options
 * @param {any} [batch]
 */
async function most(t, options, batch) {
  const { client } = await world(t);
  let out = 0;
  let most = 0;
  const kling = client({
    ...options,
    fetch: async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
      most = Math.max(most, ++out);
      // As many turns as it takes for all that may begin to have begun.
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      try {
        return await fetch(url, init);
      } finally {
        out--;
      }
    },
  });
  const outcomes = await within(kling.generateAll(requests(6), batch));
  assert.ok(outcomes.every(({ status }) => status === "fulfilled"));
  return most;
}

test("two at once, unless the client or the call says otherwise", async (t) => {
  assert.equal(await most(t, {}), 2);
  assert.equal(await most(t, { concurrency: 3 }), 3);
  assert.equal(await most(t, { concurrency: 3 }, { concurrency: 1 }), 1);
  assert.equal(await most(t, {}, { concurrency: 100 }), 6);
});

test("what the caller changes after the call changes nothing", async (t) => {
  const { client, sim } = await world(t);
  const all = requests(3);
  const options = { concurrency: 1, idempotencyPrefix: "order" };
  const kling = client();
  const made = kling.generateAll(all, options);
  for (const request of all) request.prompt = "another";
  all.length = 1;
  options.idempotencyPrefix = "another";
  assert.equal((await within(made)).length, 3);
  assert.deepEqual(
    sim.jobs().map(({ input }) => input.prompt),
    ["number 0", "number 1", "number 2"],
  );
  const keys = (await within(kling.jobs())).map(({ idempotencyKey }) => idempotencyKey);
  assert.deepEqual(keys.sort(), ["order/0", "order/1", "order/2"]);
});

test("odd values among the requests are refused one by one, and the others are made", async (t) => {
  const { client, sim } = await world(t);
  const throwing = {
    get prompt() {
      throw new Error("no");
    },
    images: [PICTURE],
  };
  const odd = /** @type {any[]} */ ([undefined, null, 5, "x", [], new Map(), throwing]);
  odd.push(REQUEST);
  odd.length = odd.length + 1;
  /** @type {Outcome[]} */
  const outcomes = await within(client().generateAll(odd));
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : "made")),
    [...Array(7).fill("validation"), "made", "validation"],
  );
  assert.equal(sim.stats().submits, 1);
});

test("the same prefix again, over the same store, pays for what is missing alone", async (t) => {
  const { client, sim } = await world(t);
  const store = sharedStore();
  const options = { idempotencyPrefix: "x".repeat(256) };
  sim.fault({ on: "submit", nth: 2, cut: "before" });
  const first = await within(client({ store }).generateAll(requests(3), options));
  const made = (/** @type {Outcome[]} */ outcomes) =>
    outcomes.map((outcome) => outcome.status === "fulfilled" && outcome.value.id);
  assert.equal(made(first).filter(Boolean).length, 2);
  const second = await within(client({ store }).generateAll(requests(4), options));
  assert.equal(made(second).filter(Boolean).length, 4);
  for (const [at, id] of made(first).entries()) assert.ok(!id || made(second)[at] === id);
  assert.deepEqual([sim.stats().submits, sim.stats().jobs], [5, 4]);
});
