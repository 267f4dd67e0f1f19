// The client is killed in each stage, wherever it lives: as another process over one store, as a tab, as a process of its own.

import { PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../scenario.js").FaultRule} FaultRule */
/** @typedef {import("../scenario.js").Reach} Reach */
/**
 * @typedef {object} Moment when it is killed
 * @property {string} when
 * @property {FaultRule[]} [rules]
 * @property {FaultRule} [caught] the request at which it is killed; without one, when the call has ended
 * @property {number} paid
 * @property {string} ledger
 * @property {Reach} reach
 */

/**
 * No broken line: where one that was used before breaks, Chromium sends a POST again by itself, and tells nobody.
 *
 * @type {FaultRule}
 */
const LOST = { on: "submit", status: 502, html: true, after: true };
/** @type {FaultRule} */
const RUNNING = { on: "submit", patch: { status: "processing", outputs: [] } };

/** @type {Moment[]} */
const MOMENTS = [
  {
    when: "while a picture goes up",
    caught: { on: "upload", hang: true },
    ...{ paid: 0, ledger: "preparing none", reach: "nothing was paid" },
  },
  {
    when: "while the submit is on its way, no job is made",
    caught: { on: "submit", hang: true },
    ...{ paid: 0, ledger: "submitting unknown", reach: "nothing was paid" },
  },
  {
    when: "while the submit is on its way, the job is made",
    caught: { on: "submit", hang: true, after: true },
    ...{ paid: 1, ledger: "submitting unknown", reach: "by resume()" },
  },
  {
    when: "while a lost submit is looked up",
    rules: [LOST],
    caught: { on: "history", hang: true },
    ...{ paid: 1, ledger: "unknown unknown", reach: "by resume()" },
  },
  {
    when: "while the video is waited for",
    rules: [RUNNING],
    caught: { on: "result", hang: true },
    ...{ paid: 1, ledger: "running charged", reach: "by resume()" },
  },
  { when: "when the video is there", paid: 1, ledger: "ended charged completed", reach: "by the call" },
];

/** Requests end soon: the one that lives on does not wait for what hangs. */
const OPTIONS = { requestTimeoutMs: 500 };

/** Where nobody can tell whether a client is dead, what it had in hand is free after so many ms. */
const LEASE_MS = 60_000;

/**
 * @param {Pick<Scenario, "stage" | "place">} where
 * @param {string} what what happens to the client
 * @param {"kill" | "reload"} end
 * @returns {Scenario[]}
 */
const killed = (where, what, end) =>
  MOMENTS.map(({ when, caught: rule, ...moment }) => ({
    ...where,
    fault: `${what} ${when}`,
    async run({ mortal, caught, until, jobs, jump }) {
      const life = await mortal(OPTIONS);
      const there = rule && caught(rule);
      const call = life.generate(PHOTO_REQUEST);
      await (there ? there.arrived : call);
      await until(() => jobs().length >= moment.paid);
      await life[end]();
      if (where.place === "here") jump(2 * LEASE_MS);
    },
    told: rule ? "–" : "video",
    ...moment,
  }));

/**
 * The first client lives on, and a second one takes up what is unfinished beside it.
 *
 * @returns {Scenario[]}
 */
const besides = () =>
  MOMENTS.slice(0, -1).map(({ when, rules = [], caught: rule, paid }) => ({
    stage: /** @type {const} */ ("crash"),
    fault: `another client takes it up ${when}, and the first lives on`,
    rules,
    async run({ mortal, caught, until, jobs }) {
      const first = await mortal(OPTIONS);
      const there = caught(/** @type {FaultRule} */ (rule));
      const call = first.generate(PHOTO_REQUEST);
      await there.arrived;
      await until(() => jobs().length >= paid);
      const second = await mortal(OPTIONS);
      await Promise.all([call, second.resume()]);
    },
    ...(paid === 0 && rule?.on === "submit" ? unpaid("timeout lookup none resubmit") : VIDEO),
  }));

/** @type {Scenario[]} */
export const crashes = [
  ...killed({ stage: "crash", place: "here" }, "the client is dropped", "kill"),
  ...besides(),
];

/** @type {Scenario[]} */
export const tabCrashes = [
  ...killed({ stage: "tabs", place: "tab" }, "the tab is closed", "kill"),
  ...killed({ stage: "tabs", place: "tab" }, "the tab is reloaded", "reload"),
];

/** @type {Scenario[]} */
export const processCrashes = killed({ stage: "process", place: "process" }, "the process is killed", "kill");
