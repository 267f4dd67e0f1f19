// Every route of the service, as documented, over the fetch handler and over real HTTP.

import assert from "node:assert/strict";
import { bothWays, MODEL, REQUEST, SUBMIT } from "./helpers.js";

bothWays("a job goes from created to processing to completed by the clock", {}, async (world) => {
  const { sim, call, result } = world;
  const { status, headers, body } = await call("POST", SUBMIT, REQUEST);
  assert.equal(status, 200);
  assert.equal(body.code, 200);
  assert.equal(body.message, "success");
  assert.match(headers.get("content-type") ?? "", /^application\/json/);
  const job = body.data;
  assert.match(job.id, /^[0-9a-f]{32}$/);
  assert.equal(job.model, MODEL);
  assert.equal(job.status, "created");
  assert.deepEqual(job.outputs, []);
  assert.deepEqual(job.has_nsfw_contents, []);
  assert.equal(job.error, "");
  assert.equal(job.urls.get, `${world.base}/api/v3/predictions/${job.id}/result`);
  assert.match(job.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

  sim.clock.advance(1_000);
  assert.equal((await result(job.id)).status, "processing");
  sim.clock.advance(148_999);
  assert.equal((await result(job.id)).status, "processing");
  sim.clock.advance(1);
  const done = await result(job.id);
  assert.equal(done.status, "completed");
  assert.deepEqual(done.outputs, [`${world.base}/outputs/${job.id}.mp4`]);
  assert.deepEqual(done.has_nsfw_contents, [false]);
  assert.equal(done.timings.inference, 150_000);
  assert.equal(done.code, 0);
});

bothWays("10 seconds of video take 240 s; jobMs changes that", {}, async ({ sim, submit, result }) => {
  const { id } = await submit({ duration: 10 });
  sim.clock.advance(239_999);
  assert.equal((await result(id)).status, "processing");
  sim.clock.advance(1);
  assert.equal((await result(id)).status, "completed");
});

bothWays("jobMs may be a function of the input", { jobMs: (input) => input.duration * 10 }, async (world) => {
  const { id } = await world.submit({ duration: 10 });
  world.sim.clock.advance(99);
  assert.equal((await world.result(id)).status, "processing");
  world.sim.clock.advance(1);
  assert.equal((await world.result(id)).status, "completed");
});

/** @type {[string, Record<string, string>, number][]} */
const KEYS = [
  ["no key", {}, 401],
  ["a wrong key", { authorization: "Bearer wrong" }, 401],
  ["the key without Bearer", { authorization: "simulated-key" }, 401],
  ["another scheme", { authorization: "Basic simulated-key" }, 401],
  ["white space before the key", { authorization: "Bearer  simulated-key" }, 401],
  ["white space in the key", { authorization: "Bearer simulated -key" }, 401],
  ["a key without permission", { authorization: "Bearer readonly" }, 403],
];
for (const [what, headers, status] of KEYS) {
  bothWays(`${what} answers ${status}`, {}, async ({ sim, call }) => {
    sim.addAccount({ key: "readonly", forbidden: true });
    for (const [method, path] of [
      ["POST", SUBMIT],
      ["GET", "/api/v3/balance"],
      ["GET", "/api/v3/predictions/0123/result"],
      ["POST", "/api/v3/media/uploads"],
      ["POST", "/api/v3/no/such/model"],
    ]) {
      const answer = await call(String(method), String(path), method === "POST" ? {} : undefined, {
        headers,
      });
      assert.equal(answer.status, status, path);
      assert.equal(answer.body.code, status);
    }
    assert.equal(sim.stats().charges, 0);
  });
}

/** @type {[Record<string, unknown>, string][]} */
const REFUSED = [
  [{ prompt: undefined }, 'field "prompt" is required and must not be empty'],
  [{ prompt: "" }, 'field "prompt" is required and must not be empty'],
  [{ prompt: "  " }, 'field "prompt" is required and must not be empty'],
  [{ prompt: null }, 'field "prompt" is required and must not be empty'],
  [{ images: undefined }, 'field "images" is required and must not be empty'],
  [{ images: [] }, 'field "images" is required and must not be empty'],
  [{ images: "https://example.com/a.png" }, 'field "images" must be an array of strings'],
  [{ images: [1] }, 'field "images" must be an array of strings'],
  [{ images: ["a.png"] }, 'field "images" must hold URLs'],
  [{ images: Array(5).fill("https://example.com/a.png") }, 'field "images" must have at most 4 items'],
  [{ prompt: "x".repeat(2_501) }, 'field "prompt" is longer than 2500 characters'],
  [{ duration: 7 }, 'field "duration" must be one of 5, 10'],
  [{ duration: "5" }, 'field "duration" must be one of 5, 10'],
  [{ aspect_ratio: "4:3" }, 'field "aspect_ratio" must be one of 1:1, 16:9, 9:16'],
  [{ negative_prompt: 1 }, 'field "negative_prompt" must be a string'],
];
bothWays("bad inputs are refused, and nothing is charged", {}, async ({ sim, call }) => {
  for (const [change, message] of REFUSED) {
    const { status, body } = await call("POST", SUBMIT, { ...REQUEST, ...change });
    assert.deepEqual([status, body.code, body.message], [400, 400, message]);
  }
  assert.equal(sim.stats().jobs, 0);
  assert.equal(sim.stats().submits, REFUSED.length);
});

bothWays("a prompt of 2500 characters outside the BMP is taken", {}, async ({ submit }) => {
  assert.ok((await submit({ prompt: "😀".repeat(2_500) })).id);
});

bothWays("unknown keys are dropped silently, and the defaults billed", {}, async ({ sim, submit }) => {
  const { id } = await submit({ aspectRatio: "16:9", durations: 10, image_urls: [] });
  const [job] = sim.jobs();
  assert.equal(job?.id, id);
  assert.deepEqual(job?.dropped, ["aspectRatio", "durations", "image_urls"]);
  assert.deepEqual(job?.input, { ...REQUEST, duration: 5, aspect_ratio: "1:1" });
  assert.equal(job?.chargedMicros, 250_000);
});

bothWays("a body that is no JSON object is refused", {}, async ({ call }) => {
  for (const body of ["{", "[]", "null", '"x"', "\u0000", "<html>"]) {
    for (const path of [SUBMIT, "/api/v3/predictions", "/api/v3/model/price", "/api/v3/media/uploads"]) {
      assert.equal((await call("POST", path, body)).status, 400, `${path} ${body}`);
    }
  }
});

bothWays(
  "unknown paths: a model below /api/v3/, else not found; a wrong method is 405",
  {},
  async (world) => {
    const { call } = world;
    const model = await call("POST", "/api/v3/kwaivgi/no-such-model", {});
    assert.deepEqual([model.status, model.body.message], [400, "Model not found"]);
    assert.equal((await call("GET", "/api/v3/whatever")).status, 400);
    assert.equal((await call("GET", "/")).status, 404);
    assert.equal((await call("GET", "/v3/predictions/0123/result")).status, 404);
    assert.equal((await call("GET", SUBMIT)).status, 405);
    assert.equal((await call("DELETE", "/api/v3/balance")).status, 405);
    assert.equal((await call("GET", "//evil.example/api/v3/balance")).status, 404);
  },
);

bothWays("the page's result path can be switched on instead", { resultPath: "page" }, async (world) => {
  const job = await world.submit();
  assert.equal(job.urls.get, `${world.base}/v3/predictions/${job.id}/result`);
  assert.equal((await world.call("GET", `/v3/predictions/${job.id}/result`)).status, 200);
  assert.equal((await world.call("GET", `/api/v3/predictions/${job.id}/result`)).status, 404);
});

bothWays("an unknown id, and another account's, are not found", {}, async ({ sim, submit, call }) => {
  const { id } = await submit();
  sim.addAccount({ key: "other" });
  const headers = { authorization: "Bearer other" };
  for (const answer of [
    await call("GET", "/api/v3/predictions/00000000000000000000000000000000/result"),
    await call("GET", "/api/v3/predictions/%00/result"),
    await call("GET", `/api/v3/predictions/${id}/result`, undefined, { headers }),
  ]) {
    assert.deepEqual([answer.status, answer.body.message], [404, "Prediction not found"]);
  }
  const history = await call("POST", "/api/v3/predictions", {}, { headers });
  assert.deepEqual(history.body.data, { page: 1, items: [] });
});

bothWays("history: newest first, paged, filtered", { jobMs: 10_000 }, async ({ sim, submit, call }) => {
  const ids = [];
  for (let i = 0; i < 5; i++) {
    ids.unshift((await submit({ prompt: `p${i}` })).id);
    sim.clock.advance(4_000);
  }
  const history = async (/** @type {any} */ query) => {
    const { status, body } = await call("POST", "/api/v3/predictions", query);
    assert.equal(status, 200, body.message);
    return body.data;
  };
  const idsOf = (/** @type {any} */ data) => data.items.map((/** @type {any} */ item) => item.id);
  assert.deepEqual(idsOf(await history({})), ids);
  assert.deepEqual(idsOf(await history({ page: 2, page_size: 2 })), ids.slice(2, 4));
  assert.deepEqual(idsOf(await history({ page: 4, page_size: 2 })), []);
  assert.deepEqual(idsOf(await history({ status: "completed" })), ids.slice(2));
  assert.deepEqual(idsOf(await history({ status: "processing" })), ids.slice(0, 2));
  assert.deepEqual(idsOf(await history({ model: "other/model" })), []);
  assert.deepEqual(idsOf(await history({ model: MODEL, page_size: 100 })), ids);
  const [newest] = (await history({ page_size: 1 })).items;
  assert.equal(newest.input, undefined);
  const [withInput] = (await history({ page_size: 1, include_inputs: true })).items;
  assert.deepEqual(withInput.input, { ...REQUEST, prompt: "p4", duration: 5, aspect_ratio: "1:1" });
  assert.deepEqual(idsOf(await history({ created_after: newest.created_at })), ids.slice(0, 1));
  assert.deepEqual(
    idsOf(await history({ created_before: newest.created_at, page_size: 2 })),
    ids.slice(0, 2),
  );
});

bothWays("history refuses a bad page, size or time", {}, async ({ call }) => {
  for (const query of [
    { page_size: 101 },
    { page_size: 0 },
    { page: 0 },
    { page: "1" },
    { created_after: "yesterday" },
    { created_before: 5 },
    { created_before: "2026-13-45T00:00:00Z" },
  ]) {
    assert.equal((await call("POST", "/api/v3/predictions", query)).status, 400, JSON.stringify(query));
  }
});

bothWays("delete takes predictions out of sight, and the charge stays", {}, async ({ sim, submit, call }) => {
  const { id } = await submit();
  const gone = await call("POST", "/api/v3/predictions/delete", { ids: [id, id, "nope"] });
  assert.deepEqual(gone.body.data, { deleted_count: 1 });
  assert.equal((await call("GET", `/api/v3/predictions/${id}/result`)).status, 404);
  assert.deepEqual((await call("POST", "/api/v3/predictions", {})).body.data.items, []);
  assert.equal(sim.jobs()[0]?.removed, true);
  assert.equal(sim.stats().netMicros, 250_000);
  assert.equal((await call("POST", "/api/v3/predictions/delete", {})).status, 400);
});

bothWays("price, its older path, and a discount", { discountPercent: 20 }, async ({ call, sim, submit }) => {
  const ask = async (/** @type {unknown} */ inputs, path = "price", id = MODEL) =>
    call("POST", `/api/v3/model/${path}`, { model_id: id, inputs });
  assert.deepEqual((await ask({})).body.data, { price: 0.25, discounted_price: 0.2, currency: "USD" });
  assert.deepEqual((await ask({ duration: 10 })).body.data, {
    price: 0.5,
    discounted_price: 0.4,
    currency: "USD",
  });
  assert.equal((await ask({ duration: 10 }, "pricing")).body.data.unit_price, 0.5);
  assert.equal((await ask({}, "price", "wavespeed-ai/prompt-optimizer")).body.data.price, 0.001);
  assert.equal((await ask({}, "price", "no/model")).body.message, "Model not found");
  await submit({ duration: 10 });
  assert.equal(sim.stats().chargedMicros, 400_000);
});

bothWays("the prompt optimizer, waited for or not", {}, async ({ sim, call, result }) => {
  const run = (/** @type {any} */ body) => call("POST", "/api/v3/wavespeed-ai/prompt-optimizer", body);
  const sync = (await run({ text: "a cat", mode: "video", style: "anime", enable_sync_mode: true })).body
    .data;
  assert.equal(sync.status, "completed");
  assert.match(sync.outputs[0], /^a cat, anime style/);
  const later = (await run({ text: "a dog" })).body.data;
  assert.equal(later.status, "created");
  assert.deepEqual(later.outputs, []);
  sim.clock.advance(2_000);
  assert.match((await result(later.id)).outputs[0], /^a dog/);
  assert.deepEqual(sim.stats().optimizer, { runs: 2, chargedMicros: 2_000 });
  assert.equal(sim.stats().chargedMicros, 2_000);
  assert.deepEqual(sim.jobs(), [], "jobs() tells of videos only");
  assert.equal((await run({})).status, 400);
  assert.equal((await run({ text: "x", style: "baroque" })).status, 400);
});

bothWays("a webhook is recorded and never called", {}, async ({ sim, call }) => {
  await call("POST", `${SUBMIT}?webhook=${encodeURIComponent("https://example.com/hook")}`, REQUEST);
  assert.equal(sim.jobs()[0]?.webhook, "https://example.com/hook");
});

bothWays("the log tells names and never the key", { logLimit: 3 }, async ({ sim, call }) => {
  await call("GET", "/api/v3/balance");
  sim.clock.advance(5_000);
  await call("GET", "/api/v3/balance", undefined, { headers: { "x-extra": "1" } });
  const [first, second] = sim.requests();
  assert.equal(first?.route, "balance");
  assert.equal(first?.hasKey, true);
  assert.ok(first?.headers.includes("authorization"));
  assert.equal(second?.hasKey, false);
  assert.ok(second?.headers.includes("x-extra"));
  assert.deepEqual([first?.status, second?.status], [200, 401]);
  assert.equal((second?.at ?? 0) - (first?.at ?? 0), 5_000);
  assert.ok(!JSON.stringify(sim.requests()).includes(sim.key));
  for (let i = 0; i < 10; i++) await call("GET", "/api/v3/balance");
  assert.equal(sim.requests().length, 3);
  assert.equal(sim.stats().requests.balance, 12);
  assert.equal(sim.stats().requests["GET /api/v3/balance"], 12);
});

bothWays("CORS is on every answer, and a preflight is answered", {}, async ({ call }) => {
  const preflight = await call("OPTIONS", SUBMIT, undefined, { headers: { origin: "https://app.example" } });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.equal(preflight.headers.get("access-control-allow-headers"), "authorization, content-type");
  assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /PUT/);
  const refused = await call("GET", "/api/v3/balance", undefined, { headers: {} });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("access-control-allow-origin"), "*");
});

bothWays("CORS can be left off error answers", { cors: "success" }, async ({ over, call }) => {
  assert.equal((await call("GET", "/api/v3/balance")).headers.get("access-control-allow-origin"), "*");
  const refused = call("GET", "/api/v3/balance", undefined, { headers: {} });
  // The handler stands in a page's place, where such an answer can't be seen.
  if (over === "handler") await assert.rejects(refused, TypeError);
  else assert.equal((await refused).headers.get("access-control-allow-origin"), null);
});

bothWays("reset forgets everything but the options", { balanceUsd: 1 }, async ({ sim, call, submit }) => {
  sim.addAccount({ key: "other" });
  await submit();
  sim.fault({ on: "*", status: 500, times: Number.POSITIVE_INFINITY });
  sim.reset();
  assert.equal((await call("GET", "/api/v3/balance")).body.data.balance, 1);
  assert.deepEqual(sim.jobs(), []);
  assert.equal(sim.stats().netMicros, 0);
  const other = { headers: { authorization: "Bearer other" } };
  assert.equal((await call("GET", "/api/v3/balance", undefined, other)).status, 401);
});
