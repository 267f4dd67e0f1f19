// Before anything is sent: options, the request, the budget.

import { guarded, isWrite } from "../../support/stores.js";
import { REQUEST } from "../../support/world.js";
import { PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../bench.js").Bench} Bench */

const PRICE_USD = 0.25;
const TOO_MUCH = "budget_exceeded budget none resubmit";

/** Several calls of one client, pressed together. @param {number} count @param {any} options */
const together = (count, options) => async (/** @type {Bench} */ bench) => {
  const life = await bench.life(options);
  await Promise.all(Array.from({ length: count }, () => life.generate(REQUEST)));
};

/** One call after the other, of one client. @param {any} options */
const inARow = (options) => async (/** @type {Bench} */ bench) => {
  const life = await bench.life(options);
  await life.generate(REQUEST);
  await life.generate(REQUEST);
};

/** @type {Scenario[]} */
export const before = [
  {
    stage: "config",
    fault: "an option that there is not",
    options: /** @type {any} */ ({ apikey: "x" }),
    ...unpaid("config config none"),
  },
  {
    stage: "config",
    fault: "the key function gives no key",
    options: { apiKey: () => "" },
    ...unpaid("config submit none"),
  },
  {
    stage: "config",
    fault: "the key function gives no key, for an upload",
    options: { apiKey: () => Promise.reject(new Error("no key today")) },
    request: PHOTO_REQUEST,
    ...unpaid("config upload none"),
  },
  {
    stage: "validate",
    fault: "a misspelt field, which the service would drop and bill",
    request: /** @type {any} */ ({ ...REQUEST, aspectRatio: "9:16" }),
    ...unpaid("validation validate none"),
    submits: 0,
  },
  {
    stage: "validate",
    fault: "five pictures",
    request: { ...REQUEST, images: Array(5).fill(REQUEST.images[0]) },
    ...unpaid("validation validate none"),
    submits: 0,
  },
  {
    stage: "validate",
    fault: "aborted before it begins",
    call: { signal: AbortSignal.abort("no") },
    ...unpaid("aborted validate none resubmit"),
    submits: 0,
  },
  {
    stage: "budget",
    fault: "one job over the limit of one job",
    options: { budget: { perJobUsd: 0.24 } },
    request: PHOTO_REQUEST,
    ...unpaid(TOO_MUCH),
    submits: 0,
    uploads: 0,
  },
  {
    stage: "budget",
    fault: "the limit of one job is just enough",
    options: { budget: { perJobUsd: PRICE_USD, perDayUsd: PRICE_USD, totalUsd: PRICE_USD } },
    ...VIDEO,
  },
  {
    stage: "budget",
    fault: "two calls at once, money for one, of the day",
    run: together(2, { budget: { perDayUsd: PRICE_USD } }),
    ...VIDEO,
    told: `${TOO_MUCH}, video`,
  },
  {
    stage: "budget",
    fault: "ten calls at once, money for three, in all",
    run: together(10, { budget: { totalUsd: 0.99 } }),
    ...{ paid: 3, told: `7 × ${TOO_MUCH}, 3 × video`, ledger: "3 × ended charged completed" },
    ...{ reach: "by the call", again: "7 × video" },
  },
  {
    stage: "budget",
    fault: "two clients over one store at once, money for one",
    async run({ life }) {
      const options = { budget: { totalUsd: PRICE_USD } };
      const lives = await Promise.all([life(options), life(options)]);
      await Promise.all(lives.map((one) => one.generate(REQUEST)));
    },
    ...VIDEO,
    told: `${TOO_MUCH}, video`,
  },
  {
    stage: "budget",
    fault: "two processes over one store at once, money for one",
    async run({ mortal }) {
      const options = { budget: { totalUsd: PRICE_USD } };
      const lives = await Promise.all([mortal(options), mortal(options)]);
      await Promise.all(lives.map((one) => one.generate(REQUEST)));
    },
    ...VIDEO,
    told: `${TOO_MUCH}, video`,
  },
  {
    stage: "budget",
    fault: "what another client spent before",
    async run({ life }) {
      await (await life()).generate(REQUEST);
      await (await life({ budget: { perDayUsd: 0.49 } })).generate(REQUEST);
    },
    ...VIDEO,
    told: `${TOO_MUCH}, video`,
  },
  {
    stage: "budget",
    fault: "a new day",
    async run({ life, jump }) {
      const one = await life({ budget: { perDayUsd: PRICE_USD } });
      await one.generate(REQUEST);
      jump(86_400_000);
      await one.generate(REQUEST);
    },
    ...{ paid: 2, told: "2 × video", ledger: "2 × ended charged completed", reach: "by the call" },
  },
  {
    stage: "budget",
    fault: "what a failed job took is given back",
    rules: [{ on: "submit", job: { status: "failed" } }],
    run: inARow({ budget: { totalUsd: PRICE_USD } }),
    ...{ paid: 1, refunded: 1, told: "job_failed result none resubmit id, video", reach: "by the call" },
    ...{ ledger: "ended charged completed, ended none failed" },
    finally: "2 × ended charged completed, ended none failed",
  },
  {
    stage: "budget",
    fault: "what a refused submit took is given back",
    rules: [{ on: "submit", status: 401 }],
    run: inARow({ budget: { totalUsd: PRICE_USD } }),
    ...VIDEO,
    told: "unauthorized submit none resubmit, video",
  },
  {
    stage: "budget",
    fault: "what a lost submit took is given back where no job was made",
    rules: [{ on: "submit", cut: "before" }],
    run: inARow({ budget: { totalUsd: PRICE_USD } }),
    ...VIDEO,
    told: "network lookup none resubmit, video",
  },
  {
    stage: "budget",
    fault: "what may have been paid counts",
    rules: [
      { on: "submit", cut: "after" },
      { on: "history", times: "Infinity", status: 401 },
    ],
    run: inARow({ budget: { totalUsd: PRICE_USD } }),
    ...{ paid: 1, told: `${TOO_MUCH}, submit_unknown lookup unknown` },
    ...{ ledger: "unknown unknown", reach: "by resume()" },
  },
  {
    stage: "budget",
    fault: "what an aborted call took is given back",
    async run({ life, caught }) {
      const hung = caught({ on: "upload", hang: true });
      const one = await life({ budget: { totalUsd: PRICE_USD } });
      const { signal, abort } = aborting();
      const call = one.generate(PHOTO_REQUEST, { signal });
      await hung.arrived;
      abort();
      await call;
      await one.generate(REQUEST);
    },
    ...VIDEO,
    told: "aborted upload none resubmit, video",
  },
  {
    stage: "budget",
    fault: "aborted while the store does not answer",
    async run({ life, store }) {
      const { signal, abort } = aborting();
      const held = guarded(store, (operation) => {
        if (isWrite(operation)) return new Promise(abort);
      });
      await (await life({ store: held })).generate(REQUEST, { signal });
    },
    ...unpaid("aborted budget none resubmit"),
    submits: 0,
  },
];

/** A signal, and what ends it. */
export function aborting() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort("enough") };
}
