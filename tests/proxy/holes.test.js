// Where a proxy leaks: one user's video to another, the inside of the site to a page, and the store to whoever is refused.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { API, ENHANCE, HISTORY, PRICE, post, SUBMIT, site } from "../support/site.js";
import { sharedStore } from "../support/stores.js";
import { failure, PICTURE, REQUEST, signal, within } from "../support/world.js";

const priced = { model_id: MODEL.id, inputs: { duration: 5 } };

test("a submit that is still out is no other user's, also where the service does not tell of what it made its jobs", async (t) => {
  const { ask, sim } = await site(t, {
    requestTimeoutMs: 5000,
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      if (!input.endsWith("/api/v3/predictions")) return answer;
      const body = await answer.json();
      for (const item of body.data.items) delete item.input;
      return Response.json(body);
    },
  });
  // From now on the service's clock is known.
  await ask(SUBMIT, { user: "ann", ...post({ ...REQUEST, prompt: "before" }) });
  const arrived = signal();
  const match = () => {
    arrived.settle();
    return true;
  };
  const held = sim.fault({ on: "submit", hang: true, after: true, match });
  const bob = new AbortController();
  const asking = ask(SUBMIT, {
    user: "bob",
    ...post({ ...REQUEST, prompt: "bob's own" }),
    signal: bob.signal,
  });
  asking.catch(() => {});
  await within(arrived.promise);
  held.remove();
  sim.fault({ on: "submit", cut: "before" });
  const { status, text } = await ask(SUBMIT, { user: "ann", ...post({ ...REQUEST, prompt: "ann's own" }) });
  assert.equal(status, 502, text);
  const bobs = sim.jobs().find(({ input }) => input.prompt === "bob's own");
  assert.ok(bobs);
  // Not a 404: ann's own has no known end yet, and any id might be its.
  assert.equal((await ask(`${API}/predictions/${bobs.id}/result`, { user: "ann" })).status, 503);
  assert.equal((await ask(`${API}/predictions/${bobs.id}/result`, { user: "cid" })).status, 404);
  bob.abort();
});

test("a picture is an address: its bytes go by the upload, whose size is watched", async (t) => {
  const { ask, sim } = await site(t);
  for (const image of ["data:image/png;base64,aaaa", " data:image/png,a", "file:///etc/passwd", "blob:a"]) {
    assert.equal((await ask(SUBMIT, post({ ...REQUEST, images: [PICTURE, image] }))).status, 400, image);
    assert.equal((await ask(ENHANCE, post({ image }))).status, 400, image);
  }
  assert.deepEqual(sim.requests(), []);
});

test("who is refused again and again fills no store, and is told to wait", async (t) => {
  const store = sharedStore();
  const { ask, sim } = await site(t, { budget: { totalUsd: 0 }, store });
  const body = post({ ...REQUEST, prompt: "a".repeat(2500) });
  const statuses = [];
  for (let n = 0; n < 40; n++) statuses.push((await ask(SUBMIT, body)).status);
  assert.equal(statuses[0], 402);
  assert.ok(statuses.includes(429));
  assert.ok([...store.texts.values()].join("").length < 20_000);
  assert.equal((await ask(SUBMIT, { user: "bob", ...body })).status, 402);
  assert.deepEqual(sim.requests(), []);
});

test("an authorize that fails costs a page's submit nothing, and the page knows", async (t) => {
  t.mock.method(console, "error", () => {});
  for (const authorize of [
    () => Promise.reject(new Error("the database at 10.0.0.7 is gone")),
    () => /** @type {any} */ ({ user: "ann", admin: true }),
    () => /** @type {any} */ ({ user: "ann", budget: { perDay: 1 } }),
    () => "\ud800",
    () => /** @type {any} */ (true),
  ]) {
    const { ask, page, sim } = await site(t, { authorize });
    const { status, text } = await ask(HISTORY, post({}));
    assert.equal(status, 500);
    assert.doesNotMatch(text, /10\.0|database|authorize|\.js/);
    const error = await failure(page("ann", { retry: { attempts: 1 } }).submit(REQUEST));
    assert.deepEqual([error.charge, error.canResubmit, error.status], ["none", true, 429]);
    assert.deepEqual(sim.requests(), []);
  }
});

test("no answer tells an address of the inside, nor words of the platform", async (t) => {
  const { ask, sim, url } = await site(t, { retry: { attempts: 1 } });
  const { host } = new URL(url);
  const made = await ask(SUBMIT, post(REQUEST));
  const { id } = made.json.data;
  const answers = [made, await ask(`${API}/predictions/${id}/result`), await ask(HISTORY, post({}))];
  for (const { json, text } of answers) {
    assert.equal(json.code, 200);
    // Where a video lies is the service's to say.
    assert.ok(!text.replaceAll(/"outputs":\[[^\]]*\]/g, "").includes(host), text);
  }
  sim.fault({ on: "price", status: 400, message: `bad gateway at ${host}` });
  sim.fault({ on: "submit", status: 400, message: `bad gateway at ${host}` });
  const refusals = [await ask(PRICE, post(priced)), await ask(SUBMIT, post(REQUEST))];
  sim.fault({ on: "*", times: "Infinity", cut: "before" });
  refusals.push(await ask(PRICE, post(priced)), await ask(SUBMIT, post(REQUEST)));
  for (const { status, text } of refusals) {
    assert.ok(status >= 400);
    assert.ok(!text.includes(host) && !/platform|socket|fetch|127\.0/i.test(text), text);
  }
});

test("a page of another site is refused where it sends no Origin, too", async (t) => {
  const { ask, sim } = await site(t);
  for (const from of ["cross-site", "same-site"]) {
    const { status } = await ask(`${API}/predictions/a/result`, { headers: { "sec-fetch-site": from } });
    assert.equal(status, 403, from);
  }
  const { status } = await ask(HISTORY, {
    ...post({}),
    headers: { "sec-fetch-site": "same-origin", origin: "null" },
  });
  assert.equal(status, 200);
  assert.deepEqual(sim.requests(), []);
});

test("an apiKey that gives no key sends nothing, and is told to nobody", async (t) => {
  const told = t.mock.method(console, "error", () => {});
  const secret = "a-key-of-the-site-0123456789";
  for (const apiKey of [() => Promise.reject(new Error(secret)), () => "", () => `${secret}\r\nx: y`]) {
    const { ask, origin, sim } = await site(t, { apiKey });
    const form = new FormData();
    form.append("file", new File(["a"], "a.png"));
    const upload = await fetch(`${origin}${API}/media/upload/binary`, {
      method: "POST",
      body: form,
      headers: { "x-user": "ann" },
    });
    assert.ok(upload.status >= 400);
    const submit = await ask(SUBMIT, post(REQUEST));
    assert.ok(submit.status >= 400 && submit.status < 500, submit.text);
    assert.ok(!`${submit.text}${await upload.text()}`.includes(secret));
    assert.deepEqual(sim.requests(), []);
  }
  for (const { arguments: words } of told.mock.calls)
    assert.ok(!words.map(String).join().includes(`Bearer ${secret}`));
});

test("a failed job that no page looked at leaves its money to the next", async (t) => {
  const { ask, sim } = await site(t, { budget: { totalUsd: 0.25 } });
  sim.fault({ on: "submit", job: { status: "failed", error: "out of luck" }, patch: { status: "created" } });
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 200);
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 200);
  assert.equal((await ask(SUBMIT, post(REQUEST))).status, 402);
});

test("a cap that cannot be read lets nothing out", async (t) => {
  t.mock.method(console, "error", () => {});
  for (const damage of [
    { day: 0, dayMicros: "0", totalMicros: 0, changes: 0 },
    "gone",
    7,
    { totalMicros: -5 },
  ]) {
    const store = sharedStore();
    await store.put("kling-proxy/everyone/sum", damage);
    const { ask, sim } = await site(t, { everyone: { perDayUsd: 10 }, store });
    assert.equal((await ask(SUBMIT, post(REQUEST))).status, 429);
    assert.deepEqual(sim.requests(), []);
  }
});

test("what is no request does not end the site's process", async (t) => {
  const { port, ask, sim } = await site(t);
  for (const [method, host] of [
    ["TRACE", "x"],
    ["GET", "a b"],
    ["GET", "a:99999"],
    ["GET", ""],
  ]) {
    const answer = await within(
      new Promise((done) => {
        let text = "";
        const head = `${method} ${SUBMIT} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
        const socket = connect(port, "127.0.0.1", () => socket.write(head));
        socket.on("data", (chunk) => {
          text += chunk;
        });
        socket.on("close", () => done(text));
      }),
    );
    assert.match(String(answer), /^HTTP\/1\.1 400 /, `${method} ${host}`);
  }
  assert.equal((await ask(HISTORY, post({}))).status, 200);
  assert.deepEqual(sim.requests(), []);
});
