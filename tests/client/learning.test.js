// What is learned of how long jobs take: it lives in the store, for the next client and the other processes to plan by.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KlingClient } from "kling-multi-i2v";
import { createSimulator } from "kling-multi-i2v/simulator";
import { FAILING, guarded, isWrite, plainStore, sharedStore } from "../support/stores.js";
import { virtualTime } from "../support/virtual-time.js";
import { REQUEST } from "../support/world.js";

/** @typedef {import("kling-multi-i2v").KlingEvent} KlingEvent */

const LONGER = { ...REQUEST, duration: /** @type {const} */ (10) };

/** What a client that has never seen a job takes for usual. */
const USUAL_MS = [142_000, 227_200];

/**
 * A simulator whose jobs take so long, clients of it that keep to the service's own pace, and time that passes by itself.
 *
 * @param {import("node:test").TestContext} t
 * @param {number} jobMs
 */
function slowWorld(t, jobMs) {
  const time = virtualTime(t);
  const sim = createSimulator({ jobMs, level: 4, balanceUsd: 1000 });
  /** @param {import("kling-multi-i2v").KlingClientOptions} [more] */
  const client = (more) => new KlingClient({ apiKey: sim.key, fetch: sim.fetch, ...more });
  const looks = () => sim.requests().filter(({ route }) => route === "result");
  return {
    ...time,
    sim,
    client,
    /**
     * One job of a client: how often it was looked at, what was first said to be usual, how long after the last answer the
     * call was over.
     * @param {KlingClient} kling
     */
    async watch(kling, request = REQUEST) {
      const before = looks().length;
      const usual = new Set();
      const onUpdate = (/** @type {any} */ update) => update.usualMs && usual.add(update.usualMs);
      const { video } = await time.pass(kling.generate(request, { onUpdate }));
      assert.match(video, /\.mp4$/);
      const [last = assert.fail()] = looks().slice(-1);
      const idleMs = Date.now() - last.at;
      await time.settle();
      return { looks: looks().length - before, usualMs: [...usual][0], idleMs };
    },
    /** So many jobs at once. @param {KlingClient} kling */
    async many(kling, count = 24, request = REQUEST) {
      await time.pass(kling.generateAll(Array(count).fill(request), { concurrency: count }));
      await time.settle();
    },
  };
}

/** What stands in a store of it. @param {ReturnType<typeof sharedStore>} store @returns {any} */
function stored(store) {
  const [name, ...more] = [...store.texts.keys()].filter((key) => key.endsWith("/took"));
  assert.deepEqual(more, []);
  return name === undefined ? undefined : JSON.parse(store.texts.get(name) ?? "");
}

const NAME = "kling/https://api.wavespeed.ai/took";

test("a new client on the same store looks when the last one's jobs were done, and not before", async (t) => {
  const { client, many, watch } = slowWorld(t, 420_000);
  const store = sharedStore();
  const fresh = await watch(client());
  assert.ok(fresh.looks > 25, `${fresh.looks} looks by one who knows nothing`);
  assert.equal(fresh.usualMs, USUAL_MS[0]);
  await many(client({ store }));
  const taught = await watch(client({ store }));
  assert.ok(taught.looks < fresh.looks / 2, `${taught.looks} looks by one who knows, ${fresh.looks} else`);
  assert.ok(Math.abs(taught.usualMs - 420_000) < 20_000, `usually ${taught.usualMs} ms`);
  const again = await watch(client());
  assert.ok(again.looks > 25, "another client has another memory");
});

test("5 s and 10 s are learned apart, and only the latest are kept", async (t) => {
  const { client, many, watch } = slowWorld(t, 300_000);
  const store = sharedStore();
  await many(client({ store }), 30, LONGER);
  assert.deepEqual(Object.keys(stored(store)), ["5", "10"]);
  assert.equal(stored(store)[5].length, 0);
  assert.equal(stored(store)[10].length, 24);
  for (const took of stored(store)[10]) assert.ok(Math.abs(took - 300_000) < 30_000, `${took} ms`);
  assert.equal((await watch(client({ store }))).usualMs, USUAL_MS[0]);
  const longer = await watch(client({ store }), LONGER);
  assert.ok(Math.abs(longer.usualMs - 300_000) < 30_000, `usually ${longer.usualMs} ms`);
});

test("two clients that learn at once lose nothing of each other's, with compareAndPut or without", async (t) => {
  const { client, pass, settle } = slowWorld(t, 59_000);
  // All look at the same moment, and find the video.
  const polling = { firstMs: 60_000, minMs: 5000, maxMs: 5000 };
  for (const makeStore of [(/** @type {any} */ inner) => inner, plainStore]) {
    const inner = sharedStore();
    const store = makeStore(inner);
    const both = [REQUEST, LONGER, REQUEST].map((request) => client({ store, polling }).generate(request));
    await pass(Promise.all(both));
    await settle();
    const { 5: short, 10: long } = stored(inner);
    assert.deepEqual([short.length, long.length], [2, 1]);
  }
});

test("many jobs that end together are written down together", async (t) => {
  const { client, many } = slowWorld(t, 60_000);
  const inner = sharedStore();
  let writes = 0;
  const store = guarded(inner, async (operation, key) => {
    if (key === NAME && isWrite(operation)) writes++;
    if (key === NAME) for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  });
  await many(client({ store }), 100);
  assert.equal(stored(inner)[5].length, 24);
  assert.ok(writes < 50, `${writes} writes of what 100 jobs took`);
});

test("it is no job, and costs nothing", async (t) => {
  const { client, watch, pass } = slowWorld(t, 60_000);
  const store = sharedStore();
  await watch(client({ store }));
  assert.ok(store.texts.has(NAME));
  const kling = client({ store });
  assert.equal((await pass(kling.jobs())).length, 1);
  assert.deepEqual(await pass(kling.resume()), []);
  assert.equal((await pass(kling.spent())).total.text, "$0.25");
});

for (const [way, fail] of Object.entries(FAILING)) {
  test(`a store that ${way} there neither fails nor delays a job`, async (t) => {
    const { client, many, watch } = slowWorld(t, 60_000);
    /** @type {KlingEvent[]} */
    const events = [];
    const store = guarded(sharedStore(), (_, key) => (key === NAME ? fail() : undefined));
    const kling = client({ store, onEvent: (event) => void events.push(event) });
    const first = await watch(kling);
    await many(kling, 6);
    const last = await watch(kling);
    for (const { idleMs } of [first, last]) assert.ok(idleMs < 1000, `${idleMs} ms after the last answer`);
    assert.ok(last.usualMs < first.usualMs, "what it has seen itself it knows");
    const told = events.filter(({ type }) => type === "storage");
    if (way !== "hangs") {
      assert.deepEqual(told[0], { type: "storage", operation: "get", message: "the disk is full" });
    }
    assert.ok(told.length <= 4, `told ${told.length} times`);
  });
}

test("what is damaged or somebody else's there is nothing, and is written over", async (t) => {
  const { client, watch } = slowWorld(t, 60_000);
  const values = [
    "not ours",
    [81_000],
    { state: "running", request: null },
    { 5: "81000", 10: { length: 3 } },
    { 5: [3, -1, null, 5 * 86_400_000], 10: Array(1000).fill(1e300) },
  ];
  for (const value of values) {
    const store = sharedStore();
    store.texts.set(NAME, JSON.stringify(value));
    const { usualMs } = await watch(client({ store }));
    assert.equal(usualMs, USUAL_MS[0]);
    const { 5: short, 10: long, ...more } = stored(store);
    assert.deepEqual([short.length, long, more], [1, [], {}]);
  }
});
