// An abort is heard at once, in every stage: before anything but microtasks has run, and with the request let go of.

import assert from "node:assert/strict";
import { test } from "node:test";
import { atOnce, failure, photo, REQUEST, signal, spy, within, world } from "../support/world.js";

/** @typedef {import("../support/world.js").World} World */
/** @typedef {import("kling-multi-i2v").KlingClient} KlingClient */
/** @typedef {import("kling-multi-i2v").CallOptions} CallOptions */

const WITH_PHOTO = { ...REQUEST, images: [photo()] };
const SLOW = {
  polling: { firstMs: 60_000, minMs: 60_000, maxMs: 60_000 },
  retry: { baseMs: 60_000, maxMs: 60_000 },
};

/**
 * Starts a call that gets stuck, waits until it is stuck, and gives it back.
 * @typedef {{ name: string, stuck: (world: World, signal: AbortSignal) => Promise<{ promise: Promise<unknown> }> }} Case
 */

/** A call that hangs in a request of this route. */
const hanging = (
  /** @type {string} */ name,
  /** @type {import("../support/world.js").RouteName} */ on,
  /** @type {(kling: KlingClient, options: CallOptions) => Promise<unknown>} */ call,
) => ({
  name: `${name}, in flight`,
  /** @type {Case["stuck"]} */
  stuck: async ({ client, caught, running }, signal) => {
    if (on === "result") running();
    const { arrived } = caught({ on, hang: true });
    const promise = call(client(), { signal });
    promise.catch(() => {});
    await arrived;
    return { promise };
  },
});

/** A call that sits in a pause before its next try. */
const pausing = (
  /** @type {string} */ name,
  /** @type {import("../support/world.js").RouteName} */ on,
  /** @type {(kling: KlingClient, options: CallOptions) => Promise<unknown>} */ call,
) => ({
  name: `${name}, in the pause after a 429`,
  /** @type {Case["stuck"]} */
  stuck: async ({ client, sim, asked }, signal) => {
    sim.fault({ on, status: 429 });
    const promise = call(client(SLOW), { signal });
    promise.catch(() => {});
    while (asked(on) === 0) await new Promise(setImmediate);
    // The answer has to arrive, too: two more requests on the same machine take longer than one.
    await client().balance();
    await client().balance();
    return { promise };
  },
});

/** @type {Case[]} */
const CASES = [
  {
    name: "generate, looking at a picture",
    stuck: async ({ client }, abort) => {
      const looked = signal();
      const slow = photo();
      slow.slice = () => {
        looked.settle();
        return /** @type {any} */ ({ arrayBuffer: () => new Promise(() => {}) });
      };
      const promise = client().generate({ ...REQUEST, images: [slow] }, { signal: abort });
      promise.catch(() => {});
      await looked.promise;
      return { promise };
    },
  },
  hanging("generate: an upload", "upload", (kling, options) => kling.generate(WITH_PHOTO, options)),
  hanging("generate: the submit", "submit", (kling, options) => kling.generate(REQUEST, options)),
  hanging("generate: a poll", "result", (kling, options) => kling.generate(REQUEST, options)),
  hanging("submit: an upload", "upload", (kling, options) => kling.submit(WITH_PHOTO, options)),
  hanging("submit: the submit", "submit", (kling, options) => kling.submit(REQUEST, options)),
  hanging("wait", "result", (kling, options) => kling.job("a").wait(options)),
  hanging("status", "result", (kling, options) => kling.job("a").status(options)),
  hanging("upload", "upload", (kling, options) => kling.upload(photo(), options)),
  hanging("enhancePrompt", "optimizer", (kling, options) => kling.enhancePrompt({ text: "a" }, options)),
  hanging("balance", "balance", (kling, options) => kling.balance(options)),
  hanging("history", "history", (kling, options) => kling.history({}, options)),
  hanging("price", "price", (kling, options) => kling.price(REQUEST, options)),
  pausing("generate: an upload", "upload", (kling, options) => kling.generate(WITH_PHOTO, options)),
  pausing("generate: the submit", "submit", (kling, options) => kling.generate(REQUEST, options)),
  pausing("upload", "upload", (kling, options) => kling.upload(photo(), options)),
  pausing("price", "price", (kling, options) => kling.price(REQUEST, options)),
  {
    name: "wait, between two polls",
    stuck: async ({ client, running }, signal) => {
      running();
      const job = await client(SLOW).submit(REQUEST);
      const promise = job.wait({ signal });
      promise.catch(() => {});
      await new Promise(setImmediate);
      return { promise };
    },
  },
];

for (const { name, stuck } of CASES) {
  test(name, async (t) => {
    const here = await world(t);
    const controller = new AbortController();
    const { promise } = await within(stuck(here, controller.signal));
    const before = here.sim.requests().length;
    const reason = new Error("changed my mind");
    const heard = atOnce(promise);
    controller.abort(reason);
    assert.ok(await heard, "it is heard before anything but microtasks");
    const error = await failure(promise);
    assert.equal(error.code, "aborted");
    assert.equal(error.cause, reason, "the reason is the caller's own value");
    assert.match(error.message, /^Stopped/);
    await here.client().balance();
    assert.equal(here.sim.requests().length, before + 1, "and nothing is sent any more");
  });
}

test("the request in flight is let go of in the same turn", async (t) => {
  const { client, caught } = await world(t);
  for (const on of /** @type {const} */ (["upload", "submit", "balance"])) {
    const { calls, fetch } = spy();
    const { arrived } = caught({ on, hang: true });
    const controller = new AbortController();
    const kling = client({ fetch });
    const promise =
      on === "balance"
        ? kling.balance({ signal: controller.signal })
        : kling.generate(on === "upload" ? WITH_PHOTO : REQUEST, { signal: controller.signal });
    const gone = failure(promise);
    await arrived;
    const own = calls.at(-1)?.init.signal;
    assert.equal(own?.aborted, false);
    assert.notEqual(own, controller.signal);
    controller.abort();
    await gone;
    assert.equal(own?.aborted, true);
  }
});

test("a listener that aborts at any step stops the call there", async (t) => {
  for (const [phase, stage, charge] of /** @type {const} */ ([
    ["checking", "validate", "none"],
    ["uploading", "upload", "none"],
    ["submitting", "submit", "none"],
    ["processing", "poll", "charged"],
  ])) {
    const { sim, client, running } = await world(t);
    running();
    const controller = new AbortController();
    const error = await failure(
      client().generate(WITH_PHOTO, {
        signal: controller.signal,
        onUpdate: (update) => update.phase === phase && controller.abort(),
      }),
    );
    assert.equal(error.code, "aborted");
    assert.equal(error.charge, charge, phase);
    if (phase !== "checking") assert.equal(error.stage, stage, phase);
    assert.equal(sim.stats().submits, charge === "none" ? 0 : 1, `${phase}: nothing is paid after the abort`);
  }
});

test("an abort after the end changes nothing, and leaves no listener on the signal", async (t) => {
  const { client } = await world(t);
  const controller = new AbortController();
  let added = 0;
  let removed = 0;
  const { signal: watched } = controller;
  const { addEventListener, removeEventListener } = watched;
  watched.addEventListener = (/** @type {any[]} */ ...args) => {
    added++;
    return Reflect.apply(addEventListener, watched, args);
  };
  watched.removeEventListener = (/** @type {any[]} */ ...args) => {
    removed++;
    return Reflect.apply(removeEventListener, watched, args);
  };
  const kling = client();
  for (let i = 0; i < 5; i++) await within(kling.generate(WITH_PHOTO, { signal: watched }));
  await within(kling.balance({ signal: watched }));
  await failure(kling.generate(/** @type {any} */ ({}), { signal: watched }));
  await new Promise(setImmediate);
  assert.ok(added >= 6);
  assert.equal(removed, added);
  controller.abort();
});

test("AbortSignal.timeout and AbortSignal.any are signals like any other", async (t) => {
  const { client, caught } = await world(t);
  const { arrived } = caught({ on: "submit", hang: true, times: "Infinity" });
  const controller = new AbortController();
  const either = AbortSignal.any([controller.signal, AbortSignal.timeout(60_000)]);
  const late = failure(client().generate(REQUEST, { signal: AbortSignal.timeout(30) }));
  const ended = failure(client().generate(REQUEST, { signal: either }));
  await arrived;
  controller.abort();
  assert.equal((await ended).code, "aborted");
  const { code, cause } = await late;
  assert.equal(code, "aborted");
  assert.equal(/** @type {DOMException} */ (cause).name, "TimeoutError");
});

test("one of two waiters stops; the other gets the video", async (t) => {
  const { client, running, caught } = await world(t);
  running();
  const job = await client().submit(REQUEST);
  const { fault, arrived } = caught({ on: "result", hang: true });
  const controller = new AbortController();
  const stopped = failure(job.wait({ signal: controller.signal }));
  const other = job.wait();
  await arrived;
  controller.abort();
  assert.equal((await stopped).code, "aborted");
  fault.remove();
  assert.equal((await within(other)).id, job.id);
});

test("stop() ends every wait for that job at once, and no other's", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "submit", times: "Infinity", job: { ms: 1e9 } });
  const kling = client(SLOW);
  const [job, other] = await within(Promise.all([kling.submit(REQUEST), kling.submit(REQUEST)]));
  const waits = [job.wait(), job.wait(), kling.job(job.id).wait()];
  let otherEnded = false;
  const ending = other.wait().catch(() => {
    otherEnded = true;
  });
  await new Promise(setImmediate);
  const heard = Promise.all(waits.map(atOnce));
  job.stop();
  assert.deepEqual(await heard, [true, true, true]);
  for (const wait of waits) {
    const { code, charge, jobId } = await failure(wait);
    assert.deepEqual([code, charge, jobId], ["aborted", "charged", job.id]);
  }
  assert.ok(!otherEnded);
  other.stop();
  await within(ending);
});
