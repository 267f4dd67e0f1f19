// A lost submit, looked up in the history: found, proven absent, or left unknown.

import { REQUEST, untold } from "../../support/world.js";
import { ALWAYS, unknown, unpaid, VIDEO } from "../scenario.js";
import { aborting } from "./before.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../scenario.js").FaultRule} FaultRule */
/** @typedef {import("../bench.js").Bench} Bench */

/** @type {FaultRule} */
const LOST = { on: "submit", cut: "after" };
/** @type {FaultRule} */
const NEVER_CAME = { on: "submit", cut: "before" };
/** @type {FaultRule} */
const EMPTY = { on: "history", body: { code: 200, message: "success", data: { page: 1, items: [] } } };

/** The history cannot be read, for good. @type {[string, Partial<FaultRule>][]} */
const UNREADABLE = [
  ["fails (500)", { status: 500 }],
  ["is refused (401)", { status: 401 }],
  ["is refused (429)", { status: 429 }],
  ["is garbage", { body: "{" }],
  ["has no list", { body: { code: 200, message: "success", data: {} } }],
  ["is lost on its way", { cut: "before" }],
  ["does not answer in time", { hang: true }],
];

/** Several identical calls at once. @param {number} count */
const twins = (count) => async (/** @type {Bench} */ bench) => {
  const life = await bench.life();
  await Promise.all(Array.from({ length: count }, () => life.generate(REQUEST)));
};

/** @type {Scenario[]} */
export const lookup = [
  ...UNREADABLE.map(([fault, rule]) => ({
    stage: /** @type {const} */ ("lookup"),
    fault: `the history ${fault}, each time`,
    rules: [LOST, { on: /** @type {const} */ ("history"), ...ALWAYS, ...rule }],
    options: { requestTimeoutMs: rule.hang ? 200 : 45_000 },
    ...unknown("submit_unknown lookup unknown"),
    submits: 1,
  })),
  {
    stage: "lookup",
    fault: "the history cannot be read, no job was made",
    rules: [NEVER_CAME, { on: "history", ...ALWAYS, status: 500 }],
    ...unknown("submit_unknown lookup unknown"),
    ...{ paid: 0, reach: "nothing was paid" },
  },
  {
    stage: "lookup",
    fault: "the history fails once",
    rules: [LOST, { on: "history", status: 502, html: true }],
    ...VIDEO,
    submits: 1,
  },
  {
    stage: "lookup",
    fault: "the history is empty at the first look",
    rules: [LOST, EMPTY],
    ...VIDEO,
    submits: 1,
  },
  {
    stage: "lookup",
    fault: "the history is empty up to the last of four looks",
    rules: [LOST, { ...EMPTY, times: 3 }],
    options: { lookup: { looks: 4, pauseMs: 1 } },
    ...VIDEO,
    submits: 1,
  },
  {
    stage: "lookup",
    fault: "the history does not tell what its jobs are made of, the service's clock is not known",
    rules: [LOST],
    options: { fetch: untold },
    ...unknown("submit_unknown lookup unknown 1 candidates"),
    submits: 1,
  },
  {
    stage: "lookup",
    fault: "the history does not tell what its jobs are made of, the service's clock is known",
    rules: [{ ...LOST, nth: 2 }],
    async run({ life }) {
      const one = await life({ fetch: untold });
      await one.generate({ ...REQUEST, prompt: "the first" });
      await one.generate(REQUEST);
    },
    ...{ paid: 2, told: "2 × video", ledger: "2 × ended charged completed", reach: "by the call" },
  },
  {
    stage: "lookup",
    fault: "somebody else has made the same in the same minute",
    async run({ stranger, sim, call }) {
      await stranger();
      sim.fault(LOST);
      await call();
    },
    ...unknown("submit_unknown lookup unknown 2 candidates"),
    ...{ reach: "by job(id)", finally: "unknown unknown" },
  },
  {
    stage: "lookup",
    fault: "behind 150 other jobs in the history",
    rules: [LOST],
    async run({ caught, call, stranger }) {
      const asked = caught({ on: "history", hang: true });
      const made = call({ requestTimeoutMs: 500 });
      await asked.arrived;
      for (let other = 0; other < 150; other++) await stranger({ ...REQUEST, prompt: `other ${other}` });
      await made;
    },
    ...VIDEO,
  },
  {
    stage: "lookup",
    fault: "three identical submits at once, all lost, all made",
    rules: [{ ...LOST, times: 3 }],
    run: twins(3),
    ...{ paid: 3, told: "3 × video", ledger: "3 × ended charged completed", reach: "by the call" },
    submits: 3,
  },
  {
    stage: "lookup",
    fault: "three identical submits at once, all lost, two made",
    rules: [NEVER_CAME, { ...LOST, times: 2 }],
    run: twins(3),
    ...{ paid: 2, told: "network lookup none resubmit, 2 × video", reach: "by the call" },
    ledger: "2 × ended charged completed",
    submits: 3,
  },
  {
    stage: "lookup",
    fault: "three identical submits at once, one lost and not made",
    rules: [NEVER_CAME],
    run: twins(3),
    ...{ paid: 2, told: "network lookup none resubmit, 2 × video", reach: "by the call" },
    ledger: "2 × ended charged completed",
    submits: 3,
  },
  {
    stage: "lookup",
    fault: "five identical submits at once, two lost and made",
    rules: [{ ...LOST, nth: 2, times: 2 }],
    run: twins(5),
    ...{ paid: 5, told: "5 × video", ledger: "5 × ended charged completed", reach: "by the call" },
    submits: 5,
  },
  {
    stage: "lookup",
    fault: "two processes with the same submit at once, both lost, one made",
    rules: [NEVER_CAME, LOST],
    async run({ mortal }) {
      const lives = await Promise.all([mortal(), mortal()]);
      await Promise.all(lives.map((one) => one.generate(REQUEST)));
    },
    ...{ paid: 1, told: "network lookup none resubmit, video", reach: "by the call" },
    ledger: "ended charged completed",
    submits: 2,
  },
  {
    stage: "lookup",
    fault: "absent, and submitted again as the caller chose",
    rules: [NEVER_CAME],
    options: { lookup: { pauseMs: 1, resubmitWhenAbsent: true } },
    ...VIDEO,
    submits: 2,
  },
  {
    stage: "lookup",
    fault: "submitted again where absent: it was made, so it is not",
    rules: [LOST, EMPTY],
    options: { lookup: { pauseMs: 1, resubmitWhenAbsent: true } },
    ...VIDEO,
    submits: 1,
  },
  {
    stage: "lookup",
    fault: "submitted again where absent: nobody knows, so it is not",
    rules: [LOST, { on: "history", ...ALWAYS, status: 500 }],
    options: { lookup: { pauseMs: 1, resubmitWhenAbsent: true } },
    ...unknown("submit_unknown lookup unknown"),
    submits: 1,
  },
  {
    stage: "lookup",
    fault: "submitted again where absent, and lost again",
    rules: [NEVER_CAME, LOST],
    options: { lookup: { pauseMs: 1, resubmitWhenAbsent: true } },
    ...VIDEO,
    submits: 2,
  },
  {
    stage: "lookup",
    fault: "the lost job has failed at the service",
    rules: [{ on: "submit", cut: "after", job: { status: "failed" } }],
    ...unpaid("job_failed result none resubmit id"),
    ...{ refunded: 1, ledger: "ended none failed", finally: "ended charged completed, ended none failed" },
  },
  {
    stage: "lookup",
    fault: "aborted while it is looked up",
    rules: [LOST],
    async run({ life, caught }) {
      const hung = caught({ on: "history", hang: true });
      const { signal, abort } = aborting();
      const call = (await life()).generate(REQUEST, { signal });
      await hung.arrived;
      abort();
      await call;
    },
    ...unknown("aborted lookup unknown"),
  },
];
