// What was paid, as a test asks for it: which request costs something, and what a simulated service made and charged.
import assert from "node:assert/strict";
import { createSimulator } from "kling-multi-i2v/simulator";
import { onDisk } from "./disk.js";

/** One video, paid once. */
export const ONE = { jobs: 1, netMicros: 250_000 };
export const NOTHING = { jobs: 0, netMicros: 0 };

/** The one request that costs a video. @param {Request} request */
export const isSubmit = ({ method, url }) =>
  method === "POST" && url.endsWith("/kling-v1.6-multi-i2v-standard");

/** One job, asked for once and paid once. @param {import("kling-multi-i2v/simulator").Simulator} simulator */
export function paidOnce(simulator) {
  const { submits, jobs, netMicros } = simulator.stats();
  assert.deepEqual({ submits, jobs, netMicros }, { submits: 1, ...ONE });
}

/** What the page's own simulated service was paid by now, as it would stand an hour later. @param {import("playwright-core").Page} page */
export async function paid(page) {
  const { simulated: saved } = await onDisk(page, "values");
  if (saved === undefined) return NOTHING;
  const later = createSimulator({ clock: { startAt: saved.at + 3_600_000 } });
  later.restore(saved);
  const { jobs, netMicros } = later.stats();
  return { jobs, netMicros };
}
