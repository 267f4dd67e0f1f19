// kling-multi-i2v generate: makes videos, and pays for them.
import { KlingError } from "../error.js";
import { estimateCost } from "../index.js";
import { agreed } from "./consent.js";
import { placeFor } from "./download.js";
import { interruptible } from "./interrupt.js";
import { unfinished, unfinishedText } from "./ledger.js";
import { failureData, issueText, sayJson, tell, worstOf } from "./output.js";
import { eventText, progress } from "./progress.js";
import { reported } from "./report.js";
import { check, requestsFrom } from "./requests.js";
import { resumeCommand, service } from "./service.js";
import * as usage from "./usage.js";

export const help = `Usage: kling-multi-i2v generate --prompt TEXT --image FILE|URL … [options]
       kling-multi-i2v generate --request FILE|- [options]

Checks the request, says its warnings and price, asks, uploads the pictures, submits once, waits, and prints the video's
address.

${usage.REQUEST_HELP}

  --yes, -y               Pay without being asked. Needed where there is no terminal.
  --max-usd N             What this call may cost at the most.
  --out FILE|DIR          Download the video: to this file, or as <job id>.mp4 into this folder. Prints its path.
  --force                 Let --out replace a file.
  --idempotency-key KEY   A name for this wish: it is paid for once, however often the command is run.
  --concurrency N         How many of a batch run at once. Default: 2.

${usage.SERVICE_HELP}

Ctrl+C ends the waiting, not the job, which is billed: "kling-multi-i2v resume" takes it up, also after a crash.

${usage.EXIT_HELP}`;

const FLAGS = /** @type {const} */ ({
  ...usage.REQUEST_FLAGS,
  ...usage.SERVICE_FLAGS,
  yes: { type: "boolean", short: "y", default: false },
  "max-usd": { type: "string" },
  out: { type: "string" },
  force: { type: "boolean", default: false },
  "idempotency-key": { type: "string" },
  concurrency: { type: "string" },
  json: { type: "boolean", default: false },
});

/** @param {string[]} args */
export async function run(args) {
  const { values } = usage.parse(args, FLAGS);
  const concurrency = usage.countFrom("--concurrency", values.concurrency);
  const { requests, isBatch } = await validRequests(values);
  const estimate = estimateCost(requests.map(({ duration }) => ({ duration })));
  capped(estimate, values["max-usd"]);
  const place = await placeFor(values.out, values.force, requests.length);
  const shown = progress(requests.length);
  const { client, store } = service(values, {
    concurrency,
    onEvent(event) {
      const text = eventText(event);
      if (text) shown.note(text);
    },
  });
  const { signal, done } = interruptible();
  try {
    const key = values["idempotency-key"];
    const left = unfinished(await client.jobs({ signal }), key);
    if (left.length > 0) tell(unfinishedText(left, resumeCommand(values)));
    await agreed(estimate, values.yes, signal);
    /** @type {import("../types.js").Outcome[]} */
    const outcomes = isBatch
      ? await client.generateAll(requests, {
          signal,
          onUpdate: (update) => shown.update(update, update.index),
          ...(key !== undefined && { idempotencyPrefix: key }),
        })
      : await Promise.allSettled([
          client.generate(/** @type {typeof requests[0]} */ (requests[0]), {
            signal,
            onUpdate: (update) => shown.update(update),
            ...(key !== undefined && { idempotencyKey: key }),
          }),
        ]);
    shown.end();
    const report = { isJson: values.json, place, signal, resume: resumeCommand(values), note: shown.note };
    const codes = [];
    for (const [index, outcome] of outcomes.entries()) codes.push(await reported(outcome, index, report));
    return signal.aborted ? 130 : worstOf(codes);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (values.json) sayJson(failureData(error));
    else tell("Interrupted. Nothing was charged.");
    return 130;
  } finally {
    shown.end();
    await store.close();
    done();
  }
}

/** @param {import("./requests.js").RequestValues} values */
async function validRequests(values) {
  const { requests: written, folder, isBatch } = await requestsFrom(values);
  const requests = [];
  const issues = [];
  const advice = [];
  for (const [index, one] of written.entries()) {
    const { request, errors, warnings } = await check(one, folder);
    const placed = (/** @type {import("../types.js").Issue} */ issue) =>
      isBatch ? { ...issue, path: `/${index}${issue.path}` } : issue;
    if (request) requests.push(request);
    issues.push(...errors.map(placed));
    advice.push(...warnings.map(placed));
  }
  if (issues.length === 0) {
    for (const issue of advice) tell(`${issueText(issue)} (a warning)`);
    return { requests, isBatch };
  }
  const lines = issues.map((issue) => `\n${issueText(issue)}`);
  throw refused(
    "validation",
    "validate",
    `The request is not valid; nothing was sent:${lines.join("")}`,
    issues,
  );
}

/** @param {import("../types.js").Estimate} estimate @param {string | undefined} text */
function capped(estimate, text) {
  if (text === undefined) return;
  const isAmount = (/** @type {number} */ n) => n >= 0 && Number.isFinite(n);
  const most = usage.numberFrom("--max-usd", text, isAmount, "an amount of USD from 0");
  if (estimate.usd <= most) return;
  const message = `This costs ${estimate.text}, more than --max-usd ${most} allows: raise it, or ask for less.`;
  throw refused("budget_exceeded", "budget", message, [{ path: "/max-usd", code: "budget", message }]);
}

/**
 * @param {"validation" | "budget_exceeded"} code
 * @param {"validate" | "budget"} stage
 * @param {string} message
 * @param {import("../types.js").Issue[]} issues
 */
const refused = (code, stage, message, issues) =>
  new KlingError({ message, code, stage, charge: "none", canResubmit: false, issues });
