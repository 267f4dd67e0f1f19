// A store of the caller's own: what it is asked, what is told when it fails after a job was paid, and keys of any kind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { guarded, plainStore, sharedStore } from "../support/stores.js";
import { failure, photo, REQUEST, within, world } from "../support/world.js";

/** @typedef {import("kling-multi-i2v").KlingEvent} KlingEvent */

test("a failure after the job is paid ends nothing, and an event tells it", async (t) => {
  const { client, asked } = await world(t);
  /** @type {KlingEvent[]} */
  const events = [];
  const store = guarded(sharedStore(), (operation) => {
    if (operation === "compareAndPut" && asked("submit") > 0) throw new Error("the disk is full");
  });
  const onEvent = (/** @type {KlingEvent} */ event) => {
    events.push(event);
    throw new Error("a listener that throws");
  };
  const { video } = await within(client({ store, onEvent }).generate(REQUEST));
  assert.match(video, /\.mp4$/);
  const failures = events.filter(({ type }) => type === "storage");
  assert.ok(failures.length > 0);
  const [first] = failures;
  assert.deepEqual(first, { type: "storage", operation: "put", message: "the disk is full" });
});

test("a store that fails before anything is paid is told by the error alone", async (t) => {
  const { client, sim } = await world(t);
  /** @type {KlingEvent[]} */
  const events = [];
  const store = guarded(sharedStore(), () => {
    throw new Error("the disk is full");
  });
  const onEvent = (/** @type {KlingEvent} */ event) => events.push(event);
  const error = await failure(client({ store, onEvent }).generate(REQUEST));
  assert.deepEqual([error.code, error.cause], ["storage", "the disk is full"]);
  assert.match(error.message, /the disk is full/);
  assert.ok(!events.some(({ type }) => type === "storage"));
  assert.equal(sim.requests().length, 0);
});

test("questions, uploads and jobs known by id alone do without it", async (t) => {
  const { client, sim } = await world(t);
  const { id } = await within(client().generate(REQUEST));
  const store = guarded(sharedStore(), () => {
    throw new Error("the disk is full");
  });
  const kling = client({ store });
  assert.ok(await within(kling.balance()));
  assert.ok(await within(kling.history()));
  assert.ok(await within(kling.price(REQUEST)));
  assert.ok(await within(kling.upload(photo())));
  assert.equal((await within(kling.job(id).wait())).id, id);
  assert.equal(sim.stats().submits, 1);
});

test("its names begin alike, and it is asked for nothing before it is needed", async (t) => {
  const { client, url } = await world(t);
  /** @type {string[]} */
  const names = [];
  const store = guarded(sharedStore(), (_, name) => void names.push(name));
  const kling = client({ store });
  await new Promise(setImmediate);
  assert.equal(names.length, 0, "a client that does nothing asks nothing");
  await within(kling.generate(REQUEST, { idempotencyKey: "order/42" }));
  for (const name of names) assert.ok(name.startsWith(`kling/${url}/`), name);
  assert.ok(names.includes(`kling/${url}/job/k/order/42`));
});

test("without compareAndPut, answering at once: it works, and one key is one job", async (t) => {
  const { client, sim } = await world(t);
  /** @type {Map<string, unknown>} */
  const map = new Map();
  /** @type {import("kling-multi-i2v").Store} */
  const synchronous = {
    get: (key) => structuredClone(map.get(key)) ?? null,
    put: (key, value) => map.set(key, structuredClone(value)),
    delete: (key) => map.delete(key),
    list: (prefix) => structuredClone([...map].filter(([key]) => key.startsWith(prefix))),
  };
  for (const store of [synchronous, plainStore()]) {
    const kling = client({ store });
    const key = { idempotencyKey: "one" };
    const made = await within(Promise.all([1, 2, 3].map(() => kling.generate(REQUEST, key))));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    assert.equal((await within(kling.jobs())).length, 1);
  }
  assert.equal(sim.stats().submits, 2);
});

test("keys that look alike are other keys", async (t) => {
  const { client, sim } = await world(t);
  const kling = client();
  const keys = [
    "a",
    "A",
    "a/",
    "a/0",
    " a",
    "日本",
    "k/a",
    "r/a",
    "__proto__",
    "x".repeat(256),
    "👍".repeat(128),
  ];
  for (const idempotencyKey of keys) await within(kling.generate(REQUEST, { idempotencyKey }));
  for (const idempotencyKey of keys) await within(kling.generate(REQUEST, { idempotencyKey }));
  assert.deepEqual([sim.stats().submits, sim.stats().jobs], [keys.length, keys.length]);
  const known = (await within(kling.jobs())).map(({ idempotencyKey }) => idempotencyKey);
  assert.deepEqual(known.sort(), [...keys].sort());
});

test("null and undefined are no key", async (t) => {
  const { client, sim } = await world(t);
  const kling = client();
  for (const idempotencyKey of /** @type {any[]} */ ([undefined, null])) {
    await within(kling.generate(REQUEST, { idempotencyKey }));
    await within(kling.generateAll([REQUEST], { idempotencyPrefix: idempotencyKey }));
  }
  assert.equal(sim.stats().jobs, 4);
});
