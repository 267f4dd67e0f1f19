// What goes over the wire: the shape of each request, and which go at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KlingClient, MODEL } from "kling-multi-i2v";
import { failure, PICTURE, photo, QUICK, REQUEST, signal, spy, within, world } from "../support/world.js";

const SUBMIT = `/api/v3/${MODEL.id}`;
/** @param {{ init: RequestInit } | undefined} call */
const bodyOf = (call) => JSON.parse(String(call?.init.body));

test("the submit: one POST of the five fields, the defaults in it", async (t) => {
  const { client } = await world(t);
  const { calls, fetch } = spy();
  await within(client({ fetch }).generate(REQUEST));
  const [call] = calls;
  assert.equal(call?.path, SUBMIT);
  assert.equal(call?.init.method, "POST");
  assert.equal(call?.init.redirect, "manual");
  assert.equal(call?.headers.get("content-type"), "application/json");
  assert.equal(call?.headers.get("authorization"), "Bearer key-of-these-tests");
  assert.deepEqual(
    [...(call?.headers.keys() ?? [])],
    ["authorization", "content-type"],
    "nothing to preflight",
  );
  assert.deepEqual(bodyOf(call), {
    prompt: "a slow push in",
    images: [PICTURE],
    duration: 5,
    aspect_ratio: "1:1",
  });
});

test("the submit carries what was asked for, and nothing more", async (t) => {
  const { client, sim } = await world(t);
  const { calls, fetch } = spy();
  const kling = client({ fetch });
  const asked = {
    prompt: " keeps its spaces ",
    negative_prompt: "blur",
    duration: /** @type {const} */ (10),
    aspect_ratio: /** @type {const} */ ("9:16"),
    enable_safety_checker: false,
  };
  const images = [` ${PICTURE}\n`, new URL("https://example.com/b c.png")];
  await within(kling.generate({ ...asked, images }));
  await within(kling.generate({ ...REQUEST, negative_prompt: "  ", enable_safety_checker: null }));
  assert.deepEqual(bodyOf(calls[0]), { ...asked, images: [PICTURE, "https://example.com/b%20c.png"] });
  assert.ok(!("negative_prompt" in bodyOf(calls[1])), "blank is as good as left out");
  assert.ok(!("enable_safety_checker" in bodyOf(calls[1])));
  assert.equal(sim.stats().chargedMicros, 750_000);
});

test("a GET has no Content-Type and no body, and no cache answers it", async (t) => {
  const { client, running } = await world(t);
  running();
  const { calls, fetch } = spy();
  const kling = client({ fetch });
  await within(kling.generate(REQUEST));
  await within(kling.balance());
  const gets = calls.filter(({ init }) => init.method !== "POST");
  assert.equal(gets.length, 2);
  for (const { init, headers } of gets) {
    assert.deepEqual([init.method ?? "GET", init.body, init.cache], ["GET", undefined, "no-store"]);
    assert.deepEqual([...headers.keys()], ["authorization"]);
  }
});

test("an upload: one part named file, and the platform names the boundary", async (t) => {
  const { client, sim } = await world(t);
  const { calls, fetch } = spy();
  const kling = client({ fetch });
  await within(kling.upload(photo("a picture.jpg")));
  await within(kling.upload(new Blob([photo("", "2")], { type: "image/png" })));
  await within(kling.upload(new Blob([photo("", "3")])));
  const names = [];
  for (const { init, headers, path } of calls) {
    assert.equal(path, "/api/v3/media/upload/binary");
    assert.equal(headers.get("content-type"), null);
    const form = /** @type {FormData} */ (init.body);
    assert.deepEqual([...form.keys()], ["file"]);
    names.push(/** @type {File} */ (form.get("file")).name);
  }
  assert.deepEqual(names, ["a picture.jpg", "image.png", "image.jpg"]);
  assert.equal(sim.stats().uploads.count, 3);
});

test("a path prefix stays in front of every path, with or without a slash at its end", async (t) => {
  const { sim } = await world(t);
  for (const baseUrl of ["https://app.example/proxy/kling", "https://app.example/proxy/kling/"]) {
    const { calls, fetch } = spy((url, init) => sim.fetch(url.replace("/proxy/kling", ""), init));
    const kling = new KlingClient({ ...QUICK, apiKey: sim.key, baseUrl, fetch });
    await within(kling.generate({ ...REQUEST, images: [photo()] }));
    await within(kling.job(sim.jobs()[0]?.id ?? "").status());
    await within(kling.balance());
    assert.equal(calls.length, 4);
    for (const { url } of calls) assert.ok(url.startsWith("https://app.example/proxy/kling/api/v3/"), url);
  }
});

test("behind a proxy there is no key, and custom headers go along", async (t) => {
  const { url } = await world(t);
  const { calls, fetch } = spy(async (path, init) => {
    const headers = { ...init.headers, authorization: "Bearer key-of-these-tests" };
    return globalThis.fetch(path, { ...init, headers });
  });
  const headers = { "X-Session": "s1" };
  const kling = new KlingClient({ ...QUICK, baseUrl: new URL(url), fetch, headers });
  await within(kling.generate({ ...REQUEST, images: [photo()] }));
  await within(kling.balance());
  assert.equal(calls.length, 3);
  for (const { headers } of calls) {
    assert.equal(headers.get("authorization"), null);
    assert.equal(headers.get("x-session"), "s1");
  }
  assert.deepEqual(headers, { "X-Session": "s1" }, "the caller's object is left alone");
});

test("behind a proxy each submit bears a name of its own, or the caller's, and nothing else does", async (t) => {
  const { url, sim } = await world(t);
  const { calls, fetch } = spy(async (path, init) => {
    const headers = { ...init.headers, authorization: `Bearer ${sim.key}` };
    return globalThis.fetch(path, { ...init, headers });
  });
  const kling = new KlingClient({ ...QUICK, baseUrl: url, fetch });
  await within(kling.generate({ ...REQUEST, images: [photo()] }));
  await within(kling.generate(REQUEST));
  await within(kling.generate(REQUEST, { idempotencyKey: "Bestellung 7 für Zoë 🎬" }));
  await within(kling.balance());
  const named = calls.filter(({ headers }) => headers.has("idempotency-key"));
  assert.deepEqual(
    named.map(({ path }) => path),
    [SUBMIT, SUBMIT, SUBMIT],
  );
  const [one, other, theirs] = named.map(({ headers }) => headers.get("idempotency-key") ?? "");
  assert.match(one, /^r%2F[\w%]+$/);
  assert.match(other, /^r%2F[\w%]+$/);
  assert.notEqual(one, other);
  assert.equal(decodeURIComponent(theirs), "k/Bestellung 7 für Zoë 🎬");
});

test("the global fetch is looked up when it is used", async (t) => {
  const { client, sim } = await world(t);
  const kling = client();
  const { fetch } = globalThis;
  let used = 0;
  globalThis.fetch = (...args) => {
    used++;
    return fetch(...args);
  };
  try {
    await within(kling.balance());
  } finally {
    globalThis.fetch = fetch;
  }
  assert.equal(used, 1);
  await within(kling.balance());
  assert.equal(used, 1);
  assert.equal(sim.requests().length, 2);
});

test("20 at once: 20 jobs, each with its own video", async (t) => {
  const { client, sim, running } = await world(t);
  running();
  const kling = client();
  const made = await within(
    Promise.all(Array.from({ length: 20 }, (_, n) => kling.generate({ ...REQUEST, prompt: `number ${n}` }))),
  );
  assert.equal(new Set(made.map(({ id }) => id)).size, 20);
  assert.deepEqual([sim.stats().submits, sim.stats().jobs, sim.stats().requests.result], [20, 20, 20]);
  for (const [n, { id }] of made.entries()) {
    assert.equal(sim.jobs().find((job) => job.id === id)?.input.prompt, `number ${n}`);
  }
});

test("uploads go in parallel, end in any order, and the pictures keep theirs", async (t) => {
  const { client, sim } = await world(t);
  const gates = [signal(), signal(), signal()];
  const all = signal();
  let inFlight = 0;
  const { fetch, calls } = spy(async (url, init) => {
    if (!url.endsWith("/binary")) return globalThis.fetch(url, init);
    const mine = inFlight++;
    if (inFlight === gates.length) all.settle();
    await gates[mine]?.promise;
    return globalThis.fetch(url, init);
  });
  const made = client({ fetch }).generate({
    ...REQUEST,
    images: [
      photo("first.jpg", "1"),
      PICTURE,
      new Blob([photo("", "2")], { type: "image/jpeg" }),
      photo("last.jpg", "3"),
    ],
  });
  await within(all.promise);
  assert.ok(!calls.some(({ path }) => path === SUBMIT), "all end before the submit");
  for (const gate of gates.reverse()) {
    gate.settle();
    await new Promise(setImmediate);
  }
  await within(made);
  const names = sim.jobs()[0]?.input.images.map((url) => url.split("/").at(-1));
  assert.deepEqual(names, ["first.jpg", "a.png", "image.jpg", "last.jpg"]);
});

test("an upload that fails stops the others, and nothing is submitted", async (t) => {
  const { client, sim, caught } = await world(t);
  const { fetch, calls } = spy();
  const { arrived } = caught({ on: "upload", hang: true });
  const kling = client({ fetch });
  const failed = failure(kling.generate({ ...REQUEST, images: [photo(), new Blob(["x"])] }));
  await arrived;
  const error = await failed;
  assert.equal(error.code, "upload_failed");
  const uploads = calls.filter(({ path }) => path.endsWith("/binary"));
  assert.equal(uploads.length, 2);
  assert.ok(
    uploads.some(({ init }) => init.signal?.aborted),
    "the one that hangs is let go of",
  );
  await kling.balance();
  assert.equal(sim.stats().submits, 0);
});
