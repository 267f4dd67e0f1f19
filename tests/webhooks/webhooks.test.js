// Webhooks: what the service signs is taken, and nothing else.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { verifyWebhook } from "kling-multi-i2v/webhooks";
import { failure, photo, within, world } from "../support/world.js";

const SECRET = "whsec_c2VjcmV0LW9mLXRoZXNlLXRlc3Rz";
const NOW = 1_764_000_000;
const ID = "45b392b22c3b449fa935bd4e7a1b2c3d";
const VIDEO = "https://cdn.example.com/v.mp4";
const DONE = JSON.stringify({
  id: "job-1",
  status: "completed",
  outputs: [VIDEO],
  has_nsfw_contents: [false],
});
const now = { nowMs: NOW * 1000 };

/** By Node's own HMAC, and by the words of the service: the prefix off, the rest raw. */
function sign(body = DONE, { id = ID, at = NOW, secret = SECRET } = {}) {
  const hmac = createHmac("sha256", secret.replace("whsec_", ""));
  return `v3,${hmac.update(`${id}.${at}.`).update(body).digest("hex")}`;
}

/**
 * @param {string | Uint8Array<ArrayBuffer> | ReadableStream | null} [body]
 * @param {Record<string, string | null>} [more] headers; null leaves one out
 */
function hook(body = DONE, more = {}) {
  const signature = typeof body === "string" ? sign(body) : sign();
  const all = { "webhook-id": ID, "webhook-timestamp": `${NOW}`, "webhook-signature": signature, ...more };
  const headers = Object.entries(all).filter((pair) => pair[1] !== null);
  const init = { method: "POST", body, headers: /** @type {[string, string][]} */ (headers), duplex: "half" };
  return new Request("https://app.example.com/hook", init);
}

test("what the service signed is taken, and read", async () => {
  assert.deepEqual(await verifyWebhook(hook(), SECRET, now), {
    id: ID,
    timestamp: NOW,
    prediction: {
      id: "job-1",
      status: "completed",
      outputs: [VIDEO],
      video: VIDEO,
      flagged: false,
      error: "",
      raw: JSON.parse(DONE),
    },
  });
});

test("a fixed vector, worked out by openssl", async () => {
  const hex = "728708bc822f327106e621a355e4844bf358ab2baa0a9abdb52696c40b1fb6b6";
  const request = hook("{}", {
    "webhook-id": "msg_1",
    "webhook-timestamp": "1",
    "webhook-signature": `v3,${hex}`,
  });
  assert.equal((await verifyWebhook(request, "whsec_abc", { nowMs: 0 })).id, "msg_1");
});

test("secrets change: one of several will do, and one of several signatures", async () => {
  await verifyWebhook(hook(), ["whsec_new", SECRET], now);
  await verifyWebhook(hook(), ` ${SECRET}\n`, now);
  await verifyWebhook(hook(), SECRET.replace("whsec_", ""), now);
  const both = `v1,abc= v3,${"0".repeat(64)} ${sign()}`;
  await verifyWebhook(hook(DONE, { "webhook-signature": both }), SECRET, now);
  await verifyWebhook(
    hook(DONE, { "webhook-signature": sign().toUpperCase().replace("V3", "v3") }),
    SECRET,
    now,
  );
});

test("the bytes are signed as they came, also where they are odd", async () => {
  const odd = `\n {"status" : "failed", "error": {"message": "grün 🙂"}, "outputs": null}\n`;
  const { prediction } = await verifyWebhook(hook(odd), SECRET, now);
  assert.equal(prediction.error, "grün 🙂");
  assert.equal(prediction.id, null);
  assert.equal(prediction.video, null);
});

/** @type {[string, unknown, object][]} */
const SHAPES = [
  [
    "in an envelope",
    { code: 200, data: { id: "j", status: "completed", outputs: VIDEO } },
    { id: "j", video: VIDEO },
  ],
  ["as {url}", { status: "completed", outputs: [{ url: VIDEO }, null, 7] }, { outputs: [VIDEO] }],
  ["an address that would run", { status: "completed", outputs: ["javascript:alert(1)"] }, { video: null }],
  ["flagged", { status: "completed", has_nsfw_contents: [true] }, { flagged: true }],
  ["an id that could be a path", { id: "../x", status: "completed" }, { id: null, status: "completed" }],
];
for (const [name, body, expected] of SHAPES) {
  test(`a prediction is read leniently: ${name}`, async () => {
    const { prediction } = await verifyWebhook(hook(JSON.stringify(body)), SECRET, now);
    const told = Object.fromEntries(Object.entries(prediction).filter(([key]) => key in expected));
    assert.deepEqual(told, expected);
  });
}

test("300 s either way, to the second", async () => {
  for (const off of [-300, 300]) await verifyWebhook(hook(), SECRET, { nowMs: (NOW + off) * 1000 });
  for (const off of [-301, 301]) {
    const error = await failure(verifyWebhook(hook(), SECRET, { nowMs: (NOW + off) * 1000 }));
    assert.equal(error.code, "forbidden");
    assert.match(error.message, off > 0 ? /301 s ago.*300 s/ : /301 s ahead.*300 s/);
  }
  await verifyWebhook(hook(), SECRET, { nowMs: (NOW + 900) * 1000, toleranceSeconds: 900 });
});

test("without a time of its own it goes by this machine's clock", async () => {
  const at = Math.floor(Date.now() / 1000);
  const headers = { "webhook-timestamp": `${at}`, "webhook-signature": sign(DONE, { at }) };
  await verifyWebhook(hook(DONE, headers), SECRET);
  assert.equal((await failure(verifyWebhook(hook(), SECRET))).code, "forbidden");
});

const decoded = createHmac("sha256", Buffer.from(SECRET.slice(6), "base64")).update(`${ID}.${NOW}.${DONE}`);
const flipped = sign().replace(/.$/, (last) => (last === "0" ? "1" : "0"));
/** @type {[string, () => Request][]} */
const STRANGERS = [
  ["another body", () => hook(DONE.replace("job-1", "job-2"), { "webhook-signature": sign() })],
  ["another id", () => hook(DONE, { "webhook-id": "other" })],
  ["another time", () => hook(DONE, { "webhook-timestamp": `${NOW + 1}` })],
  ["another secret", () => hook(DONE, { "webhook-signature": sign(DONE, { secret: "whsec_x" }) })],
  ["a key that was decoded", () => hook(DONE, { "webhook-signature": `v3,${decoded.digest("hex")}` })],
  ["one bit off", () => hook(DONE, { "webhook-signature": flipped })],
  ["cut short", () => hook(DONE, { "webhook-signature": sign().slice(0, -2) })],
  ["another version", () => hook(DONE, { "webhook-signature": sign().replace("v3", "v1") })],
  ["no signature", () => hook(DONE, { "webhook-signature": null })],
  ["no id", () => hook(DONE, { "webhook-id": null })],
  ["no time", () => hook(DONE, { "webhook-timestamp": null })],
  ["a time that is none", () => hook(DONE, { "webhook-timestamp": `${NOW}.5` })],
  ["no body", () => hook(null)],
  [
    "an id with a dot, that moves what is signed",
    () => hook("5.{}", { "webhook-id": `${ID}.1`, "webhook-signature": sign("5.{}", { id: `${ID}.1` }) }),
  ],
];
for (const [name, request] of STRANGERS) {
  test(`a stranger is turned away: ${name}`, async () => {
    const error = await failure(verifyWebhook(request(), SECRET, now));
    assert.equal(error.code, "forbidden");
    assert.equal(error.charge, "none");
    assert.equal(error.canResubmit, false);
    assert.match(error.message, /Answer 401/);
    assert.ok(!error.message.includes(SECRET.slice(6)), "the secret is told to nobody");
  });
}

test("a body without end is not read to the end", async () => {
  let given = 0;
  let isCancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      given += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
    cancel() {
      isCancelled = true;
    },
  });
  const error = await failure(verifyWebhook(hook(endless), SECRET, now));
  assert.equal(error.code, "forbidden");
  assert.match(error.message, /1048576 bytes/);
  assert.ok(given < 2_000_000 && isCancelled);
});

test("one that is too old is turned away before its body is read", async () => {
  const request = hook();
  await failure(verifyWebhook(request, SECRET, { nowMs: 0 }));
  assert.equal(request.bodyUsed, false);
});

test("a body that breaks off", async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  assert.equal((await failure(verifyWebhook(hook(broken), SECRET, now))).code, "network");
});

test("signed, and no JSON: a job exists, and nobody knows how it stands", async () => {
  for (const body of ["<html>", "[]", "null", '"text"', ""]) {
    const error = await failure(verifyWebhook(hook(body), SECRET, now));
    assert.deepEqual([error.code, error.charge, error.canResubmit], ["bad_response", "unknown", false], body);
  }
});

test("a mistake of the app's own is told as one", async () => {
  /** @type {[Request, unknown, object?][]} */
  const slips = [
    [hook(), ""],
    [hook(), "whsec_"],
    [hook(), []],
    [hook(), undefined],
    [hook(), [SECRET, 7]],
  ];
  slips.push([hook(), SECRET, { toleranceSeconds: Number.NaN }], [hook(), SECRET, { nowMs: Number.NaN }]);
  const read = hook();
  await read.text();
  slips.push([read, SECRET, now]);
  const held = hook();
  held.body?.getReader();
  slips.push([held, SECRET, now]);
  const express = /** @type {unknown} */ ({ headers: { "webhook-id": ID }, body: {} });
  slips.push([/** @type {Request} */ (express), SECRET, now]);
  for (const [request, secret, options] of slips) {
    const error = await failure(verifyWebhook(request, /** @type {string} */ (secret), options));
    assert.deepEqual([error.code, error.stage, error.charge], ["config", "config", "none"]);
  }
});

test("over HTTP, with the five lines that Node's own server takes", async (t) => {
  const server = createServer(async (incoming, response) => {
    const headers = /** @type {Record<string, string>} */ (incoming.headers);
    const body = /** @type {ReadableStream} */ (Readable.toWeb(incoming));
    const init = { method: "POST", headers, body, duplex: "half" };
    const request = new Request("http://app/hook", init);
    const told = await verifyWebhook(request, SECRET, now).catch((error) => error);
    response.writeHead(told.code === "forbidden" ? 401 : 204).end();
  });
  await /** @type {Promise<void>} */ (new Promise((done) => server.listen(0, "127.0.0.1", done)));
  t.after(() => server.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const headers = { "webhook-id": ID, "webhook-timestamp": `${NOW}`, "webhook-signature": sign() };
  for (const [body, status] of /** @type {const} */ ([
    [DONE, 204],
    [`${DONE} `, 401],
  ])) {
    const answer = await within(fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body }));
    assert.equal(answer.status, status);
  }
});

test("a client whose fetch names the webhook, as the guide has it: on the paid request, and on no other", async (t) => {
  const { sim, client } = await world(t);
  const hook = "https://app.example.com/hook?from=kling&v=1";
  const kling = client({
    fetch(to, init) {
      const isSubmit = init.method === "POST" && to.endsWith(`/api/v3/${MODEL.id}`);
      return fetch(isSubmit ? `${to}?webhook=${encodeURIComponent(hook)}` : to, init);
    },
  });
  await kling.generate({ prompt: "a", images: [photo()] });
  assert.deepEqual(
    sim.jobs().map(({ webhook }) => webhook),
    [hook],
  );
  assert.deepEqual(
    sim.requests().flatMap(({ route, query }) => (query.includes("webhook") ? [route] : [])),
    ["submit"],
  );
  const guide = readFileSync(new URL("../../docs/webhooks.md", import.meta.url), "utf8");
  assert.match(
    guide,
    /endsWith\(`\/api\/v3\/\$\{MODEL\.id\}`\)[\s\S]*\?webhook=\$\{encodeURIComponent\(HOOK\)\}/,
  );
});
