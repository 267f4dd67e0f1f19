// A proxy whose store is a real Redis that goes away, comes back, or refuses to write: nothing is paid before it is written
// down, and what was paid is found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createProxy } from "kling-multi-i2v/proxy";
import { redisStore } from "kling-multi-i2v/redis";
import { DURABLE, nodeRedis, redisServer, skip } from "../support/redis.js";
import { API, HISTORY, heldSubmit, named, post, SUBMIT, site } from "../support/site.js";
import { failure, QUICK, REQUEST, within } from "../support/world.js";

test("Redis goes away while the paid request is out, and comes back: the job is found, and paid once", {
  skip,
}, async (t) => {
  t.mock.method(console, "error", () => {});
  const redis = await redisServer(t, DURABLE);
  const held = heldSubmit();
  // All users' sum has the job twice by then: too high, for nobody could write down which hold has paid for it.
  const options = { budget: { totalUsd: 0.5 }, everyone: { totalUsd: 0.75 } };
  const one = await site(t, {
    ...options,
    store: redisStore(await nodeRedis(t, redis.path, { disableOfflineQueue: true })),
    fetch: held.fetch,
  });
  const going = one.ask(SUBMIT, named("n"));
  await within(held.arrived);
  await redis.kill();
  held.release();
  const made = await within(going);
  // Paid, and told, though nobody could write it down.
  assert.equal(made.status, 200, made.text);
  const { id } = made.json.data;
  const down = await within(one.ask(SUBMIT, named("other")));
  assert.deepEqual([down.status, down.headers.get("retry-after")], [429, "10"]);
  await redis.start();
  // Another process, which knows what Redis has.
  const other = createProxy({
    ...{ apiKey: one.sim.key, baseUrl: one.url, ...QUICK, ...options },
    ...{ authorize: (request) => request.headers.get("x-user") },
    store: redisStore(await nodeRedis(t, redis.path)),
  });
  const asked = (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => {
    const headers = { "x-user": "ann", "content-type": "application/json", ...init.headers };
    return within(other(new Request(`http://proxy.example${path}`, { ...init, headers })));
  };
  const poll = await asked(`${API}/predictions/${id}/result`);
  assert.equal(poll.status, 200, await poll.text());
  const again = await asked(SUBMIT, named("n"));
  assert.equal(/** @type {any} */ (await again.json()).data.id, id);
  assert.equal((await asked(SUBMIT, named("other"))).status, 200);
  assert.equal((await asked(SUBMIT, named("third"))).status, 402);
  assert.equal(one.sim.stats().chargedMicros, 500_000);
});

for (const [word, refuse, allow] of /** @type {[string, string[], string[]][]} */ ([
  ["READONLY", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
  ["OOM", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]],
]))
  test(`Redis refuses to write (${word}): nothing is sent, the log says why, and later it goes on`, {
    skip,
  }, async (t) => {
    const said = t.mock.method(console, "error", () => {});
    const redis = await redisServer(t);
    const client = await nodeRedis(t, redis.path);
    for (const everyone of [undefined, { totalUsd: 0.25 }]) {
      const store = redisStore(client, { prefix: `${word} ${everyone ? "all" : "own"}` });
      const { ask, page, sim } = await site(t, { store, budget: { totalUsd: 0.25 }, everyone });
      await client.sendCommand(refuse);
      const refused = await within(ask(SUBMIT, named("n")));
      assert.equal(refused.status, 429);
      assert.doesNotMatch(refused.text, /redis/i);
      const told = await failure(page("ann", { retry: { attempts: 1 } }).submit(REQUEST));
      assert.deepEqual([told.charge, told.canResubmit], ["none", true]);
      assert.deepEqual(sim.requests(), []);
      const log = said.mock.calls.map((call) => call.arguments.map(String).join(" ")).join("\n");
      assert.match(log, new RegExp(word));
      said.mock.resetCalls();
      await client.sendCommand(allow);
      assert.equal((await within(ask(SUBMIT, named("n")))).status, 200);
      assert.equal((await within(ask(SUBMIT, named("m")))).status, 402);
    }
  });

test("a Redis that is still loading is asked again by the page, and nothing is told as gone", async (t) => {
  t.mock.method(console, "error", () => {});
  const loading = () => Promise.reject(new Error("LOADING Redis is loading the dataset in memory"));
  const { ask, sim } = await site(t, { store: redisStore(loading), everyone: { totalUsd: 1 } });
  assert.equal((await within(ask(SUBMIT, named("n")))).status, 429);
  for (const query of [{}, { include_inputs: true }])
    assert.equal((await within(ask(HISTORY, post(query)))).status, 503);
  assert.equal((await within(ask(`${API}/predictions/${"a".repeat(32)}/result`))).status, 503);
  assert.deepEqual(sim.requests(), []);
});
