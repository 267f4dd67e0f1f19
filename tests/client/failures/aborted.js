// The caller ends the call, or the waiting, itself.

import { guarded, sharedStore } from "../../support/stores.js";
import { PRICE_MICROS, photo, REQUEST, spy } from "../../support/world.js";
import { leftAlone, resumed } from "./resumed.js";
import { ALWAYS, firstOf, WITH_PHOTO, way } from "./way.js";

/** @typedef {import("kling-multi-i2v").KlingClient} Client */

const KEY = { idempotencyKey: "order/42" };

/** Every call that reads or writes the ledger. @type {[string, (kling: Client, signal: AbortSignal) => Promise<unknown>][]} */
const CALLS = [
  ["generate", (kling, signal) => kling.generate(WITH_PHOTO, { signal })],
  ["submit", (kling, signal) => kling.submit(REQUEST, { signal, idempotencyKey: "one" })],
  ["generateAll", (kling, signal) => firstOf(kling.generateAll([REQUEST], { signal }))],
  ["enhancePrompt", (kling, signal) => kling.enhancePrompt({ text: "a" }, { signal })],
  ["jobs", (kling, signal) => kling.jobs({ signal })],
  ["resume", (kling, signal) => kling.resume({ signal })],
  ["spent", (kling, signal) => kling.spent({ signal })],
];

/**
 * Two calls with one key: while the first is held up, the second waits for it, and is aborted.
 *
 * @param {import("./way.js").World} world
 * @param {import("./way.js").FaultRule} rule what holds the first one up
 */
async function twice({ client, caught }, rule) {
  const first = new AbortController();
  const second = new AbortController();
  let reads = 0;
  const store = guarded(sharedStore(), (operation, key) => {
    // It looks who has the key, and then again how far that one is.
    if (operation === "get" && key.includes("job/k/") && ++reads === 2) setImmediate(() => second.abort());
  });
  const kling = client({ store });
  const { arrived } = caught(rule);
  const held = kling.generate(WITH_PHOTO, { ...KEY, signal: first.signal });
  await arrived;
  reads = 0;
  try {
    return await kling.generate(WITH_PHOTO, { ...KEY, signal: second.signal });
  } finally {
    first.abort();
    await held.catch(() => {});
  }
}

/** @type {import("./way.js").Scenarios} */
export const aborted = {
  "Aborted before it began, or while the pictures are looked at": [
    way("generate", ({ client }) => client().generate(WITH_PHOTO, { signal: AbortSignal.abort() })),
    way("submit", ({ client }) => client().submit(REQUEST, { signal: AbortSignal.abort() })),
    way("each of a batch", ({ client }) =>
      firstOf(client().generateAll([REQUEST, WITH_PHOTO], { signal: AbortSignal.abort() })),
    ),
    way("a picture that is slow to read", ({ client }) => {
      const controller = new AbortController();
      const slow = photo();
      slow.slice = () => {
        setImmediate(() => controller.abort());
        return /** @type {any} */ ({ arrayBuffer: () => new Promise(() => {}) });
      };
      return client().generate({ ...REQUEST, images: [slow] }, { signal: controller.signal });
    }),
  ],
  "Aborted while the store is read or written, before anything is sent": [
    ...CALLS.map(([name, call]) =>
      way(`${name}, of a store that does not answer`, ({ client }) => {
        const controller = new AbortController();
        const store = guarded(sharedStore(), () => {
          setImmediate(() => controller.abort());
          return new Promise(() => {});
        });
        return call(client({ store }), controller.signal);
      }),
    ),
  ],
  "Aborted while pictures go up": [
    way("an upload that hangs", ({ client, caught }) => {
      const controller = new AbortController();
      caught({ on: "upload", hang: true }).arrived.then(() => controller.abort());
      return client().generate(WITH_PHOTO, { signal: controller.signal });
    }),
  ],
  "Aborted before the submit, or in a pause that the rate limit asked for": [
    way("when it is about to be submitted", ({ client }) => {
      const controller = new AbortController();
      return client().generate(REQUEST, {
        signal: controller.signal,
        onUpdate: ({ phase }) => phase === "submitting" && controller.abort(),
      });
    }),
    way("while the key is waited for", ({ client }) => {
      const controller = new AbortController();
      const apiKey = () => {
        setImmediate(() => controller.abort());
        return /** @type {Promise<string>} */ (new Promise(() => {}));
      };
      return client({ apiKey }).generate(REQUEST, { signal: controller.signal });
    }),
    way("while another call with its key prepares the job", (world) =>
      twice(world, { on: "upload", hang: true }),
    ),
    way("in the pause", ({ client, sim }) => {
      const controller = new AbortController();
      sim.fault({ on: "submit", status: 429, retryAfter: 60 });
      const onEvent = (/** @type {any} */ { type }) => type === "retry" && controller.abort();
      return client({ onEvent }).generate(REQUEST, { signal: controller.signal });
    }),
  ],
  "Aborted while the submit is on its way": [
    way("another call's, with the same key", (world) => twice(world, { on: "submit", hang: true }), 0),
    ...[false, true].map((after) =>
      way(
        `after the work: ${after}`,
        ({ client, caught, sim }) => {
          const controller = new AbortController();
          caught({ on: "submit", hang: true, after }).arrived.then(async () => {
            // The job is made a turn after the request has come in.
            while (after && sim.stats().jobs === 0) await new Promise(setImmediate);
            controller.abort();
          });
          return client().generate(REQUEST, { signal: controller.signal });
        },
        after ? PRICE_MICROS : 0,
      ),
    ),
  ],
  "Aborted while a lost submit is looked up": [
    ...[false, true].map((made) =>
      way(
        `while the history is read, made: ${made}`,
        ({ client, sim, caught }) => {
          const controller = new AbortController();
          sim.fault({ on: "submit", cut: made ? "after" : "before" });
          caught({ on: "history", hang: true }).arrived.then(() => controller.abort());
          return client().generate(REQUEST, { signal: controller.signal });
        },
        made ? PRICE_MICROS : 0,
      ),
    ),
    way(
      "between two looks",
      ({ client, sim }) => {
        const controller = new AbortController();
        sim.fault({ on: "submit", cut: "before" });
        const { fetch } = spy(async (url, init) => {
          const answer = await globalThis.fetch(url, init);
          if (!url.endsWith("/predictions")) return answer;
          const text = await answer.text();
          setImmediate(() => controller.abort());
          return new Response(text);
        });
        const lookup = { pauseMs: 60_000 };
        return client({ fetch, lookup }).generate(REQUEST, { signal: controller.signal });
      },
      0,
    ),
    way(
      "by resume()",
      async (world) => {
        const store = sharedStore();
        await leftAlone(world, store, true);
        const job = await resumed(world, { store });
        const controller = new AbortController();
        world.caught({ on: "history", hang: true }).arrived.then(() => controller.abort());
        return job.wait({ signal: controller.signal });
      },
      PRICE_MICROS,
    ),
  ],
  "Aborted, or ended by `stop()`, before anything is heard of a job of which only the id was given": [
    way(
      "wait, aborted",
      ({ client, sim }) => {
        sim.fault({ on: "result", ...ALWAYS, hang: true });
        return client()
          .job("some-id")
          .wait({ signal: AbortSignal.timeout(5) });
      },
      0,
    ),
    way(
      "wait, stopped",
      ({ client, sim }) => {
        sim.fault({ on: "result", ...ALWAYS, hang: true });
        const job = client().job("some-id");
        const promise = job.wait();
        job.stop();
        return promise;
      },
      0,
    ),
  ],
  "Aborted, or ended by `stop()`, while the video is waited for": [
    way("in a pause between polls", async ({ client, sim }) => {
      sim.fault({ on: "submit", job: { ms: 1e9 } });
      const controller = new AbortController();
      const job = await client({ polling: { firstMs: 60_000, minMs: 60_000 } }).submit(REQUEST);
      const waiting = job.wait({ signal: controller.signal });
      setImmediate(() => controller.abort());
      return waiting;
    }),
    way("in a poll", ({ client, running, caught }) => {
      running();
      const controller = new AbortController();
      caught({ on: "result", hang: true }).arrived.then(() => controller.abort());
      return client().generate(REQUEST, { signal: controller.signal });
    }),
    way("stop() in a pause between polls", async ({ client, sim }) => {
      sim.fault({ on: "submit", job: { ms: 1e9 } });
      const job = await client({ polling: { firstMs: 60_000, minMs: 60_000 } }).submit(REQUEST);
      const waiting = job.wait();
      setImmediate(() => job.stop());
      return waiting;
    }),
    way("stop() in a poll", async ({ client, running, caught }) => {
      running();
      const job = await client().submit(REQUEST);
      caught({ on: "result", hang: true }).arrived.then(() => job.stop());
      return job.wait();
    }),
    way("a signal that was aborted before", async ({ client, running }) => {
      running();
      return (await client().submit(REQUEST)).wait({ signal: AbortSignal.abort() });
    }),
  ],
};
