// The proxy besieged: what took a closer look than paths and headers. Each of these was open once.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { inspect } from "node:util";
import { createProxy } from "kling-multi-i2v/proxy";
import { API, ENHANCE, HISTORY, named, post, SUBMIT, site } from "../support/site.js";
import { guarded, sharedStore } from "../support/stores.js";
import { QUICK, REQUEST, within } from "../support/world.js";

/** A service that does one thing with whatever it is asked. @param {import("../support/world.js").Test} t @param {(response: import("node:http").ServerResponse) => void} answer */
async function serving(t, answer) {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}` };
}

/** A site, and an upload through it. @param {import("../support/world.js").Test} t @param {Partial<import("kling-multi-i2v/proxy").ProxyOptions>} options */
async function uploads(t, options) {
  const { origin } = await site(t, options);
  return {
    async upload() {
      const body = new FormData();
      body.set("file", new Blob(["abc"]), "a.jpg");
      const headers = { "x-user": "ann" };
      const answer = await fetch(`${origin}${API}/media/upload/binary`, { method: "POST", body, headers });
      return { status: answer.status, text: await answer.text() };
    },
  };
}

test("two requests under one name at once: one job, and the other is told so", async (t) => {
  const { ask, sim } = await site(t, { everyone: { totalUsd: 1 } });
  const told = await within(
    Promise.all(["a", "b", "a"].map((prompt) => ask(SUBMIT, named("order-7", { ...REQUEST, prompt })))),
  );
  assert.deepEqual(
    told.map(({ status }) => status),
    [200, 409, 200],
  );
  assert.equal(told[0]?.json.data.id, told[2]?.json.data.id);
  assert.equal(sim.stats().chargedMicros, 250_000);
});

/** A store whose client sends a command again after a lost answer: it is done, and told to have found another value. */
function stuttering(/** @type {(was: any, value: any) => boolean} */ isLost) {
  const store = sharedStore();
  let left = 1;
  return {
    ...store,
    compareAndPut: async (/** @type {string} */ key, /** @type {any} */ seen, /** @type {any} */ value) => {
      /** @type {any} */
      const was = JSON.parse(store.texts.get(key) ?? "null");
      const done = await store.compareAndPut?.(key, seen, value);
      if (done && left > 0 && key.includes("everyone/") && isLost(was, value)) {
        left--;
        return false;
      }
      return Boolean(done);
    },
  };
}

test("a cap's release that the store's client sends twice is one", async (t) => {
  const store = stuttering((was, value) => was?.totalMicros > value.totalMicros);
  const { ask, sim } = await site(t, { store, everyone: { totalUsd: 0.5 } });
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 200);
  sim.fault({ on: "submit", times: 1, status: 400, message: "no" });
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 400);
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 200);
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 402);
  assert.equal(sim.stats().chargedMicros, 500_000);
});

test("the mark of a paid job that the store's client writes twice gives nothing back", async (t) => {
  const store = stuttering((was, value) => was === null && value.day > 0 && value.totalMicros === undefined);
  const { ask, sim } = await site(t, { store, everyone: { totalUsd: 0.5 } });
  for (const status of [200, 200, 402]) assert.equal((await ask(SUBMIT, post(REQUEST))).status, status);
  assert.equal(sim.stats().chargedMicros, 500_000);
});

test("a store that cannot list its old marks stops no submit", async (t) => {
  const inner = sharedStore();
  const store = guarded(inner, (operation, key) => {
    if (operation === "list" && key.includes("everyone")) throw new Error("too many");
  });
  const { ask } = await site(t, { store, everyone: { totalUsd: 0.25 } });
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 200);
});

test("the prompt optimizer behind a store that is down was not asked, and may be asked again", async (t) => {
  const store = { ...sharedStore(), compareAndPut: async () => Promise.reject(new Error("down")) };
  const { ask, sim } = await site(t, { store, everyone: { totalUsd: 1 } });
  assert.equal((await ask(ENHANCE, post({ text: "x" }))).status, 429);
  assert.deepEqual(sim.requests(), []);
});

test("an amount of a user's budget that is null lifts no limit of the site's", async (t) => {
  const authorize = () => /** @type {any} */ ({ user: "ann", budget: { totalUsd: null } });
  const { ask, sim } = await site(t, { authorize, budget: { totalUsd: 0 } });
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 402);
  assert.equal(sim.stats().submits, 0);
});

test("a time in the history's question that is no text is refused, however it is made", async (t) => {
  const { ask } = await site(t);
  const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
  for (const time of [deep, '{"toString":5}', "5", "[]"]) {
    const init = { method: "POST", body: `{"created_after":${time}}` };
    assert.equal((await ask(HISTORY, init)).status, 400, time.slice(0, 20));
  }
});

test("a page that the browser calls another site's is none of ours, whatever its Origin", async (t) => {
  const { ask, origin, sim } = await site(t);
  const headers = { origin, "sec-fetch-site": "cross-site" };
  assert.equal((await ask(SUBMIT, { ...post(REQUEST), headers })).status, 403);
  assert.deepEqual(sim.requests(), []);
});

test("what apiKey throws is in no log", async (t) => {
  const said = t.mock.method(console, "error", () => {});
  const { upload } = await uploads(t, {
    apiKey: () => Promise.reject(new Error("vault: key-0123456789 has expired")),
  });
  assert.equal((await upload()).status, 500);
  assert.doesNotMatch(inspect(said.mock.calls, { depth: 9, showHidden: true }), /0123456789/);
});

test("a service that is gone, never answers, or answers without end: the upload ends, and tells nothing of it", async (t) => {
  const said = t.mock.method(console, "error", () => {});
  const gone = await uploads(t, { baseUrl: "http://127.0.0.1:1/inside" });
  const short = { requestTimeoutMs: 100, maxUploadBytes: 2000 };
  const { url: silent } = await serving(t, () => {});
  const { url: endless } = await serving(t, (response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const sites = [gone, await uploads(t, { baseUrl: silent, ...short })];
  sites.push(await uploads(t, { baseUrl: endless }));
  for (const { upload } of sites) {
    const { status, text } = await within(upload());
    assert.equal(status, 502);
    assert.doesNotMatch(text, /127\.0|inside|fetch/);
  }
  assert.equal(said.mock.callCount(), 0);
});

test("a user of more jobs than are kept at hand finds each of them", async (t) => {
  const store = sharedStore();
  const first = await site(t, { store });
  const { id } = (await first.ask(SUBMIT, named("n"))).json.data;
  const name = [...store.texts].find(([, text]) => text.includes("a slow push in"))?.[0] ?? "";
  assert.ok(name);
  for (let n = 0; n < 10_001; n++)
    store.texts.set(`${name}${n}`, (store.texts.get(name) ?? "").replaceAll(id, `${n}`.padStart(32, "0")));
  const proxy = createProxy({
    ...{ apiKey: first.sim.key, baseUrl: first.url, store, authorize: () => "ann" },
    ...QUICK,
  });
  const answer = await proxy(new Request(`https://a.example/api/kling/api/v3/predictions/${id}/result`));
  assert.equal(answer.status, 200);
});
