// A job that an earlier page, process or call began, taken up by resume().

import { guarded, sharedStore } from "../../support/stores.js";
import { PRICE_MICROS, REQUEST, within } from "../../support/world.js";
import { ALWAYS, WITH_PHOTO, way } from "./way.js";

/** @typedef {import("../../support/world.js").World} World */

/**
 * Aborts a call when its request has come in. Its record stays in the store.
 *
 * @param {World} world
 * @param {import("kling-multi-i2v").Store} store
 * @param {boolean} made whether the job is made
 */
export async function leftAlone({ client, caught, sim }, store, made) {
  const controller = new AbortController();
  const { arrived } = caught({ on: "submit", hang: true, after: made });
  const call = client({ store }).generate(REQUEST, { signal: controller.signal });
  await arrived;
  while (made && sim.stats().jobs === 0) await new Promise(setImmediate);
  controller.abort();
  await within(call.catch(() => {}));
}

/** The one unfinished job. @param {World} world @param {import("kling-multi-i2v").KlingClientOptions} options */
export async function resumed({ client }, options) {
  const [job] = await within(client(options).resume());
  if (!job) throw new Error("There is no unfinished job.");
  return job;
}

/** @type {import("./way.js").Scenarios} */
export const resumedOnes = {
  "`resume()`: the job was never submitted": [
    way("whoever prepares it gives it up", async (world) => {
      const store = sharedStore();
      const controller = new AbortController();
      const { arrived } = world.caught({ on: "upload", hang: true });
      const first = world.client({ store }).generate(WITH_PHOTO, { signal: controller.signal });
      await arrived;
      const waiting = (await resumed(world, { store })).wait();
      controller.abort();
      await within(first.catch(() => {}));
      return waiting;
    }),
  ],
  "`resume()`: the history shows that no job was made": [
    way("aborted before it was made", async (world) => {
      const store = sharedStore();
      await leftAlone(world, store, false);
      return (await resumed(world, { store })).wait();
    }),
  ],
  "`resume()`: the history does not settle whether a job was made": [
    ...[false, true].map((made) =>
      way(
        `it cannot be read, made: ${made}`,
        async (world) => {
          const store = sharedStore();
          await leftAlone(world, store, made);
          world.sim.fault({ on: "history", ...ALWAYS, status: 503 });
          return (await resumed(world, { store })).wait();
        },
        made ? PRICE_MICROS : 0,
      ),
    ),
    way(
      "the store fails",
      async (world) => {
        const store = sharedStore();
        await leftAlone(world, store, true);
        let fails = false;
        const failing = guarded(store, () => {
          if (fails) throw new Error("the disk is full");
        });
        const job = await resumed(world, { store: failing });
        fails = true;
        return job.wait();
      },
      PRICE_MICROS,
    ),
  ],
};
