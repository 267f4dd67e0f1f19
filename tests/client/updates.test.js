// What listeners hear, and that nothing they do hurts the call.

import assert from "node:assert/strict";
import { test } from "node:test";
import { photo, REQUEST, within, world } from "../support/world.js";

/** @typedef {import("../support/world.js").Update} Update */
/** @typedef {import("../support/world.js").KlingEvent} KlingEvent */

const WITH_PHOTOS = { ...REQUEST, images: [photo(), photo()] };

/** Phases in order, each named once however often it is told in a row. @param {Update[]} updates */
const phases = (updates) =>
  updates.map(({ phase }) => phase).filter((phase, at, all) => at === 0 || phase !== all[at - 1]);

test("each step is told in order, with the time that never runs back", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "submit", patch: { status: "created", outputs: [] } });
  sim.fault({ on: "result", patch: { status: "processing", outputs: [] }, times: 2 });
  /** @type {Update[]} */
  const updates = [];
  const { id } = await within(client().generate(WITH_PHOTOS, { onUpdate: (update) => updates.push(update) }));
  assert.deepEqual(phases(updates), [
    "checking",
    "uploading",
    "submitting",
    "created",
    "processing",
    "completed",
  ]);
  let last = 0;
  for (const update of updates) {
    assert.ok(update.elapsedMs >= last && Number.isFinite(update.elapsedMs));
    last = update.elapsedMs;
    const hasJob = ["created", "processing", "completed"].includes(update.phase);
    assert.equal(update.jobId, hasJob ? id : null);
    if ("usualMs" in update) assert.ok(Number(update.usualMs) > 0);
    if ("status" in update) assert.equal(update.status, update.phase);
  }
});

test("a word of the service that nobody knows is told, and is running", async (t) => {
  const { client, sim, running } = await world(t);
  running();
  sim.fault({ on: "result", patch: { status: "warming up" } });
  /** @type {any[]} */
  const updates = [];
  await within(client().generate(REQUEST, { onUpdate: (update) => updates.push(update) }));
  const odd = updates.find(({ status }) => status === "warming up");
  assert.equal(odd?.phase, "processing");
});

test("every ending has its phase", async (t) => {
  for (const status of /** @type {const} */ (["completed", "failed", "cancelled", "timeout", "deleted"])) {
    const { client, sim } = await world(t);
    sim.fault({ on: "submit", job: { status, ms: 0 }, patch: { status: "processing" } });
    /** @type {Update[]} */
    const updates = [];
    const made = client().generate(REQUEST, { onUpdate: (update) => updates.push(update) });
    await within(made.catch(() => {}));
    assert.equal(updates.at(-1)?.phase, status);
  }
});

test("warnings come with the checking", async (t) => {
  const { client } = await world(t);
  /** @type {any[]} */
  const updates = [];
  const images = [new Blob([await photo().arrayBuffer()], { type: "image/webp" })];
  await within(client().generate({ ...REQUEST, images }, { onUpdate: (update) => updates.push(update) }));
  assert.equal(updates[0].phase, "checking");
  assert.ok(Array.isArray(updates[0].warnings));
  const [{ path, code, message }] = updates[0].warnings;
  assert.deepEqual([path, code], ["/images/0", "image_format"]);
  assert.ok(message.length > 10);
});

test("upload progress adds up to all of it", async (t) => {
  const { client } = await world(t);
  /** @type {import("kling-multi-i2v").UploadProgress[]} */
  const told = [];
  await within(client().generate(WITH_PHOTOS, { onUploadProgress: (progress) => told.push(progress) }));
  const size = photo().size;
  assert.deepEqual(told[0], { uploaded: 0, total: 2, loadedBytes: 0, totalBytes: 2 * size });
  assert.deepEqual(told.at(-1), { uploaded: 2, total: 2, loadedBytes: 2 * size, totalBytes: 2 * size });
  for (const [at, progress] of told.entries()) {
    const before = told[at - 1] ?? progress;
    assert.ok(progress.loadedBytes >= before.loadedBytes && progress.uploaded >= before.uploaded);
  }
  /** @type {any[]} */
  const own = [];
  await within(client().upload(photo(), { onProgress: (progress) => own.push(progress) }));
  assert.deepEqual(own.at(-1), { uploaded: 1, total: 1, loadedBytes: size, totalBytes: size });
});

test("onEvent hears every update of every call, and what is tried again", async (t) => {
  const { client, sim, running } = await world(t);
  sim.fault({ on: "upload", status: 503 });
  sim.fault({ on: "submit", status: 429, retryAfter: 0 });
  running();
  /** @type {KlingEvent[]} */
  const events = [];
  /** @type {Update[]} */
  const updates = [];
  await within(
    client({ onEvent: (event) => events.push(event) }).generate(WITH_PHOTOS, {
      onUpdate: (update) => updates.push(update),
    }),
  );
  const told = events.flatMap((event) => {
    if (event.type !== "update") return [];
    const { type: _, ...update } = event;
    return [update];
  });
  assert.deepEqual(told, updates);
  const retries = events.flatMap((event) => (event.type === "retry" ? [[event.stage, event.code]] : []));
  assert.deepEqual(retries, [
    ["upload", "server"],
    ["submit", "rate_limited"],
  ]);
});

test("what a listener throws, rejects or changes is its own", async (t) => {
  const { client, sim, running } = await world(t);
  running();
  /** @type {unknown[]} */
  const unhandled = [];
  const onUnhandled = (/** @type {unknown} */ reason) => unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  const throwing = () => {
    throw new Error("a listener's own");
  };
  const rejecting = () => Promise.reject(new Error("a listener's own"));
  const thenable = () => ({
    // biome-ignore lint/suspicious/noThenProperty: it is what is tested
    get then() {
      throw new Error("a listener's own");
    },
  });
  const broken = () =>
    Object.defineProperty(Promise.resolve(), "constructor", {
      get() {
        throw new Error("a listener's own");
      },
    });
  const changing = (/** @type {any} */ update) => {
    for (const name of Object.keys(update)) delete update[name];
    Object.setPrototypeOf(update, null);
  };
  const listeners = [throwing, rejecting, thenable, broken, changing, () => new Promise(() => {})];
  for (const listener of /** @type {any[]} */ (listeners)) {
    const kling = client({ onEvent: listener });
    const { video } = await within(
      kling.generate(WITH_PHOTOS, { onUpdate: listener, onUploadProgress: listener }),
    );
    assert.match(video, /mp4$/);
    await within(kling.upload(photo(), { onProgress: listener }));
    const job = await within(kling.submit(REQUEST, { onUpdate: listener }));
    await within(job.wait({ onUpdate: listener }));
  }
  await new Promise(setImmediate);
  process.off("unhandledRejection", onUnhandled);
  assert.deepEqual(unhandled, []);
  assert.equal(sim.stats().jobs, 2 * listeners.length);
});

test("a listener may call the client again", async (t) => {
  const { client, running } = await world(t);
  running();
  const kling = client();
  /** @type {Promise<unknown>[]} */
  const inner = [];
  const { id } = await within(
    kling.generate(WITH_PHOTOS, {
      onUpdate: ({ jobId }) => {
        inner.push(kling.balance());
        if (jobId) inner.push(kling.job(jobId).status(), kling.job(jobId).wait());
      },
    }),
  );
  assert.ok(inner.length > 4);
  const answers = await within(Promise.all(inner));
  assert.ok(answers.some((answer) => /** @type {any} */ (answer).id === id));
});
