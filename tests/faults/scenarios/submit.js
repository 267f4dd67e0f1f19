// The one paid request: refused, lost before the job was made, lost after.

import { REQUEST } from "../../support/world.js";
import { unpaid, VIDEO } from "../scenario.js";
import { aborting } from "./before.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../scenario.js").FaultRule} FaultRule */

/** The service's own word for what went wrong, without a word of the job. @param {number} status */
const error = (status) => ({ status, body: { code: status, message: "Something went wrong", data: null } });

/** What the caller hears where the history shows that there is no job. @type {[string, string, Partial<FaultRule>][]} */
const LOST = [
  ["the service fails (500)", "server", error(500)],
  ["a gateway's page (502)", "server", { status: 502, html: true }],
  ["the service is not there (503)", "server", { ...error(503), retryAfter: 1 }],
  ["the gateway gives up (504)", "server", error(504)],
  ["the request took too long (408)", "timeout", error(408)],
  ["no answer in time", "timeout", { hang: true }],
  ["a page instead of an answer (200)", "bad_response", { status: 200, html: true }],
  ["an empty answer (200)", "bad_response", { body: "" }],
  ["an answer that says 500 inside (200)", "server", { ...error(500), status: 200 }],
  ["an answer without an id (200)", "bad_response", { body: { code: 200, message: "success", data: {} } }],
  ["a redirect", "bad_response", { redirect: "/elsewhere" }],
];

/** @type {[string, FaultRule, string][]} */
const REFUSED = [
  ["it is refused (400)", { on: "submit", status: 400 }, "bad_request submit none"],
  ["the key is not accepted (401)", { on: "submit", status: 401 }, "unauthorized submit none resubmit"],
  ["not enough credits (402)", { on: "submit", status: 402 }, "insufficient_credits submit none resubmit"],
  ["not enough credits (1407)", { on: "submit", code: 1407 }, "insufficient_credits submit none resubmit"],
  ["the key may not do this (403)", { on: "submit", status: 403 }, "forbidden submit none resubmit"],
  ["no such path (404)", { on: "submit", status: 404 }, "not_found submit none resubmit"],
  ["too many, each time (429)", { on: "submit", status: 429, times: 3 }, "rate_limited submit none resubmit"],
  [
    "too many, for long (429)",
    { on: "submit", status: 429, retryAfter: 600 },
    "rate_limited submit none resubmit",
  ],
];

/** @param {Partial<FaultRule>} rule */
const under = (rule) => ({
  stage: /** @type {const} */ ("submit"),
  rules: [{ on: /** @type {const} */ ("submit"), ...rule }],
  options: { requestTimeoutMs: rule.hang ? 400 : 45_000 },
});

/** An abort while the submit is out. @param {boolean} after whether the job is made */
const aborted = (after) =>
  /** @type {Scenario["run"]} */ (
    async ({ life, caught, until, sim }) => {
      const hung = caught({ on: "submit", hang: true, after });
      const { signal, abort } = aborting();
      const call = (await life()).generate(REQUEST, { signal });
      await hung.arrived;
      await until(() => !after || sim.stats().jobs > 0);
      abort();
      await call;
    }
  );

/** @type {Scenario[]} */
export const submit = [
  ...REFUSED.map(([fault, rule, told]) => ({ ...under(rule), fault, ...unpaid(told) })),
  ...LOST.map(([fault, code, rule]) => ({
    ...under(rule),
    fault: `${fault}, no job was made`,
    ...unpaid(`${code} lookup none resubmit`),
    submits: 1,
  })),
  ...LOST.map(([fault, , rule]) => ({
    ...under({ ...rule, after: true }),
    fault: `${fault}, the job was made`,
    ...VIDEO,
    submits: 1,
  })),
  {
    ...under({ cut: "before" }),
    fault: "the connection is lost, no job was made",
    ...unpaid("network lookup none resubmit"),
    submits: 1,
  },
  { ...under({ cut: "after" }), fault: "the connection is lost, the job was made", ...VIDEO, submits: 1 },
  { ...under({ truncate: 0 }), fault: "the answer ends after its head", ...VIDEO, submits: 1 },
  { ...under({ truncate: 40 }), fault: "the answer is cut in the middle", ...VIDEO, submits: 1 },
  { ...under({ patch: { id: null } }), fault: "the answer's id is null", ...VIDEO, submits: 1 },
  { ...under({ patch: { id: "../balance" } }), fault: "the answer's id cannot be one", ...VIDEO, submits: 1 },
  {
    ...under({ status: 429, retryAfter: 0 }),
    fault: "too many, once (429)",
    ...VIDEO,
    submits: 2,
  },
  {
    stage: "submit",
    fault: "an empty account",
    service: { balanceUsd: 0.24 },
    ...unpaid("insufficient_credits submit none resubmit"),
    again: "insufficient_credits submit none resubmit",
  },
  {
    stage: "submit",
    fault: "aborted in the pause that a refusal asked for (429)",
    async run({ life, caught }) {
      const { signal, abort } = aborting();
      const refused = caught({ on: "submit", status: 429, retryAfter: 60 });
      const client = await life({ onEvent: ({ type }) => type === "retry" && abort() });
      const call = client.generate(REQUEST, { signal });
      await refused.arrived;
      await call;
    },
    ...unpaid("aborted submit none resubmit"),
    submits: 1,
  },
  {
    stage: "submit",
    fault: "aborted on its way, the job was made",
    run: aborted(true),
    ...{ paid: 1, told: "aborted submit unknown", ledger: "unknown unknown", reach: "by resume()" },
  },
  {
    stage: "submit",
    fault: "aborted on its way, no job was made",
    run: aborted(false),
    ...{ paid: 0, told: "aborted submit unknown", ledger: "unknown unknown", reach: "nothing was paid" },
  },
];
