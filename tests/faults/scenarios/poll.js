// The job is paid: whatever happens to the looks at it, the video comes, or its id stays.

import { REQUEST } from "../../support/world.js";
import { ALWAYS, goesOn, unpaid, VIDEO } from "../scenario.js";
import { aborting } from "./before.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../scenario.js").FaultRule} FaultRule */

/** The submit answers that the job is running, so that it has to be looked at. @type {FaultRule} */
const RUNNING = { on: "submit", ...ALWAYS, patch: { status: "processing", outputs: [] } };

/** Three looks in a row, then it is as it should be. @type {[string, Partial<FaultRule>][]} */
const PASSING = [
  ["the service fails (500)", { status: 500 }],
  ["a gateway's page (502)", { status: 502, html: true }],
  ["too many requests (429)", { status: 429 }],
  ["too many requests, inside (429)", { code: 429 }],
  ["the connection is lost", { cut: "before" }],
  ["the answer is cut in the middle", { truncate: 30 }],
  ["garbage", { body: "{" }],
  ["an empty answer", { body: "" }],
  ["a page instead of an answer", { html: true, status: 200 }],
  ["a redirect", { redirect: "/elsewhere" }],
  ["no answer in time", { hang: true }],
  ["the service does not know it yet (404)", { status: 404 }],
  ["an answer about another job", { patch: { id: "another", status: "failed" } }],
  ["a status that there is not", { patch: { status: "dreaming", outputs: [] } }],
];

/** @type {[string, Partial<FaultRule>, string][]} */
const FOR_GOOD = [
  ["the key is not accepted (401)", { status: 401 }, "unauthorized poll charged id"],
  ["the key may not do this (403)", { status: 403 }, "forbidden poll charged id"],
  ["it is refused (400)", { status: 400 }, "bad_request poll charged id"],
];

/** @param {string} told @param {string} ledger */
const refunded = (told, ledger) => ({
  ...unpaid(told),
  ...{ refunded: 1, ledger, finally: `ended charged completed, ${ledger}` },
});

/** How a job can end, and what that costs. @type {[string, NonNullable<FaultRule["job"]>, Omit<Scenario, "stage" | "fault">][]} */
const ENDS = [
  ["as failed", { status: "failed" }, refunded("job_failed result none resubmit id", "ended none failed")],
  [
    "as refused for its content",
    { status: "failed", code: 1200 },
    { ...refunded("moderated result none id", "ended none failed"), finally: "ended none failed" },
  ],
  ["as timed out", { status: "timeout" }, refunded("timeout result none resubmit id", "ended none timeout")],
  ...["cancelled", "deleted"].map((status) => {
    const code = status === "deleted" ? "expired" : status;
    const ledger = `ended charged ${status}`;
    const expected = { paid: 1, told: `${code} result charged id`, ledger, finally: ledger };
    const end = { status: /** @type {"cancelled" | "deleted"} */ (status) };
    return /** @type {typeof ENDS[number]} */ ([
      `as ${status}`,
      end,
      { ...expected, reach: "there is no video" },
    ]);
  }),
  [
    "well, without a video",
    { outputs: [] },
    {
      ...{ paid: 1, told: "no_output result charged id", ledger: "ended charged completed" },
      reach: "there is no video",
    },
  ],
];

/** @type {Scenario[]} */
export const poll = [
  ...PASSING.map(([fault, rule]) => ({
    stage: /** @type {const} */ ("poll"),
    fault: `${fault}, three times`,
    rules: [RUNNING, { on: /** @type {const} */ ("result"), times: 3, ...rule }],
    options: { requestTimeoutMs: rule.hang ? 50 : 45_000 },
    ...VIDEO,
    submits: 1,
  })),
  ...FOR_GOOD.map(([fault, rule, told]) => ({
    stage: /** @type {const} */ ("poll"),
    fault: `${fault}, for good`,
    rules: [RUNNING, { on: /** @type {const} */ ("result"), ...ALWAYS, ...rule }],
    ...goesOn(told),
    submits: 1,
  })),
  {
    stage: "poll",
    fault: "it is not known (404), five minutes after it was made",
    rules: [RUNNING, { on: "result", ...ALWAYS, status: 404 }],
    async run({ call, caught, jump }) {
      const first = caught({ on: "result", status: 503 });
      const made = call();
      await first.arrived;
      jump(301_000);
      await made;
    },
    ...goesOn("not_found poll charged id"),
  },
  {
    stage: "poll",
    fault: "it takes longer than the caller waits",
    rules: [{ on: "submit", job: { ms: 1e6 } }],
    options: { deadlineMs: 30 },
    ...goesOn("deadline poll charged id"),
  },
  {
    stage: "poll",
    fault: "nothing but failures for as long as the caller waits",
    rules: [RUNNING, { on: "result", ...ALWAYS, status: 503 }],
    options: { deadlineMs: 30 },
    ...goesOn("deadline poll charged id"),
  },
  {
    stage: "poll",
    fault: "aborted",
    rules: [RUNNING],
    async run({ life, caught }) {
      const hung = caught({ on: "result", hang: true });
      const { signal, abort } = aborting();
      const call = (await life()).generate(REQUEST, { signal });
      await hung.arrived;
      abort();
      await call;
    },
    ...goesOn("aborted poll charged id"),
  },
  {
    stage: "poll",
    fault: "the key function gives no key any more",
    async run({ life, sim }) {
      sim.fault(RUNNING);
      let asked = 0;
      const one = await life({ apiKey: () => (asked++ === 0 ? sim.key : "") });
      await one.generate(REQUEST);
    },
    ...goesOn("config poll charged id"),
  },
  ...ENDS.flatMap(([fault, job, expected]) => [
    {
      ...{ stage: /** @type {const} */ ("result"), fault: `it ends ${fault}` },
      rules: [
        { ...RUNNING, times: 1, job: { ms: 0, ...job }, patch: { status: "processing", error: "", code: 0 } },
      ],
      ...expected,
    },
    {
      ...{ stage: /** @type {const} */ ("result"), fault: `it ends ${fault}, as the submit's answer tells` },
      rules: [{ on: /** @type {const} */ ("submit"), job: { ms: 0, ...job } }],
      ...expected,
    },
  ]),
];
