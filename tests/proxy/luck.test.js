// Bad luck between a page, the proxy, its store and the service: whatever breaks in the middle, nothing is paid that the page
// was told is free, and nothing is told as gone that may be there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clocks } from "../faults/clocks.js";
import { API, HISTORY, named, post, SUBMIT, site } from "../support/site.js";
import { guarded, sharedStore } from "../support/stores.js";
import { failure, REQUEST, signal, within } from "../support/world.js";

test("a page that does not wait for a slow key function is not told that its submit is free", async (t) => {
  const [asked, gate] = [signal(), signal()];
  const { ask, page } = await site(t, {
    apiKey: async () => {
      asked.settle();
      await gate.promise;
      return "key-of-these-tests";
    },
  });
  const first = ask(SUBMIT, named("n"));
  await within(asked.promise);
  const impatient = page("ann", { requestTimeoutMs: 100, retry: { attempts: 1 } });
  const told = await failure(impatient.submit({ ...REQUEST, prompt: "another" }));
  assert.deepEqual([told.code, told.charge], ["submit_unknown", "unknown"]);
  gate.settle();
  assert.equal((await within(first)).status, 200);
});

test("the service's rate limit is the page's to wait for: told at once, with the pause that the service asks for", async (t) => {
  const { ask, sim, asked } = await site(t, { everyone: { totalUsd: 0.25 } });
  sim.fault({ on: "submit", times: 1, status: 429, message: "2 predictions per 1 minute", retryAfter: 77 });
  const refused = await within(ask(SUBMIT, named("n")));
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "77"]);
  assert.match(refused.json.message, /rate limit.*2 predictions per 1 minute/);
  assert.doesNotMatch(refused.text, /86400/);
  assert.equal(asked("submit"), 1);
  sim.fault({ on: "submit", times: 1, status: 429 });
  assert.equal((await within(ask(SUBMIT, named("n")))).headers.get("retry-after"), "10");
  assert.equal((await within(ask(SUBMIT, named("n")))).status, 200);
  assert.equal(sim.stats().chargedMicros, 250_000);
});

test("what the service gives back for a failed job, all users together may spend again: once", async (t) => {
  const { ask, sim } = await site(t, { everyone: { totalUsd: 0.5 } });
  // The one is told with the submit, and nobody asks for it again; the other afterwards, three times.
  const job = /** @type {const} */ ({ status: "failed", code: 1403, error: "execution failed" });
  sim.fault({ on: "submit", times: 1, job });
  assert.equal((await ask(SUBMIT, { ...named("told"), user: "eve" })).json.data.status, "failed");
  sim.fault({ on: "submit", times: 1, job, patch: { status: "created" } });
  const { id } = (await ask(SUBMIT, named("a"))).json.data;
  for (let looks = 0; looks < 3; looks++)
    assert.equal((await ask(`${API}/predictions/${id}/result`)).json.data.status, "failed");
  const statuses = [];
  for (const name of ["b", "c", "d"])
    statuses.push((await ask(SUBMIT, { ...named(name), user: name })).status);
  assert.deepEqual(statuses, [200, 200, 402]);
  assert.equal(sim.stats().netMicros, 500_000);
});

test("a failed job that no page looked at gives back to all together, too", async (t) => {
  const { ask, sim } = await site(t, { budget: { totalUsd: 0.25 }, everyone: { totalUsd: 0.5 } });
  sim.fault({ on: "submit", times: 1, job: { status: "failed", error: "no" }, patch: { status: "created" } });
  for (const name of ["a", "b"]) assert.equal((await ask(SUBMIT, named(name))).status, 200);
  assert.equal((await ask(SUBMIT, { ...named("c"), user: "bob" })).status, 200);
  assert.equal((await ask(SUBMIT, { ...named("d"), user: "cid" })).status, 402);
});

test("a submit without a known end costs only the question that it bears on", async (t) => {
  const { ask, sim } = await site(t, { lookup: { looks: 1, pauseMs: 1 }, retry: { attempts: 1 } });
  const { id } = (await ask(SUBMIT, named("made"))).json.data;
  sim.fault({ on: "submit", times: 1, cut: "after" });
  const dark = sim.fault({ on: "history", times: "Infinity", status: 500 });
  assert.equal((await within(ask(SUBMIT, named("lost")))).status, 502);
  const shown = await within(ask(HISTORY, post({})));
  assert.deepEqual(
    [shown.status, shown.json?.data.items.map((/** @type {any} */ item) => item.id)],
    [200, [id]],
  );
  // A look-up, of now and of long after.
  assert.equal((await within(ask(HISTORY, post({ include_inputs: true })))).status, 503);
  const later = new Date(Date.now() + 3 * 86_400_000).toISOString();
  assert.equal(
    (await within(ask(HISTORY, post({ include_inputs: true, created_after: later })))).status,
    200,
  );
  assert.equal((await within(ask(`${API}/predictions/${id}/result`))).status, 200);
  // An id that is not this user's, as far as is known here.
  const lost = sim.jobs().find((job) => job.id !== id)?.id;
  assert.equal((await within(ask(`${API}/predictions/${lost}/result`))).status, 503);
  dark.remove();
  assert.equal((await within(ask(`${API}/predictions/${lost}/result`))).status, 200);
  assert.equal((await within(ask(`${API}/predictions/${"0".repeat(32)}/result`))).status, 404);
  assert.equal(sim.stats().chargedMicros, 500_000);
});

test("a visitor who goes before the store has answered pays nothing", async (t) => {
  const [asked, gate] = [signal(), signal()];
  const inner = sharedStore();
  const { ask, sim, proxy } = await site(t, {
    everyone: { totalUsd: 0.25 },
    store: {
      ...inner,
      get: async (key) => {
        if (key.endsWith("everyone/sum")) {
          asked.settle();
          await gate.promise;
        }
        return inner.get(key);
      },
    },
  });
  const leave = new AbortController();
  const headers = { "x-user": "ann", "content-type": "application/json" };
  const going = proxy(
    new Request(`http://proxy.example${SUBMIT}`, { ...post(REQUEST), headers, signal: leave.signal }),
  );
  await within(asked.promise);
  leave.abort();
  gate.settle();
  assert.equal((await within(going)).status, 499);
  assert.equal(sim.stats().submits, 0);
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 200);
});

test("a key that is revoked, or a key function that fails: nothing is booked, and the site's log has it", async (t) => {
  const said = t.mock.method(console, "error", () => {});
  let apiKey = () => "key-of-these-tests";
  const { ask, sim } = await site(t, {
    apiKey: () => apiKey(),
    budget: { totalUsd: 0.5 },
    everyone: { totalUsd: 0.5 },
  });
  const { id } = (await ask(SUBMIT, named("a"))).json.data;
  for (const fails of [
    () => "a-key-that-was-revoked",
    () => /** @type {any} */ (Promise.reject(new Error("vault: secret-0123"))),
    () => {
      throw new Error("secret-0123");
    },
    () => "",
  ]) {
    apiKey = fails;
    for (const name of ["b", "c"]) {
      const refused = await within(ask(SUBMIT, named(name)));
      assert.equal(refused.status, 403);
      assert.match(refused.json.message, /whoever runs the site must look/);
      assert.doesNotMatch(refused.text, /secret|revoked/);
    }
    // The page goes on asking.
    const poll = await within(ask(`${API}/predictions/${id}/result`));
    assert.ok([200, 503].includes(poll.status), `${poll.status}`);
  }
  const log = said.mock.calls.map((call) => call.arguments.map(String).join(" ")).join("\n");
  for (const words of [/does not accept this API key \(401\)/, /threw or rejected/, /apiKey is empty/])
    assert.match(log, words);
  assert.doesNotMatch(log, /secret|revoked/);
  // Not once for each request.
  assert.ok(said.mock.callCount() < 8, log);
  apiKey = () => "key-of-these-tests";
  const statuses = [];
  for (const name of ["b", "c"]) statuses.push((await ask(SUBMIT, named(name))).status);
  assert.deepEqual(statuses, [200, 402]);
  assert.equal(sim.stats().chargedMicros, 500_000);
});

test("a budget that changes between two requests holds from the next on", async (t) => {
  let totalUsd = 0.25;
  const { ask, sim } = await site(t, { authorize: () => ({ user: "ann", budget: { totalUsd } }) });
  const statuses = [];
  for (const usd of [0.25, 0.25, 0.5, 0.25, 0.5, 0.75]) {
    totalUsd = usd;
    statuses.push((await ask(SUBMIT, post(REQUEST))).status);
  }
  assert.deepEqual(statuses, [200, 402, 200, 402, 402, 200]);
  assert.equal(sim.stats().chargedMicros, 750_000);
});

test("a body that trickles is told that it came too late, one that is malformed that it is: neither is sent", async (t) => {
  clocks(t).hurry((ms) => ms === 20_000);
  const { proxy, sim } = await site(t, { everyone: { totalUsd: 0.25 } });
  const sent = (/** @type {ReadableStream<Uint8Array> | string} */ body) => {
    const headers = { "x-user": "ann", "content-type": "application/json" };
    const init = { method: "POST", headers, body, duplex: "half" };
    return within(proxy(new Request(`http://proxy.example${SUBMIT}`, /** @type {RequestInit} */ (init))));
  };
  const begun = new TextEncoder().encode('{"prompt": "a slow');
  const open = new ReadableStream({ start: (controller) => controller.enqueue(begun) });
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  assert.equal((await sent(open)).status, 408);
  assert.equal((await sent(broken)).status, 400);
  for (const malformed of ['{"prompt": "a slow', "{]", "\u0000"])
    assert.equal((await sent(malformed)).status, 400, malformed);
  assert.deepEqual(sim.requests(), []);
});

test("a service that fails at the submit, with a pause or without: looked up, and paid once at the most", async (t) => {
  for (const status of [500, 503]) {
    const { ask, sim } = await site(t, { everyone: { totalUsd: 0.25 } });
    sim.fault({ on: "submit", times: 1, status, retryAfter: 120 });
    // The service had no job of it: the page's own look says the same.
    assert.equal((await within(ask(SUBMIT, named("n")))).status, 502);
    const looked = await within(ask(HISTORY, post({ include_inputs: true })));
    assert.deepEqual([looked.status, looked.json.data.items], [200, []]);
    assert.equal((await within(ask(SUBMIT, named("n")))).status, 200);
    assert.equal(sim.stats().chargedMicros, 250_000);
  }
});

test("two tabs at once through two processes, on the budget of one video: one is made, and the other is told why", async (t) => {
  const store = sharedStore();
  const sites = [await site(t, { store, budget: { totalUsd: 0.25 } })];
  const [{ url, sim }] = sites;
  sites.push(await site(t, { store, budget: { totalUsd: 0.25 }, baseUrl: url, apiKey: sim.key }));
  const told = await within(Promise.all(sites.map(({ ask }, tab) => ask(SUBMIT, named(`tab-${tab}`)))));
  assert.deepEqual(told.map(({ status }) => status).sort(), [200, 402]);
  assert.equal(sim.stats().chargedMicros, 250_000);
});

test("a job that the service does not show yet is in the user's history all the same, in another process too", async (t) => {
  const store = sharedStore();
  const one = await site(t, { store });
  one.sim.fault({ on: "submit", times: 1, patch: { status: "created", outputs: [] } });
  const { id } = (await one.ask(SUBMIT, named("n"))).json.data;
  one.sim.fault({ on: "result", times: "Infinity", status: 404, message: "Prediction not found" });
  const other = await site(t, { store, baseUrl: one.url, apiKey: one.sim.key });
  for (const { ask } of [one, other]) {
    const { status, json } = await within(ask(HISTORY, post({ include_inputs: true })));
    assert.equal(status, 200);
    assert.deepEqual(
      json.data.items.map((/** @type {any} */ item) => item.id),
      [id],
    );
  }
});

test("a store that fails where the site's money is spent: nothing was sent, and the page is not told of a lost submit", async (t) => {
  t.mock.method(console, "error", () => {});
  const inner = sharedStore();
  const store = guarded(inner, (operation, key) => {
    if (operation === "list" && key.includes("user/")) throw new Error("down");
  });
  const { ask, sim } = await site(t, { store, everyone: { totalUsd: 0 } });
  assert.equal((await within(ask(SUBMIT, named("n")))).status, 429);
  assert.deepEqual(sim.requests(), []);
});
