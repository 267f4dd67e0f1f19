// The store that the caller asked for fails: at each write of a good run, in each way that a store can fail.

import { FAILING, guarded, isWrite, plainStore, sharedStore } from "../../support/stores.js";
import { openBench } from "../bench.js";
import { once } from "../context.js";
import { PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../bench.js").Bench} Bench */
/** @typedef {import("../../support/stores.js").Operation} Operation */
/** @typedef {(operation: Operation) => boolean} Picks */

/** How long a call of a store may take, in ms: src/js/stores/foreign.js. */
const LIMIT_MS = 8_000;

const IN_VAIN = unpaid("storage budget none resubmit");

/** What was written before it failed may stand there until somebody takes it up. */
const STARTED = { ledger: /^(preparing none)?$/, failures: /^/ };

/** The video comes all the same, and events tell of what could not be written. */
const GOES_ON = {
  ledger: /^(submitting unknown|running charged|ended charged completed)$/,
  failures: /(get|put|list)/,
};

/** What a client had in hand that can write no more is free after so many ms. */
const LEASE_MS = 60_000;

/**
 * One call over a store of which the n-th call of a kind fails, or all from there on. What was written before outlives it.
 *
 * @param {keyof typeof FAILING} how
 * @param {Picks} picks
 * @param {{ nth: number, isForGood: boolean }} which
 */
const failingAt = (how, picks, { nth, isForGood }) => {
  return async (/** @type {Bench} */ bench) => {
    let seen = 0;
    const isHit = (/** @type {Operation} */ operation) => {
      if (!picks(operation)) return false;
      seen++;
      return seen === nth || (isForGood && seen > nth);
    };
    if (how === "hangs") bench.hurry((ms) => ms === LIMIT_MS);
    const store = guarded(bench.store, (operation) => (isHit(operation) ? FAILING[how]?.() : undefined));
    await bench.call({ store }, PHOTO_REQUEST);
    bench.jump(2 * LEASE_MS);
  };
};

/**
 * The calls of a kind that a good run makes: whether each comes before the submit goes out, and whether all depends on it.
 *
 * @param {Picks} picks
 */
function callsOf(picks) {
  return once(async (test) => {
    const bench = await openBench(test, { stage: "store", fault: "none", ...VIDEO });
    /** @type {{ isBefore: boolean, isHelp: boolean }[]} */
    const calls = [];
    const store = guarded(bench.store, (operation, key) => {
      const isBefore = bench.asked("submit") === 0;
      if (picks(operation)) calls.push({ isBefore, isHelp: /\/(upload\/\d|took$)/.test(key) });
    });
    await bench.call({ store }, PHOTO_REQUEST);
    return calls;
  });
}

/**
 * A scenario for each call of a kind that a good run makes, in each way that it can fail. What is remembered of uploads
 * and of how long jobs took is a help and no more: where it fails alone, the call goes on.
 *
 * @param {string} name
 * @param {Picks} picks
 * @returns {Promise<Scenario[]>}
 */
async function each(name, picks) {
  const calls = await callsOf(picks);
  return calls.flatMap(({ isBefore, isHelp }, at) =>
    Object.keys(FAILING).flatMap((how) =>
      [false, true].map((isForGood) => {
        const next = calls.slice(at).find((call) => !call.isHelp || !isForGood);
        const isInVain = isHelp ? isForGood && next?.isBefore : isBefore;
        return /** @type {Scenario} */ ({
          stage: "store",
          fault: `the ${at + 1}. ${name} ${how}${isForGood ? ", and all after it" : ""}`,
          run: failingAt(/** @type {keyof typeof FAILING} */ (how), picks, { nth: at + 1, isForGood }),
          ...(isInVain ? { ...IN_VAIN, ...STARTED } : { ...VIDEO, ...GOES_ON }),
        });
      }),
    ),
  );
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
        await call();
        // Beside each entry one of the same kind that cannot be read.
        for (const key of Array.from(store.texts.keys())) store.texts.set(`${key}x`, '{"state":7}');
        await call();
      },
      ...{ paid: 2, told: "2 × video", ledger: "2 × ended charged completed", reach: "by the call" },
    },
  ]);
