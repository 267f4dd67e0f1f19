// Never a cent over a budget, never one submit twice, and nothing lost that was paid for: also where pages are tampered with,
// answers are lost, and processes end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { createProxy } from "kling-multi-i2v/proxy";
import { heldSubmit, named, post, SUBMIT, site } from "../support/site.js";
import { failure, PICTURE, QUICK, REQUEST, within } from "../support/world.js";

/** A store that several proxies share, as several processes would: values are copies. */
function shared() {
  /** @type {Map<string, string>} */
  const texts = new Map();
  const text = (/** @type {unknown} */ value) => JSON.stringify(value ?? null);
  return {
    texts,
    get: async (/** @type {string} */ key) => JSON.parse(texts.get(key) ?? "null"),
    put: async (/** @type {string} */ key, /** @type {unknown} */ value) => void texts.set(key, text(value)),
    delete: async (/** @type {string} */ key) => void texts.delete(key),
    list: async (/** @type {string} */ prefix) =>
      [...texts]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => /** @type {[string, unknown]} */ ([key, JSON.parse(value)])),
    compareAndPut: async (
      /** @type {string} */ key,
      /** @type {unknown} */ seen,
      /** @type {unknown} */ value,
    ) => {
      if ((texts.get(key) ?? "null") !== text(seen)) return false;
      texts.set(key, text(value));
      return true;
    },
  };
}

/** The proxy of another process before the same service. @param {Awaited<ReturnType<typeof site>>} one @param {object} more */
const another = (one, more) =>
  createProxy({
    apiKey: one.sim.key,
    authorize: (request) => request.headers.get("x-user"),
    baseUrl: one.url,
    ...QUICK,
    ...more,
  });

/** @param {string} path @param {RequestInit} init @param {string} [user] */
const request = (path, init, user = "ann") =>
  new Request(`http://proxy.example${path}`, {
    ...init,
    headers: { "x-user": user, "content-type": "application/json", ...init.headers },
  });

test("a budget of one's own that is undefined lifts no limit", async (t) => {
  const authorize = () => ({ user: "ann", budget: { perDayUsd: undefined, perJobUsd: 1 } });
  const { ask } = await site(t, { budget: { perDayUsd: 0.25 }, authorize });
  assert.equal((await ask(SUBMIT, named("first", REQUEST))).status, 200);
  assert.equal((await ask(SUBMIT, named("second", REQUEST))).status, 402);
});

test("fifty submits at once on a budget of four videos: four are made", async (t) => {
  const { ask, sim } = await site(t, { budget: { perDayUsd: 1 } });
  const all = await within(
    Promise.all(
      Array.from({ length: 50 }, (_, i) => ask(SUBMIT, named(`n${i}`, { ...REQUEST, prompt: `${i}` }))),
    ),
  );
  const made = all.filter(({ status }) => status === 200);
  assert.equal(made.length, 4);
  assert.ok(all.every(({ status }) => [200, 402, 429].includes(status)));
  assert.equal(sim.stats().chargedMicros, 1_000_000);
});

test("one name is one job: at once, afterwards, and in another process", async (t) => {
  const store = shared();
  const one = await site(t, { store });
  const other = another(one, { store });
  const at = await within(Promise.all(Array.from({ length: 10 }, () => one.ask(SUBMIT, named("order-7")))));
  const [{ json }] = at;
  for (const told of at) assert.equal(told.json.data.id, json.data.id);
  assert.equal((await one.ask(SUBMIT, named("order-7"))).json.data.id, json.data.id);
  const elsewhere = await within(other(request(SUBMIT, named("order-7"))));
  assert.equal(/** @type {any} */ (await elsewhere.json()).data.id, json.data.id);
  assert.equal(one.sim.stats().chargedMicros, 250_000);
  const conflict = await one.ask(SUBMIT, named("order-7", { ...REQUEST, prompt: "another" }));
  assert.equal(conflict.status, 409);
  // Another user's name is another name.
  const bob = await one.ask(SUBMIT, { ...named("order-7"), user: "bob" });
  assert.notEqual(bob.json.data.id, json.data.id);
});

test("a page's own idempotencyKey holds over all devices of the user", async (t) => {
  const { page, sim } = await site(t);
  const idempotencyKey = "Bestellung 7 für Zoë";
  const [one, two] = await within(
    Promise.all([
      page("ann").generate(REQUEST, { idempotencyKey }),
      page("ann").generate(REQUEST, { idempotencyKey }),
    ]),
  );
  assert.equal(one.id, two.id);
  assert.equal(sim.stats().chargedMicros, 250_000);
});

test("an answer that is lost between proxy and service is found there, and the page hears of nothing", async (t) => {
  const { page, sim } = await site(t);
  sim.fault({ on: "submit", times: 1, cut: "after" });
  await within(page("ann").generate(REQUEST));
  assert.equal(sim.stats().chargedMicros, 250_000);
});

test("an answer that is lost between page and proxy is found in the user's own history", async (t) => {
  const { page, sim } = await site(t);
  let isLost = false;
  const kling = page("ann", {
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      if (!isLost && init.method === "POST" && url.endsWith(MODEL.id)) {
        isLost = true;
        throw new TypeError("the train is in a tunnel");
      }
      return answer;
    },
  });
  await within(kling.generate(REQUEST));
  assert.ok(isLost);
  assert.equal(sim.stats().chargedMicros, 250_000);
});

test("two users' equal submits, both answers lost: each gets one's own job", async (t) => {
  const { page, sim } = await site(t);
  const ann = page("ann");
  const bob = page("bob");
  const hers = await within(ann.generate(REQUEST));
  sim.fault({ on: "submit", times: 1, cut: "after" });
  const his = await within(bob.generate(REQUEST));
  assert.notEqual(hers.id, his.id);
  assert.equal(sim.stats().chargedMicros, 500_000);
});

test("while the end of a submit is not known, the history does not say that there is none", async (t) => {
  const { ask, sim } = await site(t, { lookup: { looks: 1, pauseMs: 1 }, retry: { attempts: 1 } });
  sim.fault({ on: "submit", times: 1, cut: "after" });
  const dark = sim.fault({ on: "history", times: "Infinity", status: 500 });
  const lost = await within(ask(SUBMIT, named("n")));
  assert.equal(lost.status, 502);
  const history = "/api/kling/api/v3/predictions";
  // As a page's client looks a lost submit up.
  const lookup = post({ include_inputs: true });
  assert.equal((await within(ask(history, lookup))).status, 503);
  dark.remove();
  const found = await within(ask(history, lookup));
  assert.deepEqual([found.status, found.json.data.items.length], [200, 1]);
  // The same name again is the same job.
  const again = await within(ask(SUBMIT, named("n")));
  assert.equal(again.json.data.id, found.json.data.items[0].id);
  assert.equal(sim.stats().chargedMicros, 250_000);
});

test("a visitor who goes in the middle of a submit leaves a job that is written down", async (t) => {
  const held = heldSubmit();
  const { ask, sim, page } = await site(t, {
    fetch: held.fetch,
  });
  const leave = new AbortController();
  const going = ask(SUBMIT, { ...named("n"), signal: leave.signal }).catch(() => "gone");
  await within(held.arrived);
  leave.abort();
  assert.equal(await within(going), "gone");
  held.release();
  const again = await within(ask(SUBMIT, named("n")));
  assert.equal(again.status, 200);
  assert.equal((await within(page("ann").history())).items.length, 1);
  assert.equal(sim.stats().chargedMicros, 250_000);
});

test("a cap on all users together: raised before, lowered where nothing was charged, one name counted once", async (t) => {
  const store = shared();
  const one = await site(t, { store, everyone: { perDayUsd: 0.75 } });
  const other = another(one, { store, everyone: { perDayUsd: 0.75 } });
  await within(one.ask(SUBMIT, { ...named("a"), user: "ann" }));
  await within(one.ask(SUBMIT, { ...named("a"), user: "ann" }));
  one.sim.fault({ on: "submit", times: 1, status: 400, message: "no" });
  assert.equal((await within(one.ask(SUBMIT, { ...named("b"), user: "bob" }))).status, 400);
  assert.equal((await within(other(request(SUBMIT, named("c"), "cid")))).status, 200);
  assert.equal((await within(one.ask(SUBMIT, { ...named("d"), user: "dan" }))).status, 200);
  const over = await within(other(request(SUBMIT, named("e"), "eve")));
  assert.equal(over.status, 402);
  assert.match(await over.text(), /all users together/);
  const enhance = "/api/kling/api/v3/wavespeed-ai/prompt-optimizer";
  assert.equal((await within(one.ask(enhance, post({ text: "x" })))).status, 402);
  // What has a job is answered all the same.
  assert.equal((await within(one.ask(SUBMIT, { ...named("a"), user: "ann" }))).status, 200);
  assert.equal(one.sim.stats().chargedMicros, 750_000);
});

test("the cap holds where many submit at once", async (t) => {
  const { ask, sim } = await site(t, { everyone: { perDayUsd: undefined, totalUsd: 1 } });
  const all = await within(
    Promise.all(Array.from({ length: 30 }, (_, i) => ask(SUBMIT, { ...named(`n${i}`), user: `user${i}` }))),
  );
  assert.equal(all.filter(({ status }) => status === 200).length, 4);
  assert.equal(sim.stats().chargedMicros, 1_000_000);
});

test("a store that fails before anything is sent costs nothing, and says so", async (t) => {
  const store = { ...shared(), compareAndPut: async () => Promise.reject(new Error("redis is down")) };
  for (const everyone of [undefined, { totalUsd: 1 }]) {
    const { page, sim } = await site(t, { store, ...(everyone ? { everyone } : {}) });
    const refused = await failure(page("ann", { retry: { attempts: 1 } }).generate(REQUEST));
    assert.deepEqual([refused.code, refused.charge], ["rate_limited", "none"]);
    assert.equal(sim.stats().chargedMicros, 0);
  }
});

test("what the proxy keeps tells neither the key nor who can be read off a name", async (t) => {
  const store = shared();
  const { page, sim } = await site(t, { store });
  await within(page("ann").generate({ ...REQUEST, images: [PICTURE] }, { idempotencyKey: "secret-order" }));
  const all = [...store.texts].flat().join("\n");
  assert.equal(all.includes(sim.key), false);
  assert.equal(all.includes("secret-order"), false);
});
