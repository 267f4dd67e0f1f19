// The store in Redis, where it is more than what every store keeps to: its keys, its scripts, its words when something fails.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { after, test } from "node:test";
import { Cluster, Redis } from "ioredis";
import { isKlingError, KlingClient } from "kling-multi-i2v";
import { redisStore } from "kling-multi-i2v/redis";
import { createClient, createCluster } from "redis";
import { clocks } from "../faults/clocks.js";
import { DURABLE, ioredis, nodeRedis, redisServer, skip } from "../support/redis.js";
import { REQUEST, within, world } from "../support/world.js";

/** @typedef {import("node:test").TestContext} Test */
/** @typedef {import("kling-multi-i2v/redis").RedisClient} RedisClient */

/** One server for what leaves it as it was. */
const server = skip ? { path: "" } : await redisServer({ after });

/** A store of the test's own, and a client that looks at what it wrote. @param {Test} t */
async function open(t, { path } = server) {
  const redis = await nodeRedis(t, path);
  return { redis, store: redisStore(redis, { prefix: t.name }) };
}

/** @param {() => unknown} call @param {RegExp} words */
const fails = (call, words) =>
  assert.rejects(async () => within(Promise.resolve(call())), { message: words });

test("two keys, which a cluster keeps together: a hash of JSON texts, and the order of its fields", {
  skip,
}, async (t) => {
  const redis = await nodeRedis(t, server.path);
  const store = redisStore(redis);
  await store.put("a/ü", { b: [1] });
  assert.deepEqual((await redis.keys("*kling-multi-i2v*")).sort(), [
    "{kling-multi-i2v}:names",
    "{kling-multi-i2v}:values",
  ]);
  assert.equal(await redis.hGet("{kling-multi-i2v}:values", "a/ü"), '{"b":[1]}');
  assert.deepEqual(await redis.zRangeWithScores("{kling-multi-i2v}:names", 0, -1), [
    { value: "a/ü", score: 0 },
  ]);
  await store.delete("a/ü");
  assert.deepEqual(await redis.keys("*kling-multi-i2v*"), []);
});

test("a prefix is a ledger of its own", { skip }, async (t) => {
  const redis = await nodeRedis(t, server.path);
  const [one, two] = [
    redisStore(redis, { prefix: `${t.name} 1` }),
    redisStore(redis, { prefix: `${t.name} 11` }),
  ];
  await one.put("k", 1);
  assert.equal(await two.get("k"), undefined);
  assert.deepEqual(await two.list(""), []);
});

test("a list is cut by bytes, whatever the keys are made of, and has no end", { skip }, async (t) => {
  const { store } = await open(t);
  const odd = [
    "a",
    "a\u0000",
    "a/\u007f",
    "a/\u0080",
    "a/\uffff",
    "a/😀",
    "a/\u{10ffff}z",
    "b",
    "[a",
    "(a",
    "-",
    "+",
  ];
  const many = Array.from({ length: 2500 }, (_, n) => `many/${n}`);
  await Promise.all([...odd, ...many].map((key) => store.put(key, key)));
  for (const prefix of [...odd, "", "a/", "many/1", "many/", "\u{10ffff}"]) {
    const listed = (await store.list(prefix)).map(([key]) => key);
    const wanted = [...odd, ...many].filter((key) => key.startsWith(prefix));
    assert.deepEqual(listed.sort(), wanted.sort(), `prefix ${JSON.stringify(prefix)}`);
  }
  assert.deepEqual((await store.list("many/2499"))[0], ["many/2499", "many/2499"]);
});

test("scripts that Redis has forgotten are sent again", { skip }, async (t) => {
  const { redis, store } = await open(t);
  const resetAt = async () => Number(/evalsha:calls=(\d+)/.exec(await redis.info("commandstats"))?.[1] ?? 0);
  for (let round = 0; round < 2; round++) {
    await redis.scriptFlush();
    await Promise.all([store.put("k", 1), store.put("l", 2), store.compareAndPut("m", undefined, 3)]);
    assert.deepEqual((await store.list("")).length, 3);
  }
  const before = await resetAt();
  await store.put("k", 2);
  assert.equal(await resetAt(), before + 1);
});

test("what is no client, and a prefix that a cluster would tear apart, are refused at once", () => {
  const cluster = createCluster({ rootNodes: [] });
  for (const [client, words] of /** @type {[unknown, RegExp][]} */ ([
    [
      undefined,
      /redisStore needs a client of redis, of ioredis or of Bun, or a function .* given undefined\.$/,
    ],
    [null, /given null/],
    [{}, /given object/],
    ["redis://user:secret@host", /given string/],
    [cluster, /Give it a function: .*cluster\.sendCommand/],
  ]))
    assert.throws(() => redisStore(/** @type {RedisClient} */ (client)), {
      name: "TypeError",
      message: words,
    });
  for (const prefix of ["", "{a}", "}", 7])
    assert.throws(() => redisStore(async () => null, { prefix: /** @type {string} */ (prefix) }), {
      message: /prefix must be a text without braces/,
    });
});

test("a value that is no JSON, and one that another program wrote, are told", { skip }, async (t) => {
  const { redis, store } = await open(t);
  await fails(() => store.put("k", undefined), /keeps JSON/);
  await fails(() => store.compareAndPut("k", undefined, () => 1), /keeps JSON/);
  await redis.hSet(`{${t.name}}:values`, "k", "secret words");
  await fails(
    () => store.get("k"),
    /something else than JSON in \{.*\}:values under k: .* prefix of its own\.$/,
  );
});

test("keys of another type are refused, and nothing is half written", { skip }, async (t) => {
  const { redis, store } = await open(t);
  const [values, names] = [`{${t.name}}:values`, `{${t.name}}:names`];
  const words =
    /^Redis failed at EVAL(SHA)?: WRONGTYPE .* Another program uses these keys: .* prefix of its own\.$/;
  await redis.set(names, "x");
  await fails(() => store.put("k", 1), words);
  await fails(() => store.compareAndPut("k", undefined, 1), words);
  await fails(() => store.list(""), words);
  assert.equal(await redis.exists(values), 0);
  await redis.del(names);
  await redis.set(values, "x");
  await fails(() => store.put("k", 1), words);
  await fails(() => store.get("k"), /^Redis failed at HGET: WRONGTYPE/);
  await redis.del(values);
  assert.deepEqual(await store.list(""), []);
});

/** What goes wrong at a server, and the words for it. @type {Record<string, { cause: string[], words: RegExp }>} */
const TROUBLES = {
  READONLY: {
    cause: ["REPLICAOF", "127.0.0.1", "1"],
    words: /READONLY .* let the client connect to the primary\.$/,
  },
  OOM: {
    cause: ["CONFIG", "SET", "maxmemory", "1"],
    words: /OOM .* raise maxmemory, and keep .* noeviction\.$/,
  },
  NOREPLICAS: {
    cause: ["CONFIG", "SET", "min-replicas-to-write", "1"],
    words: /NOREPLICAS .* refuses writes that it could not keep safe: its log says why\.$/,
  },
};

for (const [name, { cause, words }] of Object.entries(TROUBLES))
  test(`${name}: a write is refused in clear words, and nothing is written`, { skip }, async (t) => {
    const own = await redisServer(t);
    const { redis, store } = await open(t, own);
    await store.put("k", 1);
    await redis.sendCommand(cause);
    for (const other of [store, redisStore(ioredis(t, own.path), { prefix: t.name })]) {
      await fails(() => other.put("k", 2), words);
      await fails(() => other.compareAndPut("k", 1, 2), words);
      assert.equal(await other.get("k"), 1);
    }
    const { sim, client } = await world(t);
    const error = await client({ store })
      .generate(REQUEST)
      .catch((/** @type {unknown} */ failure) => failure);
    assert.ok(isKlingError(error));
    assert.deepEqual([error.code, error.charge, sim.stats().submits], ["storage", "none", 0]);
  });

test("NOAUTH: a password that is wanted and not given, one that is wrong: none is told", {
  skip,
}, async (t) => {
  const own = await redisServer(t, ["--requirepass", "right-secret"]);
  const client = ioredis(t, own.path);
  await fails(
    () => redisStore(client).get("k"),
    /^Redis failed at HGET: NOAUTH .* user name and password of this Redis\.$/s,
  );
  const wrong = new Redis({ path: own.path, password: "wrong-secret" });
  wrong.on("error", () => {});
  t.after(() => wrong.disconnect());
  const error = await redisStore(wrong)
    .get("k")
    .then(
      () => assert.fail("it should fail"),
      (failure) => failure,
    );
  assert.match(error.message, /NOAUTH|WRONGPASS/);
  assert.doesNotMatch(JSON.stringify([error.message, error.stack, error, error.cause]), /secret/);
});

test("an address in somebody's words loses its password", async () => {
  for (const said of [
    "connect failed: redis://user:se/cr@et@host:6379/0",
    "rediss://:secret@host?password=secret refused",
    "bad URL 'https://token:secret@host/path?token=secret'",
  ]) {
    const store = redisStore(() => Promise.reject(new Error(said)));
    const error = await store.get("k").then(
      () => assert.fail("it should fail"),
      (failure) => failure,
    );
    assert.doesNotMatch(error.message, /se.?cr.?et|token|user/, error.message);
    assert.match(error.message, /host/);
  }
});

test("a server that is not there, one that has gone, and a client that is closed", { skip }, async (t) => {
  const closed = createClient();
  const idle = redisStore(closed);
  await fails(
    () => idle.get("k"),
    /^Redis failed at HGET: .*closed.* Look whether Redis runs and the client is connected\.$/,
  );
  const own = await redisServer(t);
  const { redis, store } = await open(t, own);
  await store.put("k", 1);
  const lost = redis.sendCommand(["BLPOP", "nothing", "0"]).catch(() => {});
  await own.kill();
  await lost;
  redis.destroy();
  await fails(() => store.get("k"), /^Redis failed at HGET: .* the client is connected\.$/);
  const port = await freePort();
  const http = redisStore(async () =>
    fetch(`http://user:secret@127.0.0.1:${port}`.replace("user:secret@", "")),
  );
  await fails(() => http.get("k"), /^Redis failed at HGET: .*/);
  const refused = Object.assign(new AggregateError([]), { code: "ECONNREFUSED" });
  await fails(
    () => redisStore(() => Promise.reject(refused)).get("k"),
    /^Redis failed at HGET: ECONNREFUSED\. Nothing listens there: start Redis, or correct the client's address\.$/,
  );
});

test("a server that never answers is given up before the client gives up its store", async (t) => {
  /** @type {import("node:net").Socket[]} */
  const sockets = [];
  const silent = createSocket((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
  await new Promise((done) => silent.once("listening", done));
  t.after(() => {
    silent.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (silent.address());
  clocks(t).hurry((ms) => ms === 7000);
  const store = redisStore(async (args) =>
    fetch(`http://127.0.0.1:${port}`, { body: args.join(" "), method: "POST" }),
  );
  const words =
    /^Redis failed at HGET: no answer to HGET within 7 s\. Look whether Redis runs and the client is connected\.$/;
  await fails(() => store.get("k"), words);
  // The client passes the words on.
  const kling = new KlingClient({ apiKey: "k", baseUrl: "http://127.0.0.1:9", store });
  await fails(() => kling.generate(REQUEST), /within 7 s/);
});

test("an HTTP API that passes commands on is a client, too", { skip }, async (t) => {
  const redis = ioredis(t, server.path);
  const bridge = createServer(async (request, response) => {
    const [name, ...args] = JSON.parse(await new Response(/** @type {any} */ (request)).text());
    const told = await redis.call(name, args).then(
      (result) => ({ result }),
      (error) => ({ error: error.message }),
    );
    response.end(JSON.stringify(told));
  }).listen(0, "127.0.0.1");
  await new Promise((done) => bridge.once("listening", done));
  t.after(() => bridge.closeAllConnections());
  t.after(() => bridge.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (bridge.address());
  const store = redisStore(
    async (args) => {
      const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: JSON.stringify(args) });
      const { result, error } = await answer.json();
      if (error) throw new Error(error);
      return result;
    },
    { prefix: t.name },
  );
  await redis.script("FLUSH");
  assert.equal(await store.compareAndPut("k", undefined, { n: 1 }), true);
  assert.equal(await store.compareAndPut("k", undefined, { n: 2 }), false);
  assert.deepEqual(await store.list(""), [["k", { n: 1 }]]);
});

test("a client that gives bytes instead of texts, and counts as big integers", { skip }, async (t) => {
  const redis = await nodeRedis(t, server.path);
  const bytes = redis.withTypeMapping({ 36: Buffer, 58: String });
  const store = redisStore(bytes, { prefix: t.name });
  assert.equal(await store.compareAndPut("ü", undefined, { "€": "😀" }), true);
  assert.equal(await store.compareAndPut("ü", undefined, 1), false);
  assert.deepEqual(await store.get("ü"), { "€": "😀" });
  assert.deepEqual(await store.list("ü"), [["ü", { "€": "😀" }]]);
});

test("a cluster, by both packages", { skip }, async (t) => {
  const [port, bus] = [await freePort(), await freePort()];
  const ports = ["--port", String(port), "--cluster-port", String(bus), "--cluster-announce-ip", "127.0.0.1"];
  const own = await redisServer(t, ["--cluster-enabled", "yes", "--bind", "127.0.0.1", ...ports]);
  const direct = ioredis(t, own.path);
  await direct.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  while (!/cluster_state:ok/.test(String(await direct.call("CLUSTER", "INFO"))));
  const one = new Cluster([{ host: "127.0.0.1", port }]);
  const two = createCluster({ rootNodes: [{ socket: { host: "127.0.0.1", port, tls: false } }] });
  t.after(() => one.disconnect());
  t.after(() => two.destroy());
  await two.connect();
  const stores = [redisStore(one), redisStore((args) => two.sendCommand("{kling-multi-i2v}", false, args))];
  const [a, b] = stores;
  assert.equal(await a.compareAndPut("k", undefined, 1), true);
  assert.equal(await b.compareAndPut("k", 1, 2), true);
  assert.deepEqual(await a.list("k"), [["k", 2]]);
  await b.delete("k");
  assert.deepEqual(await a.list(""), []);
});

test("what was answered is there after kill -9, by appendfsync always", { skip }, async (t) => {
  const own = await redisServer(t, DURABLE);
  const { store } = await open(t, own);
  /** @type {string[]} */
  const answered = [];
  let isDown = false;
  const enough = new Promise((done) => {
    const write = async (/** @type {number} */ lane) => {
      for (let n = 0; !isDown; n++) {
        const key = `${lane}/${n}`;
        await (n % 2 ? store.put(key, { key }) : store.compareAndPut(key, undefined, { key }));
        answered.push(key);
        if (answered.length > 300) done(undefined);
      }
    };
    for (let lane = 0; lane < 8; lane++) write(lane).catch(() => {});
  });
  await within(enough);
  // In the middle of what the eight write.
  await own.kill();
  isDown = true;
  await own.start();
  const again = redisStore(await nodeRedis(t, own.path), { prefix: t.name });
  const there = new Map(await again.list(""));
  for (const key of answered) assert.deepEqual(there.get(key), { key });
});

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done) => {
    const probe = createSocket().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => done(port));
    });
  });
}
