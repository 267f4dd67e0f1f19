// Many at once: every outcome is kept, whatever becomes of the others.

import { REQUEST } from "../../support/world.js";
import { ALWAYS, VIDEO } from "../scenario.js";
import { aborting } from "./before.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../scenario.js").FaultRule} FaultRule */

const BATCH = /** @type {const} */ ({ stage: "batch" });

/** So many requests, each with a prompt of its own. @param {number} count */
const requests = (count) =>
  Array.from({ length: count }, (_, at) => ({ ...REQUEST, prompt: `${REQUEST.prompt}, ${at}` }));

/** @param {number} count */
const videos = (count) =>
  /** @type {const} */ ({
    ...{ paid: count, told: `${count} × video`, ledger: `${count} × ended charged completed` },
    reach: "by the call",
  });

/** @type {Scenario[]} */
export const batch = [
  {
    ...BATCH,
    fault: "500 requests of an account of the first level",
    service: { level: 1, speed: 50_000, jobMs: 20_000, balanceUsd: 200 },
    run: async ({ life }) => (await life()).generateAll(requests(500), { concurrency: 4 }),
    ...videos(500),
  },
  {
    ...BATCH,
    fault: "every third answer to a submit is lost",
    async run({ life, sim }) {
      let count = 0;
      sim.fault({ on: "submit", ...ALWAYS, match: () => count++ % 3 === 2, cut: "after" });
      await (await life()).generateAll(requests(30), { concurrency: 5 });
    },
    ...videos(30),
    submits: 30,
  },
  {
    ...BATCH,
    fault: "twelve identical requests, every second answer is lost",
    async run({ life, sim }) {
      let count = 0;
      sim.fault({ on: "submit", ...ALWAYS, match: () => count++ % 2 === 1, cut: "after" });
      await (await life()).generateAll(Array(12).fill(REQUEST), { concurrency: 4 });
    },
    ...videos(12),
    submits: 12,
  },
  {
    ...BATCH,
    fault: "one request is not valid, one is refused, one job fails",
    rules: [
      { on: "submit", nth: 2, status: 400 },
      { on: "submit", nth: 3, job: { status: "failed" } },
    ],
    run: async ({ life }) =>
      (await life()).generateAll([{ ...REQUEST, images: [] }, ...requests(5)], { concurrency: 1 }),
    ...{
      paid: 3,
      refunded: 1,
      reach: "by the call",
      finally: "4 × ended charged completed, ended none failed",
    },
    told: "bad_request submit none, job_failed result none resubmit id, validation validate none, 3 × video",
    ledger: "3 × ended charged completed, ended none failed",
  },
  {
    ...BATCH,
    fault: "the key stops being accepted in the middle",
    rules: [{ on: "submit", nth: 3, ...ALWAYS, status: 401 }],
    run: async ({ life }) => (await life()).generateAll(requests(6), { concurrency: 1 }),
    ...{ paid: 2, ledger: "2 × ended charged completed", reach: "by the call" },
    told: "4 × unauthorized submit none resubmit, 2 × video",
    submits: 3,
  },
  {
    ...BATCH,
    fault: "the budget ends in the middle",
    run: async ({ life }) =>
      (await life({ budget: { totalUsd: 0.8 } })).generateAll(requests(6), { concurrency: 2 }),
    ...{ paid: 3, ledger: "3 × ended charged completed", reach: "by the call", submits: 3 },
    told: "3 × budget_exceeded budget none resubmit, 3 × video",
  },
  {
    ...BATCH,
    fault: "the account is empty in the middle",
    service: { balanceUsd: 0.6 },
    run: async ({ life }) => (await life()).generateAll(requests(4), { concurrency: 1 }),
    ...{ paid: 2, ledger: "2 × ended charged completed", reach: "by the call", submits: 3 },
    told: "2 × insufficient_credits submit none resubmit, 2 × video",
    again: "2 × insufficient_credits submit none resubmit",
  },
  {
    ...BATCH,
    fault: "aborted while one runs",
    async run({ life, caught, sim }) {
      sim.fault({ on: "submit", nth: 3, patch: { status: "processing", outputs: [] } });
      const hung = caught({ on: "result", hang: true });
      const { signal, abort } = aborting();
      const all = (await life()).generateAll(requests(6), { concurrency: 1, signal });
      await hung.arrived;
      abort();
      await all;
    },
    ...{ paid: 3, reach: "by resume()", submits: 3 },
    told: "aborted poll charged id, 3 × aborted validate none resubmit, 2 × video",
    ledger: "2 × ended charged completed, running charged",
  },
  {
    ...BATCH,
    fault: "aborted, and taken up by its prefix",
    async run({ life, caught, sim }) {
      sim.fault({ on: "submit", nth: 3, patch: { status: "processing", outputs: [] } });
      const hung = caught({ on: "result", hang: true });
      const { signal, abort } = aborting();
      const prefix = { idempotencyPrefix: "batch", concurrency: 1 };
      const all = (await life()).generateAll(requests(6), { ...prefix, signal });
      await hung.arrived;
      abort();
      await all;
      await (await life()).generateAll(requests(6), prefix);
    },
    ...videos(6),
    told: "aborted poll charged id, 3 × aborted validate none resubmit, 8 × video",
    submits: 6,
  },
  {
    ...BATCH,
    fault: "killed in the middle, and taken up by its prefix",
    async run({ life, mortal, caught, sim, jump }) {
      sim.fault({ on: "submit", nth: 3, patch: { status: "processing", outputs: [] } });
      const hung = caught({ on: "result", hang: true });
      const prefix = { idempotencyPrefix: "batch", concurrency: 1 };
      const first = await mortal({ requestTimeoutMs: 300 });
      first.generateAll(requests(6), prefix);
      await hung.arrived;
      await first.kill();
      jump(120_000);
      await (await life()).generateAll(requests(6), prefix);
    },
    ...videos(6),
    told: "6 × video, 6 × –",
    submits: 6,
  },
  {
    ...BATCH,
    fault: "two processes with one prefix at once",
    async run({ mortal }) {
      const lives = await Promise.all([mortal(), mortal()]);
      await Promise.all(lives.map((one) => one.generateAll(requests(5), { idempotencyPrefix: "batch" })));
    },
    ...videos(5),
    told: "10 × video",
    submits: 5,
  },
  {
    ...BATCH,
    fault: "the same picture in all of them goes up once",
    run: async ({ life }) =>
      (await life()).generateAll(
        requests(8).map((request) => ({ ...request, images: ["photo:dune.jpg"] })),
        { concurrency: 4 },
      ),
    ...videos(8),
    uploads: 1,
  },
  {
    ...BATCH,
    fault: "none at all",
    run: async ({ life }) => (await life()).generateAll([]),
    ...{ ...VIDEO, paid: 0, told: "", ledger: "", reach: "nothing was paid" },
  },
];
