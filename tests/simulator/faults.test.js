// Every kind of fault, over the fetch handler and over real HTTP.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSimulator } from "../../src/js/simulator/index.js";
import { bothWays, REQUEST, SUBMIT } from "./helpers.js";

bothWays("status, code, message, retryAfter, headers", {}, async ({ sim, call }) => {
  const fault = sim.fault({
    on: "submit",
    status: 429,
    message: "slow down",
    retryAfter: 7,
    headers: { "X-Request-Id": "r1" },
  });
  const answer = await call("POST", SUBMIT, REQUEST);
  assert.deepEqual([answer.status, answer.body.code, answer.body.message], [429, 429, "slow down"]);
  assert.equal(answer.headers.get("retry-after"), "7");
  assert.equal(answer.headers.get("x-request-id"), "r1");
  assert.equal(fault.hits, 1);
  assert.equal(sim.stats().jobs, 0, "a refusal does no work");
  assert.equal((await call("POST", SUBMIT, REQUEST)).status, 200);
  assert.equal(fault.hits, 1);
});

bothWays("an error code in an answer of HTTP 200", {}, async ({ sim, call }) => {
  sim.fault({ on: "submit", code: 1407, message: "Insufficient credits" });
  const { status, body } = await call("POST", SUBMIT, REQUEST);
  assert.deepEqual([status, body.code, body.data], [200, 1407, null]);
  assert.equal(sim.stats().jobs, 0);
});

bothWays("after: the job is made, and the error comes all the same", {}, async ({ sim, call }) => {
  sim.fault({ on: "submit", status: 502, html: true, after: true });
  const { status, body, headers } = await call("POST", SUBMIT, REQUEST);
  assert.equal(status, 502);
  assert.match(body, /^<html>/);
  assert.equal(headers.get("content-type"), "text/html");
  assert.equal(sim.stats().jobs, 1);
  assert.equal(sim.stats().netMicros, 250_000);
});

bothWays("cut before and after the work", {}, async ({ sim, call }) => {
  sim.fault({ on: "submit", cut: "before" });
  sim.fault({ on: "submit", cut: "after" });
  await assert.rejects(call("POST", SUBMIT, REQUEST), TypeError);
  assert.equal(sim.stats().jobs, 0);
  await assert.rejects(call("POST", SUBMIT, REQUEST), TypeError);
  assert.equal(sim.stats().jobs, 1);
  assert.equal((await call("POST", SUBMIT, REQUEST)).status, 200);
});

bothWays("truncate: the headers and a bit of the body, then nothing", {}, async ({ sim, base, fetch }) => {
  sim.fault({ on: "submit", truncate: 20 });
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${sim.key}` },
    body: JSON.stringify(REQUEST),
  };
  const response = await fetch(base + SUBMIT, init);
  assert.equal(response.status, 200);
  assert.ok(Number(response.headers.get("content-length")) > 20);
  await assert.rejects(response.text());
  assert.equal(sim.stats().jobs, 1);
});

bothWays("a gateway page, a raw body, a JSON body", {}, async ({ sim, call }) => {
  sim.fault({ on: "result", html: true });
  sim.fault({ on: "result", body: "upstream connect error", status: 503 });
  sim.fault({ on: "result", body: { unexpected: [1] } });
  const ask = () => call("GET", "/api/v3/predictions/0123/result");
  const page = await ask();
  assert.equal(page.status, 502);
  assert.match(page.body, /502 Bad Gateway/);
  const raw = await ask();
  assert.deepEqual([raw.status, raw.body], [503, "upstream connect error"]);
  const json = await ask();
  assert.deepEqual([json.status, json.body], [200, { unexpected: [1] }]);
});

bothWays("patch: fields set, set to null, removed", {}, async ({ sim, submit, call }) => {
  sim.fault({ on: "submit", patch: { outputs: null, status: "queued", model: undefined, remove: ["urls"] } });
  const job = await submit();
  assert.equal(job.outputs, null);
  assert.equal(job.status, "queued");
  assert.ok(!("model" in job) && !("urls" in job));
  assert.match(job.id, /^[0-9a-f]{32}$/, "the rest stays");
  sim.fault({ on: "history", patch: { items: null } });
  assert.deepEqual((await call("POST", "/api/v3/predictions", {})).body.data, { page: 1, items: null });
});

bothWays("redirect: followed without the key to another origin", {}, async ({ sim, call, base }) => {
  sim.fault({ on: "balance", redirect: "/api/v3/balance", status: 302 });
  assert.equal((await call("GET", "/api/v3/balance")).status, 200, "on the same origin the key goes along");
  const elsewhere = base.startsWith("https")
    ? "https://elsewhere.example"
    : base.replace("127.0.0.1", "localhost");
  sim.fault({ on: "balance", redirect: `${elsewhere}/api/v3/balance` });
  await call("GET", "/api/v3/balance").catch(() => undefined);
  for (const request of sim.requests()) assert.equal(request.hasKey, request.origin === base);

  sim.fault({ on: "balance", redirect: "/x", times: 2 });
  await assert.rejects(call("GET", "/api/v3/balance", undefined, { redirect: "error" }), TypeError);
  const init = { redirect: /** @type {const} */ ("manual"), headers: {} };
  const manual = await call("GET", "/api/v3/balance", undefined, init);
  assert.deepEqual([manual.status, manual.headers.get("location")], [307, "/x"]);
});

bothWays("job: how the job made by this submit ends", {}, async ({ sim, submit, result }) => {
  sim.fault({ on: "submit", job: { status: "failed", code: 1200, error: "content policy", ms: 3_000 } });
  sim.fault({ on: "submit", job: { outputs: [], ms: 3_000 } });
  sim.fault({
    on: "submit",
    job: { outputs: [{ url: "https://cdn.example/v.mp4" }], nsfw: true, ms: 3_000 },
  });
  sim.fault({ on: "submit", job: { status: "cancelled", nsfw: null, ms: 3_000 } });
  const ids = [];
  for (let i = 0; i < 4; i++) ids.push((await submit()).id);
  sim.clock.advance(2_999);
  assert.equal((await result(ids[0])).status, "processing");
  sim.clock.advance(1);
  const [failed, empty, flagged, cancelled] = await Promise.all(ids.map(result));
  assert.deepEqual([failed.status, failed.code, failed.error], ["failed", 1200, "content policy"]);
  assert.deepEqual(failed.outputs, []);
  assert.deepEqual([empty.status, empty.outputs], ["completed", []]);
  assert.deepEqual(flagged.outputs, [{ url: "https://cdn.example/v.mp4" }]);
  assert.deepEqual(flagged.has_nsfw_contents, [true]);
  assert.equal(cancelled.status, "cancelled");
});

bothWays("nth and times; rules in a row; remove and clear", {}, async ({ sim, call }) => {
  const statuses = async (/** @type {number} */ n) => {
    const seen = [];
    for (let i = 0; i < n; i++) seen.push((await call("GET", "/api/v3/balance")).status);
    return seen;
  };
  sim.fault({ on: "balance", nth: 2, times: 2, status: 503 });
  assert.deepEqual(await statuses(5), [200, 503, 503, 200, 200]);
  sim.clearFaults();

  sim.fault({ on: "balance", status: 500 });
  sim.fault({ on: "balance", status: 503 });
  assert.deepEqual(await statuses(3), [500, 503, 200]);
  sim.clearFaults();

  sim.fault({ on: "balance", nth: 1, status: 500 });
  sim.fault({ on: "balance", nth: 3, status: 503 });
  assert.deepEqual(await statuses(4), [500, 200, 503, 200]);
  sim.clearFaults();

  const all = sim.fault({ on: "*", status: 500, times: Number.POSITIVE_INFINITY });
  assert.deepEqual(await statuses(3), [500, 500, 500]);
  assert.equal(all.hits, 3);
  all.remove();
  assert.deepEqual(await statuses(1), [200]);

  const matched = sim.fault({ on: "*", match: ({ path }) => path.includes("nothing"), status: 500 });
  assert.deepEqual(await statuses(1), [200]);
  assert.equal(matched.hits, 0);
});

bothWays("every route can be made to fail", {}, async ({ sim, call }) => {
  /** @type {[import("../../src/js/simulator/types.js").RouteName, string, string][]} */
  const routes = [
    ["submit", "POST", SUBMIT],
    ["result", "GET", "/api/v3/predictions/1/result"],
    ["history", "POST", "/api/v3/predictions"],
    ["delete", "POST", "/api/v3/predictions/delete"],
    ["balance", "GET", "/api/v3/balance"],
    ["price", "POST", "/api/v3/model/price"],
    ["upload", "POST", "/api/v3/media/upload/binary"],
    ["upload_ticket", "POST", "/api/v3/media/uploads"],
    ["put", "PUT", "/bucket/1"],
    ["optimizer", "POST", "/api/v3/wavespeed-ai/prompt-optimizer"],
    ["output", "GET", "/outputs/1.mp4"],
    ["download", "GET", "/uploads/1/a.png"],
    ["unknown", "POST", "/api/v3/x"],
  ];
  for (const [on, method, path] of routes) {
    const fault = sim.fault({ on, status: 418 });
    assert.equal((await call(method, path, method === "GET" ? undefined : "{}")).status, 418, on);
    assert.equal(fault.hits, 1);
  }
});

bothWays(
  "an abort ends a hang and a delay at once, with the signal's reason",
  {},
  async ({ sim, call, over }) => {
    for (const rule of [{ hang: true }, { delayMs: 3_600_000 }]) {
      sim.fault({ on: "submit", ...rule });
      const controller = new AbortController();
      const reason = new Error("enough");
      const pending = call("POST", SUBMIT, REQUEST, {
        signal: controller.signal,
        headers: { authorization: `Bearer ${sim.key}` },
      });
      queueMicrotask(() => controller.abort(reason));
      await assert.rejects(pending, (error) => error === reason, over);
    }
    const aborted = AbortSignal.abort();
    await assert.rejects(call("GET", "/api/v3/balance", undefined, { signal: aborted }), {
      name: "AbortError",
    });
    assert.equal((await call("GET", "/api/v3/balance")).body.data.balance, 100);
    assert.equal(sim.stats().jobs, 0, "what was aborted before the work is not done afterwards");
  },
);

test("an abort ends a request whose body never ends", async () => {
  const sim = createSimulator();
  const controller = new AbortController();
  const pending = sim.fetch(`https://x.test${SUBMIT}`, {
    method: "POST",
    headers: { authorization: "Bearer simulated-key" },
    body: new ReadableStream(),
    signal: controller.signal,
    ...{ duplex: "half" },
  });
  setImmediate(() => controller.abort());
  await assert.rejects(pending, { name: "AbortError" });
});

test("a hang after the work leaves a job behind", async () => {
  const sim = createSimulator({ clock: { hold: true } });
  sim.fault({ on: "submit", hang: true, after: true });
  const controller = new AbortController();
  const pending = sim.fetch(`https://x.test${SUBMIT}`, {
    method: "POST",
    headers: { authorization: "Bearer simulated-key" },
    body: JSON.stringify(REQUEST),
    signal: controller.signal,
  });
  while (sim.stats().jobs === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await assert.rejects(pending, { name: "AbortError" });
  assert.equal(sim.stats().netMicros, 250_000);
});

bothWays("a short delay only delays", {}, async ({ sim, call }) => {
  sim.fault({ on: "balance", delayMs: 1 });
  assert.equal((await call("GET", "/api/v3/balance")).status, 200);
});

test("a rule with a slip in it is refused", () => {
  const sim = createSimulator();
  for (const rule of [
    null,
    {},
    { on: "submits" },
    { on: "submit", statsu: 500 },
    { on: "submit", status: 700 },
    { on: "submit", nth: 0 },
    { on: "submit", times: 1.5 },
    { on: "submit", cut: "middle" },
    { on: "submit", delayMs: -1 },
    { on: "result", job: { status: "failed" } },
    { on: "submit", job: { status: "exploded" } },
  ]) {
    assert.throws(() => sim.fault(/** @type {any} */ (rule)), { name: "TypeError", message: /^fault: / });
  }
});
