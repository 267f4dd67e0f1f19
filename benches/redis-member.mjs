// One process of the bench of ledgers: makes its jobs when it is told to, and tells how long each took.
import { Redis } from "ioredis";
import { KlingClient } from "kling-multi-i2v";
import { fileStore } from "kling-multi-i2v/node";
import { redisStore } from "kling-multi-i2v/redis";
import { createSimulator } from "kling-multi-i2v/simulator";

const heard = () => new Promise((done) => process.once("message", done));
const { store, jobs, atOnce } = await heard();
const count = { asked: 0, refused: 0 };

/** Counts how often another was quicker. @param {import("kling-multi-i2v").Store} inner */
function counted(inner) {
  const { compareAndPut } = inner;
  inner.compareAndPut = async (...args) => {
    const isDone = await /** @type {NonNullable<typeof compareAndPut>} */ (compareAndPut).apply(inner, args);
    count.asked++;
    if (!isDone) count.refused++;
    return isDone;
  };
  return inner;
}

const open = {
  memory: () => "memory",
  file: () => counted(fileStore(store.path)),
  redis: () => counted(redisStore(new Redis({ path: store.path }), { prefix: store.prefix })),
}[/** @type {"memory" | "file" | "redis"} */ (store.kind)];
const sim = createSimulator({ jobMs: 0, balanceUsd: 1e6, level: 4 });
const kling = new KlingClient({
  apiKey: sim.key,
  baseUrl: "https://sim.example",
  fetch: sim.fetch,
  store: /** @type {import("kling-multi-i2v").Store} */ (open()),
  budget: { totalUsd: 1e6 },
});
const make = async () => {
  const begin = performance.now();
  await kling.generate({ prompt: "x", images: ["https://example.com/a.png"] });
  return performance.now() - begin;
};

await make();
count.asked = 0;
count.refused = 0;
process.send?.("ready");
await heard();
/** @type {number[]} */
const ms = [];
/** @type {string[]} */
const failed = [];
let left = jobs;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (left-- > 0) {
      await make().then(
        (took) => ms.push(took),
        (error) => failed.push(`${error.code}: ${error.message}`),
      );
    }
  }),
);
process.send?.({ ms, failed, ...count });
await heard();
