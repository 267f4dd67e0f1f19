// The prompt optimizer, the account's balance and history, the service's own price, and uploads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { failure, photo, REQUEST, spy, within, world } from "../support/world.js";

test("enhancePrompt sends what the service wants and gives the text", async (t) => {
  const { client, sim } = await world(t);
  const { calls, fetch } = spy();
  const kling = client({ fetch });
  const text = await within(kling.enhancePrompt({ text: "a boat", style: "anime" }));
  assert.equal(typeof text, "string");
  assert.ok(text.includes("a boat"));
  assert.deepEqual(JSON.parse(String(calls[0]?.init.body)), {
    text: "a boat",
    mode: "video",
    style: "anime",
    enable_sync_mode: true,
  });
  assert.deepEqual(sim.stats().optimizer, { runs: 1, chargedMicros: MODEL.pricing.enhancePromptMicros });
  await within(kling.enhancePrompt({ image: photo() }));
  assert.deepEqual([sim.stats().uploads.count, sim.stats().optimizer.runs], [1, 2]);
});

test("enhancePrompt waits where the service goes on without an answer", async (t) => {
  const { client, sim, asked } = await world(t);
  sim.fault({ on: "optimizer", patch: { status: "processing", outputs: [] } });
  assert.ok(await within(client().enhancePrompt({ text: "a boat" })));
  sim.fault({
    on: "optimizer",
    patch: { status: "failed", code: 5004, error: "sync wait over", outputs: [] },
  });
  assert.ok(await within(client().enhancePrompt({ text: "a boat" })));
  assert.equal(asked("result"), 2);
});

test("enhancePrompt is paid for once, whatever comes back", async (t) => {
  for (const [fault, code, runs] of /** @type {const} */ ([
    [{ status: 502, after: true }, "submit_unknown", 1],
    [{ cut: "after" }, "submit_unknown", 1],
    [{ status: 400 }, "bad_request", 0],
    [{ job: { outputs: [] } }, "no_output", 1],
    [{ job: { status: "failed", ms: 0 } }, "job_failed", 1],
  ])) {
    const { client, sim } = await world(t);
    sim.fault({ on: "optimizer", ...fault });
    const kling = client();
    const error = await failure(kling.enhancePrompt({ text: "a" }));
    assert.equal(error.code, code);
    assert.equal(sim.stats().optimizer.runs, runs);
    const price = error.charge === "none" ? 0 : MODEL.pricing.enhancePromptMicros;
    assert.equal(
      (await within(kling.spent())).total.micros,
      price,
      "what may have been paid counts as spent",
    );
    assert.deepEqual(await within(kling.jobs()), [], "no ledger has a job of it");
  }
});

test("a lost run of the optimizer is not said to be looked up, for it is not", async (t) => {
  const { client, sim, asked } = await world(t);
  sim.fault({ on: "optimizer", cut: "after" });
  const kling = client();
  const { message } = await failure(kling.enhancePrompt({ text: "a" }));
  assert.deepEqual([asked("history"), await within(kling.resume())], [0, []]);
  assert.doesNotMatch(message, /history|resume\(\)/);
});

test("what the optimizer took tells nothing of how long a video takes", async (t) => {
  const { client, sim, running } = await world(t);
  const kling = client();
  for (let n = 0; n < 12; n++) {
    sim.fault({ on: "optimizer", patch: { status: "processing", outputs: [] } });
    await within(kling.enhancePrompt({ text: "a" }));
  }
  running();
  /** @type {any[]} */
  const updates = [];
  await within(kling.generate(REQUEST, { onUpdate: (update) => updates.push(update) }));
  const first = updates.find(({ usualMs }) => usualMs);
  assert.ok(first.usualMs > 60_000, `usually ${first.usualMs} ms`);
});

test("balance is exact money", async (t) => {
  const { client } = await world(t, { balanceUsd: 12.345678 });
  assert.deepEqual(await within(client().balance()), {
    currency: "USD",
    micros: 12_345_678,
    usd: 12.345678,
    text: "$12.345678",
  });
});

test("price is the service's own, discounts included, for all of them", async (t) => {
  const { client, sim, asked } = await world(t, { discountPercent: 20 });
  const kling = client();
  assert.equal((await within(kling.price(REQUEST))).text, "$0.20");
  assert.equal((await within(kling.price({ duration: 10, count: 3 }))).text, "$1.20");
  sim.fault({ on: "price", patch: { discounted_price: null } });
  assert.equal((await within(kling.price(REQUEST))).text, "$0.25");
  sim.fault({ on: "price", patch: { discounted_price: undefined, price: undefined, unit_price: 0.3 } });
  assert.equal((await within(kling.price(REQUEST))).text, "$0.30");
  assert.equal(asked("price"), 4);
  assert.equal(sim.stats().submits, 0);
});

test("history: this model's jobs, newest first, in the service's own fields", async (t) => {
  const { client, sim } = await world(t);
  const kling = client();
  const { calls, fetch } = spy();
  const spied = client({ fetch });
  await within(kling.enhancePrompt({ text: "a" }));
  const first = await within(kling.generate(REQUEST));
  sim.fault({ on: "submit", job: { status: "failed", error: "no luck", ms: 0 } });
  await failure(kling.generate(REQUEST));
  const { page, items } = await within(spied.history());
  assert.equal(page, 1);
  assert.deepEqual(
    items.map(({ status }) => status),
    ["failed", "completed"],
  );
  assert.deepEqual([items[0]?.error, items[0]?.video], ["no luck", null]);
  assert.deepEqual([items[1]?.id, items[1]?.video], [first.id, first.video]);
  assert.deepEqual(JSON.parse(String(calls[0]?.init.body)), { page: 1, page_size: 20, model: MODEL.id });
  const query = { page: 2, page_size: 1, status: "completed", include_inputs: true };
  assert.deepEqual((await within(spied.history(query))).items, []);
  assert.deepEqual(JSON.parse(String(calls[1]?.init.body)), { ...query, model: MODEL.id });
  for (const items of [null, [], [null, 5, {}]]) {
    sim.fault({ on: "history", patch: { items } });
    assert.deepEqual((await within(spied.history())).items, []);
  }
  // Whoever takes an unreadable history for an empty one submits, and pays, again.
  for (const patch of [{ items: {} }, { items: "x" }, { remove: ["items"] }]) {
    sim.fault({ on: "history", patch });
    assert.equal((await failure(spied.history())).code, "bad_response");
  }
});

test("upload gives the address, and one that fails costs nothing", async (t) => {
  const { client, sim, url } = await world(t);
  const address = await within(client().upload(photo("a.jpg")));
  assert.ok(address.startsWith(`${url}/uploads/`) && address.endsWith("/a.jpg"));
  const kept = await fetch(address);
  assert.deepEqual(new Uint8Array(await kept.arrayBuffer()), new Uint8Array(await photo().arrayBuffer()));
  const error = await failure(client().upload(new Blob(["no picture"])));
  assert.deepEqual([error.code, error.status, error.charge], ["upload_failed", 400, "none"]);
  assert.equal(sim.stats().chargedMicros, 0);
});
