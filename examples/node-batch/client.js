// The client of a batch: with a key the real service, without one a simulator that remembers its jobs in a file.
import { readFileSync, writeFileSync } from "node:fs";
import { KlingClient } from "kling-multi-i2v";
import { fileStore } from "kling-multi-i2v/node";

/** @param {string} base the CSV's path without its ending; the ledger lies beside it */
export async function connect(base) {
  const apiKey = process.env.WAVESPEED_API_KEY;
  if (apiKey) {
    const store = fileStore(`${base}.ledger`);
    // KLING_BASE_URL: a proxy of yours, or `npx kling-multi-i2v simulate`.
    const kling = new KlingClient({ apiKey, store, baseUrl: process.env.KLING_BASE_URL });
    return { kling, isSimulated: false, end: () => store.close() };
  }
  const { createSimulator } = await import("kling-multi-i2v/simulator");
  const path = `${base}.simulated.json`;
  const kept = saved(path);
  const simulator = createSimulator({ speed: 100, clock: { startAt: Math.max(Date.now(), kept?.at ?? 0) } });
  if (kept) simulator.restore(kept);
  process.on("exit", () => writeFileSync(path, JSON.stringify(simulator.save())));
  const store = fileStore(`${base}.simulated.ledger`);
  const kling = new KlingClient({
    apiKey: simulator.key,
    // An address of its own, so that nobody takes its videos for real ones: theirs lead nowhere.
    baseUrl: "https://simulator.invalid",
    fetch: simulator.fetch,
    store,
    polling: { firstMs: 100, minMs: 100, maxMs: 500 },
  });
  return { kling, isSimulated: true, end: () => store.close() };
}

/** @param {string} path */
function saved(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
