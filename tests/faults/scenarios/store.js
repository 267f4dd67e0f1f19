// The store that the caller asked for fails: at each write of a good run, in each way that a store can fail.

import { openBench } from "../bench.js";
import { once } from "../context.js";
import { PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";
import { FAILING, guarded, isWrite, plainStore, sharedStore } from "../stores.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../bench.js").Bench} Bench */
/** @typedef {(operation: import("../stores.js").Operation) => boolean} Picks */

/** How long the core waits for one call of a store, in ms: src/web/store.rs. */
const LIMIT_MS = 10_000;

const IN_VAIN = unpaid("storage budget none resubmit");

/**
 * One call over a store of which the n-th call of a kind fails, or all from there on. What was written before outlives it.
 *
 * @param {keyof typeof FAILING} how
 * @param {Picks} picks
 * @param {{ nth: number, isForGood?: boolean }} which
 */
const failingAt = (how, picks, { nth, isForGood = false }) => {
  return async (/** @type {Bench} */ bench) => {
    let seen = 0;
    const isHit = (/** @type {import("../stores.js").Operation} */ operation) => {
      if (picks(operation)) seen++;
      return picks(operation) && (seen === nth || (isForGood && seen > nth));
    };
    if (how === "hangs") bench.hurry(LIMIT_MS);
    const store = guarded(bench.store, (operation) => (isHit(operation) ? FAILING[how]?.() : undefined));
    await bench.call({ store }, PHOTO_REQUEST);
  };
};

/** How many calls of a kind a good run makes, and how many of them before the submit goes out. @param {Picks} picks */
function countCalls(picks) {
  return once(async (test) => {
    const bench = await openBench(test, { stage: "store", fault: "none", ...VIDEO });
    const counts = { all: 0, before: 0 };
    const store = guarded(bench.store, (operation) => {
      if (!picks(operation)) return;
      counts.all++;
      if (bench.asked("submit") === 0) counts.before++;
    });
    await bench.call({ store }, PHOTO_REQUEST);
    return counts;
  });
}

/**
 * A scenario for each call of a kind that a good run makes.
 *
 * @param {string} name
 * @param {Picks} picks
 * @returns {Promise<Scenario[]>}
 */
async function each(name, picks) {
  const { all, before } = await countCalls(picks);
  return Array.from({ length: all }, (_, at) => at + 1).flatMap((nth) => {
    const isBefore = nth <= before;
    return Object.keys(FAILING).flatMap((how) =>
      [false, true].map(
        (isForGood) =>
          /** @type {Scenario} */ ({
            stage: "store",
            fault: `the ${nth}. ${name} ${how}${isForGood ? ", and all after it" : ""}`,
            run: failingAt(/** @type {keyof typeof FAILING} */ (how), picks, { nth, isForGood }),
            ...(isBefore ? IN_VAIN : VIDEO),
          }),
      ),
    );
  });
}

/** Stores that are none. @type {[string, any][]} */
const NO_STORES = [
  ["has no methods", {}],
  ["has no list", { get: () => undefined, put: () => {}, delete: () => {} }],
  ["lists no pairs", { ...sharedStore(), list: () => "nothing" }],
];

export const storeScenarios = async () =>
  /** @type {Scenario[]} */ ([
    ...(await each("write", isWrite)),
    ...(await each("read", (operation) => !isWrite(operation))),
    ...NO_STORES.map(([fault, store]) => ({
      ...{ stage: "store", fault: `it ${fault}` },
      run: (/** @type {Bench} */ { call }) => call({ store }),
      ...IN_VAIN,
      submits: 0,
    })),
    {
      stage: "store",
      fault: "it has no compareAndPut, and two clients press one key at once",
      async run({ life, store }) {
        const plain = plainStore(store);
        const lives = [await life({ store: plain }), await life({ store: plain })];
        await Promise.all(lives.map((one) => one.generate(PHOTO_REQUEST, { idempotencyKey: "one" })));
      },
      ...VIDEO,
      told: "2 × video",
      submits: 1,
    },
    {
      stage: "store",
      fault: "it holds what is no record",
      async run({ store, call }) {
        const first = await call();
        for (const [key, text] of store.texts) {
          // Beside each entry one of the same kind that cannot be read.
          store.texts.set(`${key}x`, text.slice(0, 1) === "{" ? '{"state":7}' : "null");
        }
        await call();
        return first;
      },
      ...{ paid: 2, told: "2 × video", ledger: "2 × ended charged completed", reach: "by the call" },
    },
  ]);
