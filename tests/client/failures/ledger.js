// What the ledger says before anything is paid: too dear, another job's key, a store that fails.

import { MODEL } from "kling-multi-i2v";
import { guarded, sharedStore } from "../../support/stores.js";
import { PICTURE, PRICE_MICROS, REQUEST, within } from "../../support/world.js";
import { firstOf, WITH_PHOTO, way } from "./way.js";

/** @typedef {import("kling-multi-i2v").KlingClient} Client */

const KEY = { idempotencyKey: "order/42" };
const OTHER = { ...REQUEST, prompt: "something else" };

/** A store that fails from its first call on, at what `picks` names. @param {string[]} picks */
const broken = (...picks) =>
  guarded(sharedStore(), (operation) => {
    if (picks.includes(operation)) throw new Error("the disk is full");
  });

/** Every call that reads or writes the ledger before it does anything else. @type {[string, (kling: Client) => Promise<unknown>][]} */
const CALLS = [
  ["generate", (kling) => kling.generate(WITH_PHOTO)],
  ["submit", (kling) => kling.submit(REQUEST, KEY)],
  ["generateAll", (kling) => firstOf(kling.generateAll([REQUEST, REQUEST]))],
  ["enhancePrompt", (kling) => kling.enhancePrompt({ text: "a" })],
  ["jobs", (kling) => kling.jobs()],
  ["resume", (kling) => kling.resume()],
  ["spent", (kling) => kling.spent()],
];

/** A store of which the n-th write fails: the one before the submit, say. @param {number} nth */
const failingAtWrite = (nth) => {
  let writes = 0;
  return guarded(sharedStore(), async (operation) => {
    if ((operation === "put" || operation === "compareAndPut") && ++writes === nth)
      throw new Error("the disk is full");
  });
};

/** @type {import("./way.js").Scenarios} */
export const ledger = {
  "The budget does not allow it": [
    way("one job", ({ client }) => client({ budget: { perJobUsd: 0.24 } }).generate(REQUEST)),
    way("no money at all", ({ client }) => client({ budget: { totalUsd: 0 } }).submit(REQUEST)),
    ...["perDayUsd", "totalUsd"].map((limit) =>
      way(
        `${limit}, after another job`,
        async ({ client }) => {
          const kling = client({ budget: { [limit]: 0.49 } });
          await within(kling.generate(REQUEST));
          return kling.generate(WITH_PHOTO);
        },
        { booked: PRICE_MICROS, others: 1 },
      ),
    ),
    way(
      "the second of a batch",
      async ({ client }) => {
        const kling = client({ budget: { totalUsd: 0.25 }, concurrency: 1 });
        const [, second] = await within(kling.generateAll([REQUEST, REQUEST]));
        return Promise.reject(second?.status === "rejected" && second.reason);
      },
      { booked: PRICE_MICROS, others: 1 },
    ),
    way("the prompt optimizer", ({ client }) => {
      const usd = MODEL.pricing.enhancePromptMicros / 1e6;
      return client({ budget: { perJobUsd: usd / 2 } }).enhancePrompt({ text: "a" });
    }),
  ],
  "The `idempotencyKey` is that of a job with another request": [
    ...[OTHER, { ...REQUEST, duration: /** @type {const} */ (10) }, WITH_PHOTO].map((request) =>
      way(
        `after ${JSON.stringify(request)}`,
        async ({ client }) => {
          const kling = client();
          await within(kling.generate(request, KEY));
          return kling.generate({ ...REQUEST, images: [PICTURE] }, KEY);
        },
        { booked: request.duration === 10 ? 2 * PRICE_MICROS : PRICE_MICROS, others: 1 },
      ),
    ),
    way("while the other one's picture goes up", async ({ client, caught }) => {
      const kling = client();
      const { arrived } = caught({ on: "upload", hang: true });
      const controller = new AbortController();
      const first = kling.generate(WITH_PHOTO, { ...KEY, signal: controller.signal });
      await arrived;
      try {
        return await kling.generate(REQUEST, KEY);
      } finally {
        controller.abort();
        await first.catch(() => {});
      }
    }),
  ],
  "The store that was asked for cannot be read or written": [
    ...CALLS.flatMap(([name, call]) => [
      way(`${name}: nothing can be read`, ({ client }) => call(client({ store: broken("get", "list") }))),
      way(`${name}: IndexedDB where there is none`, ({ client }) => call(client({ store: "indexeddb" }))),
    ]),
    ...CALLS.slice(0, 4).map(([name, call]) =>
      way(`${name}: nothing can be written`, ({ client }) =>
        call(client({ store: broken("put", "compareAndPut") })),
      ),
    ),
    way("the write before the submit", ({ client }) =>
      // The sums, the record, its money: then the submit is written down.
      client({ store: failingAtWrite(4) }).generate(REQUEST),
    ),
  ],
};
