// What the ledger lets go of leaves nothing that later jobs would carry along.
import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore } from "../../dist/stores/memory.js";
import { REQUEST, world } from "../support/world.js";

const EIGHT_DAYS_MS = 8 * 86_400_000;

test("jobs that the service has forgotten are let go, and the sums name none of them", async (t) => {
  const store = memoryStore();
  const { client } = await world(t);
  const kling = client({ store });
  for (let n = 0; n < 5; n++) await kling.generate(REQUEST);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + EIGHT_DAYS_MS });
  await kling.generate(REQUEST);
  const entries = store.list("");
  const sums = entries.find(([key]) => key.endsWith("/sum"))?.[1];
  assert.deepEqual(/** @type {{ leaving: string[] }} */ (sums).leaving, []);
  assert.equal(entries.filter(([key]) => key.includes("/job/")).length, 1);
  assert.equal((await kling.spent()).total.micros, 6 * 250_000);
});
