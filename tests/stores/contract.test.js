// What every store keeps to, run over each of them: in Node, in a page, in a worker.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createClientPool } from "redis";
import { fileStore } from "../../src/js/node.js";
import { redisStore } from "../../src/js/redis.js";
import { memoryStore } from "../../src/js/stores/memory.js";
import { openStore } from "../../src/js/stores/open.js";
import { ioredis, nodeRedis, skip as noRedis, redisServer } from "../support/redis.js";
import { bareStore, site, skip, storeIn, storeInWorker } from "./site.js";

/** @typedef {import("node:test").TestContext} Test */
/** @typedef {import("../../src/js/stores/types.js").OpenStore} OpenStore */

const { profile, page } = site();
const nothing = () => assert.fail("nothing of it fails");

/** One server for all tests here: each has a ledger of its own in it. */
const path = noRedis ? "" : (await redisServer({ after })).path;
/** @param {import("../../src/js/redis.d.ts").RedisClient} client @param {Test} test */
const inRedis = (client, { name }) => openStore(redisStore(client, { prefix: name }), true, nothing);

/** Each way to two stores over one place. @type {Record<string, { skip?: string | false, open: (t: Test) => Promise<[OpenStore, OpenStore]> }>} */
const PLACES = {
  "memory, by its name": {
    async open() {
      const store = openStore("memory", true, nothing);
      return [store, store];
    },
  },
  "two clients over one memory store": {
    async open() {
      const store = memoryStore();
      return [openStore(store, true, nothing), openStore(store, true, nothing)];
    },
  },
  "two clients over one store without compareAndPut": {
    async open() {
      const store = bareStore();
      return [openStore(store, true, nothing), openStore(store, true, nothing)];
    },
  },
  "two clients over one file": {
    async open(t) {
      const folder = await mkdtemp(join(tmpdir(), "kling-stores-"));
      const path = join(folder, "deep", "kling.store");
      t.after(async () => {
        await fileStore(path).close();
        await rm(folder, { recursive: true, force: true });
      });
      return [openStore(fileStore(path), true, nothing), openStore(fileStore(path), true, nothing)];
    },
  },
  "two clients of redis over one Redis": {
    skip: noRedis,
    async open(t) {
      const [one, two] = [await nodeRedis(t, path), await nodeRedis(t, path)];
      return [inRedis(one, t), inRedis(two, t)];
    },
  },
  "two clients of ioredis over one Redis": {
    skip: noRedis,
    async open(t) {
      return [inRedis(ioredis(t, path), t), inRedis(ioredis(t, path), t)];
    },
  },
  "a client of redis and one of ioredis over one Redis": {
    skip: noRedis,
    async open(t) {
      return [inRedis(await nodeRedis(t, path), t), inRedis(ioredis(t, path), t)];
    },
  },
  "a function and a pool over one Redis": {
    skip: noRedis,
    async open(t) {
      const client = ioredis(t, path);
      const pool = createClientPool({ socket: { path, tls: false } });
      pool.on("error", () => {});
      t.after(() => pool.destroy());
      await pool.connect();
      return [inRedis(([name, ...args]) => client.call(name, args), t), inRedis(pool, t)];
    },
  },
  "IndexedDB in two pages": {
    skip,
    async open(t) {
      const context = await profile(t);
      const [one, two] = [await page(context), await page(context)];
      return [await storeIn(one, "explicit"), await storeIn(two, "forgiving")];
    },
  },
  "IndexedDB in a page and its worker": {
    skip,
    async open(t) {
      const one = await page(await profile(t));
      return [await storeIn(one, "explicit"), await storeInWorker(one, "forgiving")];
    },
  },
  "a server's store without compareAndPut, in two pages": {
    skip,
    async open(t) {
      const context = await profile(t);
      const [one, two] = [await page(context), await page(context)];
      return [await storeIn(one, "server", t.name), await storeIn(two, "server", t.name)];
    },
  },
};

const VALUE = { text: 'ä\n\u2028"€😀', list: [1, -0.5, null, true, { deep: {} }], none: null, "": [] };

for (const [name, { skip, open }] of Object.entries(PLACES)) {
  const check = (
    /** @type {string} */ what,
    /** @type {(a: OpenStore, b: OpenStore) => Promise<void>} */ run,
  ) => test(`${name}: ${what}`, { skip }, async (t) => run(...(await open(t))));

  check("what is put is there, for the other too, until it is deleted", async (a, b) => {
    assert.equal(await a.get("k"), undefined);
    assert.equal(await a.put("k", VALUE), undefined);
    assert.deepEqual(await a.get("k"), VALUE);
    assert.deepEqual(await b.get("k"), VALUE);
    await b.put("k", { n: 2 });
    assert.deepEqual(await a.get("k"), { n: 2 });
    assert.equal(await a.delete("k"), undefined);
    assert.equal(await b.get("k"), undefined);
    await a.delete("k");
    assert.deepEqual(await b.list(""), []);
  });

  check("a list has every key that begins with the prefix and no other", async (a, b) => {
    const keys = [
      "kling/https://a.example/job/1",
      "kling/https://a.example/job/ü😀",
      "kling/https://a.example/job",
      "kling/z",
      "a",
    ];
    await Promise.all(keys.map((key, at) => (at % 2 ? a : b).put(key, { key })));
    const sorted = async (/** @type {string} */ prefix) =>
      (await b.list(prefix)).sort(([x], [y]) => (x < y ? -1 : 1));
    const wanted = (/** @type {string[]} */ some) => some.sort().map((key) => [key, { key }]);
    assert.deepEqual(await sorted("kling/https://a.example/job/"), wanted(keys.slice(0, 2)));
    assert.deepEqual(await sorted("kling/https://a.example/job"), wanted(keys.slice(0, 3)));
    assert.deepEqual(await sorted("kling/"), wanted(keys.slice(0, 4)));
    assert.deepEqual(await sorted("none"), []);
    assert.deepEqual(await sorted(""), wanted(keys));
  });

  check("a value that is compared is put only where it is expected", async (a, b) => {
    assert.equal(await a.compareAndPut("k", { n: 0 }, { n: 1 }), false);
    assert.equal(await a.get("k"), undefined);
    assert.equal(await a.compareAndPut("k", undefined, VALUE), true);
    assert.equal(await b.compareAndPut("k", undefined, { n: 1 }), false);
    assert.equal(await b.compareAndPut("k", { ...VALUE, none: 0 }, { n: 1 }), false);
    assert.deepEqual(await a.get("k"), VALUE);
    assert.equal(await b.compareAndPut("k", await b.get("k"), { n: 1 }), true);
    assert.deepEqual(await a.get("k"), { n: 1 });
    await a.delete("k");
    assert.equal(await b.compareAndPut("k", { n: 1 }, { n: 2 }), false);
    assert.equal(await b.compareAndPut("k", null, { n: 2 }), true);
  });

  check("of many that race exactly one wins", async (a, b) => {
    for (let round = 0; round < 10; round++) {
      const racers = Array.from({ length: 12 }, (_, n) =>
        (n % 2 ? a : b).compareAndPut(`k${round}`, undefined, { n }),
      );
      const won = await Promise.all(racers);
      assert.equal(won.filter(Boolean).length, 1);
      assert.deepEqual(await a.get(`k${round}`), { n: won.indexOf(true) });
    }
  });

  check("a counter that many add to loses nothing", async (a, b) => {
    const add = async (/** @type {OpenStore} */ store) => {
      for (;;) {
        const there = /** @type {{ n: number } | undefined} */ (await store.get("sum"));
        if (await store.compareAndPut("sum", there, { n: (there?.n ?? 0) + 1 })) return;
      }
    };
    await Promise.all([a, b, a, b, a, b].flatMap((store) => [add(store), add(store)]));
    assert.deepEqual(await b.get("sum"), { n: 12 });
  });

  check("nobody's later change reaches what is kept", async (a) => {
    const value = { list: [1] };
    await a.put("k", value);
    value.list.push(2);
    const got = /** @type {typeof value} */ (await a.get("k"));
    got.list.push(3);
    const [[, listed] = []] = await a.list("k");
    /** @type {typeof value} */ (listed).list.push(4);
    assert.deepEqual(await a.get("k"), { list: [1] });
  });
}
