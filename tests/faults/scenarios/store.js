// The store that the caller asked for fails: at each write of a good run, in each way that a store can fail.

import { FAILING, guarded, isWrite, plainStore, sharedStore } from "../../support/stores.js";
import { openBench } from "../bench.js";
import { once } from "../context.js";
import { PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../bench.js").Bench} Bench */
/** @typedef {import("../../support/stores.js").Operation} Operation */
/** @typedef {(operation: Operation, key: string) => boolean} Picks */

/** What is remembered of uploads and of how long jobs took: beside the rest, whenever it is known. @param {string} key */
const isHelp = (key) => /\/(upload\/\d|took$)/.test(key);

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

/** Goes on when it is so. @param {() => unknown} isSo */
async function until(isSo) {
  while (!(await isSo())) await new Promise((turn) => setImmediate(turn));
}

/**
 * One call over a store of which the n-th call of a kind fails, or all that `isAfter` picks from there on. What was written
 * before outlives it.
 *
 * @param {keyof typeof FAILING} how
 * @param {Picks} picks
 * @param {{ nth: number, isAfter: Picks, areHelps: boolean }} which
 */
const failingAt = (how, picks, { nth, isAfter, areHelps }) => {
  return async (/** @type {Bench} */ bench) => {
    let seen = 0;
    const isHit = (/** @type {Operation} */ operation, /** @type {string} */ key) => {
      const isPicked = picks(operation, key);
      if (isPicked) seen++;
      return isPicked
        ? seen === nth || (seen > nth && isAfter(operation, key))
        : seen >= nth && isAfter(operation, key);
    };
    if (how === "hangs") bench.hurry((ms) => ms === LIMIT_MS);
    const store = guarded(bench.store, (operation, key) =>
      isHit(operation, key) ? FAILING[how]?.() : undefined,
    );
    await bench.call({ store }, PHOTO_REQUEST);
    const failures = () => Promise.all([...bench.lives].map((life) => life.failures()));
    if (areHelps) await until(async () => (await failures()).flat().length > 0);
    bench.jump(2 * LEASE_MS);
  };
};

/**
 * The calls of a kind that a good run makes: whether each comes before the submit goes out.
 *
 * @param {Picks} picks
 */
function callsOf(picks) {
  return once(async (test) => {
    const bench = await openBench(test, { stage: "store", fault: "none", ...VIDEO });
    /** @type {{ isBefore: boolean }[]} */
    const calls = [];
    const store = guarded(bench.store, (operation, key) => {
      if (picks(operation, key)) calls.push({ isBefore: bench.asked("submit") === 0 });
    });
    await bench.call({ store }, PHOTO_REQUEST);
    // Nobody waits for it: an upload is remembered when the call may be over.
    await until(() => [...bench.store.texts.keys()].some(isHelp));
    return calls;
  });
}

/**
 * A scenario for each call of a kind that a good run makes, in each way that it can fail, alone and with all of its kind that
 * come after it. What is a help is told and no more: where it fails, all of it or once, the call goes on.
 *
 * @param {string} name
 * @param {(operation: Operation) => boolean} isKind
 * @param {boolean} areHelps
 * @returns {Promise<Scenario[]>}
 */
async function each(name, isKind, areHelps) {
  /** @type {Picks} */
  const picks = (operation, key) => isKind(operation) && isHelp(key) === areHelps;
  /** @type {Picks} */
  const isAfter = (operation, key) => isKind(operation) && (isHelp(key) || !areHelps);
  const calls = await callsOf(picks);
  return calls.flatMap(({ isBefore }, at) =>
    Object.keys(FAILING).flatMap((how) =>
      [false, true].map((isForGood) => {
        const which = { nth: at + 1, isAfter: isForGood ? isAfter : () => false, areHelps };
        return /** @type {Scenario} */ ({
          stage: "store",
          fault: `the ${at + 1}. ${name} ${how}${isForGood ? ", and all after it" : ""}`,
          run: failingAt(/** @type {keyof typeof FAILING} */ (how), picks, which),
          ...(isBefore && !areHelps ? { ...IN_VAIN, ...STARTED } : { ...VIDEO, ...GOES_ON }),
        });
      }),
    ),
  );
}

const isRead = (/** @type {Operation} */ operation) => !isWrite(operation);

/** Stores that are none. @type {[string, any][]} */
const NO_STORES = [
  ["has no methods", {}],
  ["has no list", { get: () => undefined, put: () => {}, delete: () => {} }],
  ["lists no pairs", { ...sharedStore(), list: () => "nothing" }],
];

export const storeScenarios = async () =>
  /** @type {Scenario[]} */ ([
    ...(await each("write", isWrite, false)),
    ...(await each("read", isRead, false)),
    ...(await each("write of a help", isWrite, true)),
    ...(await each("read of a help", isRead, true)),
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
