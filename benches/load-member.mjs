// One client of the bench of load: so many jobs at once, by us or by the official client, and what they cost the process.
import { KlingClient, MODEL } from "kling-multi-i2v";
import { given } from "./support.mjs";

const { who, url, keys, jobs, speed } = given();
const input = { prompt: "x", images: ["https://example.com/a.png"], duration: 5, aspect_ratio: "1:1" };

// Time goes faster for whoever runs here: a pause is shorter, and the clock agrees. Requests are not sped up, so what they may
// take is as long as ever.
const [start, now, pause] = [Date.now(), Date.now, setTimeout];
Date.now = () => start + (now() - start) * speed;
globalThis.setTimeout = /** @type {typeof setTimeout} */ (
  (/** @type {() => void} */ run, /** @type {number} */ ms, /** @type {unknown[]} */ ...rest) =>
    pause(run, ms / speed, ...rest)
);

/** @type {Record<string, () => Promise<(n: number) => Promise<unknown>>>} */
const clients = {
  ours: async () => {
    const options = {
      baseUrl: url,
      store: /** @type {const} */ ("memory"),
      requestTimeoutMs: 45_000 * speed,
    };
    const each = keys.map((/** @type {string} */ apiKey) => new KlingClient({ apiKey, ...options }));
    return (n) => each[n % each.length].generate(input);
  },
  official: async () => {
    const { Client } = await import("wavespeed");
    const options = { baseUrl: url, connectionTimeout: 10 * speed };
    const each = keys.map((/** @type {string} */ key) => new Client(key, options));
    return (n) => each[n % each.length].run(MODEL.id, input);
  },
};

const generate = await clients[who]();
const begin = { at: performance.now(), cpu: process.cpuUsage() };
const outcomes = await Promise.allSettled(Array.from({ length: jobs }, (_, n) => generate(n)));
const { user, system } = process.cpuUsage(begin.cpu);
const failures = outcomes.flatMap((one) => (one.status === "rejected" ? [String(one.reason?.message)] : []));
process.send?.({
  seconds: (performance.now() - begin.at) / 1000,
  cpuMs: (user + system) / 1000 / jobs,
  peakMb: process.resourceUsage().maxRSS / 1024,
  completed: jobs - failures.length,
  failure: failures[0],
});
process.disconnect?.();
