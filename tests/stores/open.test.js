// The store that the client gets: a foreign one is called with care, and a failing one is gone on without.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileStore } from "../../src/js/node.js";
import { forgiving } from "../../src/js/stores/forgiving.js";
import { openStore } from "../../src/js/stores/open.js";
import { within } from "../support/watchdog.js";
import { bareStore } from "./site.js";

/** @typedef {import("../../src/js/stores/types.js").Store} Store */

const METHODS = /** @type {const} */ (["get", "put", "delete", "list", "compareAndPut"]);
const nothing = () => assert.fail("only a store that nobody asked for is gone on without");
const open = (/** @type {unknown} */ store) => openStore(/** @type {Store} */ (store), true, nothing);

/** Calls everything. @param {import("../../src/js/stores/types.js").OpenStore} store */
const callAll = (store) => [
  store.get("a"),
  store.put("a", { n: 1 }),
  store.delete("a"),
  store.list(""),
  store.compareAndPut("a", { n: 0 }, { n: 1 }),
];

test("nothing of it is touched before the first call, and each method is read once", async () => {
  /** @type {string[]} */
  const read = [];
  const store = new Proxy(bareStore(), {
    get(target, name, receiver) {
      read.push(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
  const opened = open(store);
  openStore("indexeddb", false, nothing);
  assert.deepEqual(read, []);
  await Promise.all(callAll(opened));
  await opened.get("a");
  assert.deepEqual(read.sort(), [...METHODS].sort());
});

test("its methods are called as methods, also private ones", async () => {
  class Mine {
    #texts = bareStore();
    get(/** @type {string} */ key) {
      return this.#texts.get(key);
    }
    put(/** @type {string} */ key, /** @type {unknown} */ value) {
      return this.#texts.put(key, value);
    }
    delete(/** @type {string} */ key) {
      return this.#texts.delete(key);
    }
    list(/** @type {string} */ prefix) {
      return this.#texts.list(prefix);
    }
    compareAndPut() {
      return Object.keys(this).length === 0;
    }
  }
  const store = open(new Mine());
  await store.put("a", { n: 1 });
  assert.deepEqual([await store.get("a"), await store.list("")], [{ n: 1 }, [["a", { n: 1 }]]]);
  assert.equal(await store.compareAndPut("a", undefined, {}), true, "its own one decides");
});

test("whatever it throws, at once or as a rejection, is a rejection", async () => {
  const boom = new Error("boom");
  const throws = () => {
    throw boom;
  };
  for (const fails of [throws, async () => throws()]) {
    const whole = { get: fails, put: fails, delete: fails, list: fails };
    for (const store of [whole, { ...whole, compareAndPut: fails }]) {
      for (const call of callAll(open(store))) await within(assert.rejects(call, boom));
    }
  }
  for (const store of [
    undefined,
    null,
    5,
    "redis",
    {},
    { ...bareStore(), list: 5 },
    { ...bareStore(), compareAndPut: "x" },
  ]) {
    for (const call of callAll(open(store))) await within(assert.rejects(call, /^TypeError: The store/));
  }
  for (const listed of [
    undefined,
    "ab",
    {},
    [1],
    [
      ["a", {}],
      ["b", {}, 1],
      [3, {}],
    ],
    new Map(),
  ]) {
    const store = open({ ...bareStore(), list: () => listed });
    await assert.rejects(store.list(""), /array of \[key, value\] pairs/);
  }
});

test("null is nothing", async () => {
  const store = open({
    ...bareStore(),
    get: () => null,
    list: () => [
      ["a", null],
      ["b", undefined],
      ["c", 0],
    ],
  });
  assert.equal(await store.get("a"), undefined);
  assert.deepEqual(await store.list(""), [["c", 0]]);
  assert.equal(await store.compareAndPut("a", undefined, { n: 1 }), true);
});

test("a call that is never answered fails in the end, and those behind it go on", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let isStuck = true;
  const inner = bareStore();
  const store = open({
    ...inner,
    put: (/** @type {[string, unknown]} */ ...args) => (isStuck ? new Promise(() => {}) : inner.put(...args)),
  });
  const first = assert.rejects(
    store.compareAndPut("a", undefined, { n: 1 }),
    /put has not answered within 8 s/,
  );
  const second = store.compareAndPut("a", undefined, { n: 2 });
  await new Promise((next) => setImmediate(next));
  isStuck = false;
  t.mock.timers.tick(8000);
  assert.deepEqual([await first, await second], [undefined, true]);
  assert.deepEqual(inner.get("a"), { n: 2 });
});

test("without compareAndPut, nothing that is written comes between comparing and putting", async () => {
  /** @type {(() => void)[]} */
  const gates = [];
  const inner = bareStore();
  const slow = {
    ...inner,
    get: async (/** @type {string} */ key) => {
      const value = inner.get(key);
      await new Promise((pass) => gates.push(() => pass(undefined)));
      return value;
    },
  };
  const [one, two] = [open(slow), open(slow)];
  const swapped = one.compareAndPut("a", undefined, { n: 1 });
  const put = two.put("a", { n: 2 });
  await within(two.put("b", { n: 3 }));
  const removed = one.delete("a");
  await new Promise((next) => setImmediate(next));
  assert.equal(gates.length, 1);
  assert.equal(inner.get("a"), null, "the put waits for it");
  gates[0]?.();
  assert.equal(await swapped, true);
  await put;
  assert.deepEqual(inner.get("a"), { n: 2 });
  await removed;
  assert.equal(inner.get("a"), null);
});

test("a store says whether it is alone where it can", () => {
  assert.equal(openStore("memory", true, nothing).isAlone, true);
  assert.equal(open({ ...bareStore(), isAlone: true }).isAlone, true);
  for (const store of [open(bareStore()), openStore("indexeddb", true, nothing)]) assert.ok(!store.isAlone);
  assert.equal(open(fileStore("never-made")).isAlone, true);
});

/** A store that fails where it is told to, under what keeps a client going. */
function failing() {
  const inner = open(bareStore());
  /** @type {Set<string>} */
  const down = new Set();
  /** @type {string[]} */
  const told = [];
  const guarded = Object.fromEntries(
    METHODS.map((name) => [
      name,
      async (/** @type {unknown[]} */ ...args) => {
        if (down.has(name)) throw new Error(`no ${name}`);
        return Reflect.apply(inner[name], inner, args);
      },
    ]),
  );
  const store = forgiving(/** @type {any} */ (guarded), ({ operation, message }) => {
    told.push(`${operation}: ${message}`);
    throw new Error("a listener that throws");
  });
  return { inner, store, down, told };
}

test("a store that fails now and then: what it could not do is remembered until it can", async () => {
  const { inner, store, down, told } = failing();
  await store.put("a", { n: 1 });
  await store.put("b", { n: 1 });
  down.add("put").add("delete");
  await store.put("a", { n: 2 });
  await store.delete("b");
  await store.delete("b");
  assert.deepEqual(
    [await store.get("a"), await store.get("b"), await store.list("")],
    [{ n: 2 }, undefined, [["a", { n: 2 }]]],
  );
  assert.equal(await store.compareAndPut("b", { n: 1 }, { n: 3 }), false, "it was deleted");
  assert.equal(await store.compareAndPut("b", undefined, { n: 3 }), true);
  assert.equal(await store.compareAndPut("a", { n: 1 }, { n: 3 }), false);
  assert.deepEqual(await inner.list(""), [
    ["a", { n: 1 }],
    ["b", { n: 1 }],
  ]);
  down.clear();
  assert.equal(await store.compareAndPut("a", { n: 2 }, { n: 4 }), true);
  assert.deepEqual(
    [await inner.get("a"), await inner.get("b"), await store.get("b")],
    [{ n: 4 }, { n: 1 }, { n: 3 }],
  );
  await store.delete("b");
  assert.equal(await inner.get("b"), undefined);
  assert.deepEqual(told, ["put: no put", "delete: no delete"]);
});

test("a list that was begun before a write got through does not go back behind it", async () => {
  const inner = open(bareStore());
  await inner.put("a", { n: 0 });
  /** @type {() => void} */
  let pass = () => {};
  const gate = new Promise((opened) => {
    pass = () => opened(undefined);
  });
  let isDown = true;
  const store = forgiving(
    {
      ...inner,
      put: (key, value) => (isDown ? Promise.reject(new Error("no put")) : inner.put(key, value)),
      list: async (prefix) => {
        const entries = await inner.list(prefix);
        await gate;
        return entries;
      },
    },
    () => {},
  );
  await store.put("a", { n: 1 });
  const listed = store.list("");
  isDown = false;
  await store.put("a", { n: 2 });
  pass();
  assert.deepEqual(await listed, [["a", { n: 1 }]]);
  assert.deepEqual(await store.list(""), [["a", { n: 2 }]]);
});

test("writes at once, of which the first fails last: what was written last counts", async () => {
  const inner = open(bareStore());
  /** @type {(() => void)[]} */
  const fails = [];
  const store = forgiving(
    {
      ...inner,
      put: (key, value) =>
        fails.length > 0
          ? inner.put(key, value)
          : new Promise((_, fail) => fails.push(() => fail(new Error("no put")))),
    },
    () => {},
  );
  const puts = [store.put("a", { n: 1 }), store.put("a", { n: 2 })];
  await new Promise((next) => setImmediate(next));
  fails[0]?.();
  await Promise.all(puts);
  assert.deepEqual([await store.get("a"), await inner.get("a")], [{ n: 2 }, { n: 2 }]);
});

test("comparing works also while nothing but reading does: of many that race one wins", async () => {
  const { store, down, inner, told } = failing();
  await inner.put("a", { n: 0 });
  down.add("put").add("compareAndPut");
  const won = await Promise.all([1, 2, 3].map((n) => store.compareAndPut("a", { n: 0 }, { n })));
  assert.deepEqual(won, [true, false, false]);
  assert.deepEqual(await store.get("a"), { n: 1 });
  down.add("get").add("list");
  assert.equal(await store.get("elsewhere"), undefined);
  assert.deepEqual(await store.list(""), [["a", { n: 1 }]]);
  assert.deepEqual(
    told.map((text) => text.split(":")[0]),
    ["compareAndPut", "put", "get", "list"],
  );
});
