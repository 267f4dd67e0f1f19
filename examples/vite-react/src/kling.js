// The one client of the page: behind a proxy, or simulated.
import { KlingClient } from "kling-multi-i2v";
import { createSimulator } from "kling-multi-i2v/simulator";

const proxy = import.meta.env.VITE_KLING_PROXY;

export const isSimulated = !proxy;

/** A simulator whose jobs outlive a reload, as real ones do. Its clock is fast: 150 s of work take 7.5 s. */
function simulated() {
  const kept = JSON.parse(localStorage.getItem("simulator") ?? "null");
  const simulator = createSimulator({
    speed: 20,
    clock: { startAt: Math.max(Date.now(), kept?.at ?? 0) },
  });
  if (kept) simulator.restore(kept);
  addEventListener("pagehide", () => localStorage.setItem("simulator", JSON.stringify(simulator.save())));
  return simulator;
}

const simulator = isSimulated ? simulated() : undefined;

/** The hook calls this once, when it first needs the client. */
export const kling = () =>
  simulator
    ? new KlingClient({
        apiKey: simulator.key,
        // An address of its own: the ledger then tells simulated jobs from paid ones.
        baseUrl: "https://simulator.invalid",
        fetch: simulator.fetch,
        polling: { firstMs: 500, minMs: 500, maxMs: 1000 },
      })
    : new KlingClient({ baseUrl: proxy });

/** What can be tried to go wrong, for free. */
export const TROUBLES = {
  "All goes well": undefined,
  "No credits left": { on: "submit", status: 402, message: "Insufficient credits" },
  "The job fails, and is refunded": { on: "submit", job: { status: "failed", error: "The model gave up" } },
  "The submit's answer is lost": { on: "submit", cut: "after" },
};

/** @param {keyof typeof TROUBLES} name */
export function prepare(name) {
  simulator?.clearFaults();
  const rule = TROUBLES[name];
  if (rule) simulator?.fault(rule);
}
