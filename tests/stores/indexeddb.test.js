// What a browser does to IndexedDB, in a real Chromium: every call settles, says why, and without an explicit wish goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { within } from "../support/watchdog.js";
import { site, skip, storeIn, storeInWorker, told } from "./site.js";

/** @typedef {import("./site.js").OpenStore} OpenStore */
/** @typedef {import("./site.js").Page} Page */

const { origin, profile, page } = site();

/** Every call of a store, each of which fails in the same way. @param {OpenStore} store @param {RegExp} why */
async function refusesAll(store, why) {
  const calls = [
    store.get("a"),
    store.put("a", { n: 1 }),
    store.delete("a"),
    store.list(""),
    store.compareAndPut("a", undefined, {}),
  ];
  for (const call of calls) await within(assert.rejects(call, why));
}

/** Uses every call of a store that cannot reach IndexedDB at all. @param {OpenStore} store @param {Page} page @param {RegExp} why */
async function goesOn(store, page, why) {
  for (const n of [1, 2]) {
    await within(store.put("a", { n }));
    assert.deepEqual(await store.get("a"), { n });
    assert.equal(await store.compareAndPut("a", undefined, { n: 5 }), false);
    assert.equal(await store.compareAndPut("b", undefined, { n }), true);
    assert.equal(await store.compareAndPut("b", { n }, { n: 5 }), true);
    assert.deepEqual(await store.list(""), [
      ["a", { n }],
      ["b", { n: 5 }],
    ]);
    await store.delete("b");
    assert.equal(await store.get("b"), undefined);
    assert.deepEqual(await store.list(""), [["a", { n }]]);
  }
  const failures = await told(page);
  assert.deepEqual(failures.map(({ operation }) => operation).sort(), [
    "compareAndPut",
    "delete",
    "get",
    "list",
    "put",
  ]);
  for (const { message } of failures) assert.match(message, why);
}

/** @param {string} name @param {RegExp} why @param {() => void} script what is done to the page before it loads */
function broken(name, why, script) {
  test(`${name}: a store that was asked for fails, another goes on in memory`, { skip }, async (t) => {
    const context = await profile(t);
    await context.addInitScript(script);
    const one = await page(context);
    await refusesAll(await storeIn(one, "explicit"), why);
    await goesOn(await storeIn(one, "forgiving"), one, why);
    await within((await storeIn(one, "deaf")).put("a", {}));
  });
}

broken("no IndexedDB", /no IndexedDB/, () =>
  Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
);
broken("IndexedDB that cannot even be named", /not for you/, () =>
  Object.defineProperty(globalThis, "indexedDB", {
    get() {
      throw new DOMException("not for you", "SecurityError");
    },
  }),
);
broken("an open that throws", /not in private/, () => {
  IDBFactory.prototype.open = () => {
    throw new DOMException("not in private", "InvalidStateError");
  };
});
broken("a database of somebody else", /object store/, () => indexedDB.open("kling-multi-i2v", 1));

/** Makes the site's database as another version of it would have. @param {Page} page @param {number} version */
function makeDatabase(page, version) {
  return page.evaluate(
    (version) =>
      new Promise((made) => {
        const request = indexedDB.open("kling-multi-i2v", version);
        request.onupgradeneeded = () => request.result.createObjectStore("entries");
        // Held open, and with no ear for those who wait.
        request.onsuccess = () => made(Object.assign(globalThis, { database: request.result }) && undefined);
      }),
    version,
  );
}
const closeDatabase = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {any} */ (globalThis).database.close());

test("a database of a newer version: the page is to be reloaded", { skip }, async (t) => {
  const one = await page(await profile(t));
  await makeDatabase(one, 99);
  await refusesAll(await storeIn(one, "explicit"), /newer version.*reload/);
  await goesOn(await storeIn(one, "forgiving"), one, /newer version.*reload/);
});

test("a page makes way for a newer version of the site, which finds its data", { skip }, async (t) => {
  const context = await profile(t);
  const [one, two] = [await page(context), await page(context)];
  const old = await storeIn(one, "explicit");
  await old.put("a", { n: 1 });
  const newer = await storeIn(two, "newer");
  assert.deepEqual(await within(newer.get("a")), { n: 1 });
  await within(assert.rejects(old.get("a"), /newer version.*reload/));
});

test("an upgrade that another tab blocks fails after a while, and works once that tab is gone", {
  skip,
}, async (t) => {
  const context = await profile(t);
  const [one, two] = [await page(context), await context.newPage()];
  await makeDatabase(one, 1);
  await two.clock.install();
  await two.goto(origin());
  const blocked = two.evaluate(
    () =>
      new Promise((tell) => {
        const { open } = IDBFactory.prototype;
        IDBFactory.prototype.open = function (...args) {
          const request = open.apply(this, args);
          request.addEventListener("blocked", () => tell(undefined));
          return request;
        };
      }),
  );
  const store = await storeIn(two, "newer");
  const first = assert.rejects(store.put("a", { n: 1 }), /older version.*close it/);
  await within(blocked);
  await two.clock.runFor(10_000);
  await within(first);
  await refusesAll(store, /older version/);
  await closeDatabase(one);
  await within(eventually(() => store.put("a", { n: 2 })));
  assert.deepEqual(await store.get("a"), { n: 2 });
});

test("an open that is never answered fails after a while, and then at once", { skip }, async (t) => {
  const context = await profile(t);
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => /** @type {any} */ (new EventTarget());
  });
  const one = await context.newPage();
  await one.clock.install();
  await one.goto(origin());
  const store = await storeIn(one, "explicit");
  const all = refusesAll(store, /does not answer/);
  await eventually(() => one.clock.runFor(10_000).then(() => within(all, 500)));
  await refusesAll(store, /does not answer/);
  const other = await storeIn(one, "forgiving");
  const put = other.put("x", {});
  await eventually(() => one.clock.runFor(10_000).then(() => within(put, 500)));
  await other.delete("x");
  await goesOn(other, one, /does not answer/);
});

test("a write behind one that does not end fails after a while and is not done later", {
  skip,
}, async (t) => {
  const context = await profile(t);
  const [one, two] = [await page(context), await context.newPage()];
  await makeDatabase(one, 1);
  await two.clock.install();
  await two.goto(origin());
  const store = await storeIn(two, "explicit");
  await store.put("a", { n: 1 });
  await one.evaluate(() => {
    const entries = /** @type {any} */ (globalThis).database
      .transaction("entries", "readwrite")
      .objectStore("entries");
    // A transaction lives as long as something is asked of it.
    const again = () => {
      if (!("isOver" in globalThis)) entries.get("a").onsuccess = again;
    };
    again();
  });
  const put = assert.rejects(store.put("a", { n: 2 }), /does not answer/);
  await eventually(() => two.clock.runFor(10_000).then(() => within(put, 500)));
  await one.evaluate(() => void Object.assign(globalThis, { isOver: true }));
  await within(eventually(async () => assert.deepEqual(await store.get("a"), { n: 1 })));
  await store.put("a", { n: 3 });
  assert.deepEqual(await store.get("a"), { n: 3 });
});

test("a connection that the browser closes is opened again", { skip }, async (t) => {
  const context = await profile(t);
  const one = await page(context);
  const store = await storeIn(one, "explicit");
  await store.put("a", { n: 1 });
  const devtools = await context.newCDPSession(one);
  for (const n of [1, 2, 3]) {
    await devtools.send("Storage.clearDataForOrigin", { origin: origin(), storageTypes: "indexeddb" });
    assert.equal(await within(store.get("a")), undefined);
    assert.equal(await within(store.compareAndPut("a", undefined, { n })), true);
  }
});

test("a connection that is closed and has not said so yet is opened again", { skip }, async (t) => {
  const one = await page(await profile(t));
  await one.evaluate(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...args) {
      const request = open.apply(this, args);
      request.addEventListener("success", () => Object.assign(globalThis, { database: request.result }));
      return request;
    };
  });
  const store = await storeIn(one, "explicit");
  await store.put("a", { n: 1 });
  await closeDatabase(one);
  assert.deepEqual(await within(store.get("a")), { n: 1 });
  await closeDatabase(one);
  await within(store.put("a", { n: 2 }));
  assert.deepEqual(await store.get("a"), { n: 2 });
});

test("no more room: what was there is read, what cannot be written is kept in memory", {
  skip,
}, async (t) => {
  const context = await profile(t);
  const [one, two] = [await page(context), await page(context)];
  const devtools = await context.newCDPSession(one);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: origin(), quotaSize: 500_000 });
  const other = await storeIn(two, "explicit");
  await other.put("kling/a", { n: 1 });
  await other.put("kling/b", { n: 1 });
  const big = { text: "x".repeat(1_000_000) };
  for (const where of [storeIn, storeInWorker]) {
    const explicit = await where(one, "explicit");
    await assert.rejects(explicit.put("kling/big", big), /full.*Free some/);
    await assert.rejects(explicit.compareAndPut("kling/big", undefined, big), /full.*Free some/);
  }
  const store = await storeIn(one, "forgiving");
  await store.put("kling/a", big);
  assert.equal(await store.compareAndPut("kling/b", { n: 2 }, big), false);
  assert.equal(await store.compareAndPut("kling/b", { n: 1 }, big), true);
  assert.equal(await store.compareAndPut("kling/c", undefined, big), true);
  assert.equal(await store.compareAndPut("kling/c", undefined, big), false);
  assert.deepEqual((await store.list("kling/")).sort(), [
    ["kling/a", big],
    ["kling/b", big],
    ["kling/c", big],
  ]);
  assert.deepEqual(
    (await told(one)).map(({ operation }) => operation),
    ["put", "compareAndPut"],
  );
  assert.deepEqual(await other.list("kling/"), [
    ["kling/a", { n: 1 }],
    ["kling/b", { n: 1 }],
  ]);
  await store.put("kling/a", { n: 3 });
  assert.equal(await store.compareAndPut("kling/c", big, { n: 4 }), true);
  assert.deepEqual(await other.list("kling/"), [
    ["kling/a", { n: 3 }],
    ["kling/b", { n: 1 }],
    ["kling/c", { n: 4 }],
  ]);
  await other.put("kling/a", { n: 5 });
  assert.deepEqual(await store.get("kling/a"), { n: 5 }, "what is written at last is no longer hidden");
});

/** Tries again until it works; the watchdog around it says when it is too late. @param {() => Promise<unknown>} run */
async function eventually(run) {
  for (let tries = 0; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((next) => setImmediate(next));
    }
  }
}
