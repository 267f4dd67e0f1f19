// Scripted faults: which request a rule takes, and what it makes of the answer.

import { enveloped, gatewayPage, plain } from "./answers.js";

/** @typedef {import("./types.js").FaultRule} FaultRule */
/** @typedef {import("./types.js").LoggedRequest} LoggedRequest */
/** @typedef {import("./answers.js").Answer} Answer */

const ROUTES = [
  ...["submit", "result", "history", "delete", "balance", "price", "upload", "upload_ticket", "put"],
  ...["optimizer", "output", "download", "unknown", "*"],
];
const FIELDS = [
  ...["on", "nth", "times", "match", "status", "code", "message", "retryAfter", "headers", "delayMs", "cut"],
  ...["truncate", "html", "body", "patch", "redirect", "hang", "after", "job"],
];
const ENDS = ["completed", "failed", "cancelled", "timeout", "deleted"];

/** The rules at work, in the order they were made. */
export function createFaults() {
  /** @type {{ rule: FaultRule, seen: number, hits: number }[]} */
  let active = [];

  return {
    /**
     * @param {FaultRule} rule
     * @returns {import("./types.js").Fault}
     */
    add(rule) {
      check(rule);
      const entry = { rule: { ...rule }, seen: 0, hits: 0 };
      active.push(entry);
      return {
        get hits() {
          return entry.hits;
        },
        remove() {
          active = active.filter((other) => other !== entry);
        },
      };
    },

    /**
     * The rule that takes this request. With `nth` a rule counts every matching request since it was made; without, it
     * takes the next ones that no earlier rule took, so that several rules in a row hit several requests in a row.
     *
     * @param {LoggedRequest} request
     * @returns {FaultRule | undefined}
     */
    take(request) {
      /** @type {FaultRule | undefined} */
      let taken;
      for (const entry of active) {
        const { on, match, nth } = entry.rule;
        if (on !== "*" && on !== request.route) continue;
        if (match && !match(request)) continue;
        entry.seen++;
        const times = Number(entry.rule.times ?? 1);
        const wants = nth === undefined ? entry.hits < times : entry.seen >= nth && entry.seen < nth + times;
        if (wants && !taken) {
          entry.hits++;
          taken = entry.rule;
        }
      }
      return taken;
    },

    list: () => active.map(({ rule, hits }) => ({ rule, hits })),
    clear() {
      active = [];
    },
  };
}

/**
 * Refuses a rule with a slip in it: a misspelt field would make a test pass for the wrong reason.
 *
 * @param {FaultRule} rule
 */
function check(rule) {
  const say = (/** @type {string} */ text) => new TypeError(`fault: ${text}`);
  if (!rule || typeof rule !== "object")
    throw say('the rule must be an object such as { on: "submit", status: 502 }');
  const unknown = Object.keys(rule).find((name) => !FIELDS.includes(name));
  if (unknown) throw say(`"${unknown}" is no field of a rule; there are: ${FIELDS.join(", ")}`);
  if (!ROUTES.includes(rule.on)) throw say(`on must be one of ${ROUTES.join(", ")}`);
  for (const name of /** @type {const} */ (["nth", "times"])) {
    const value = rule[name] === undefined ? 1 : Number(rule[name]);
    if (!(value >= 1) || (value !== Number.POSITIVE_INFINITY && !Number.isInteger(value))) {
      throw say(`${name} must be a whole number from 1`);
    }
  }
  if (
    rule.status !== undefined &&
    !(Number.isInteger(rule.status) && rule.status >= 200 && rule.status <= 599)
  ) {
    throw say("status must be a whole number from 200 to 599");
  }
  for (const name of /** @type {const} */ (["delayMs", "truncate"])) {
    const value = rule[name];
    if (value !== undefined && !(value >= 0)) throw say(`${name} must be a number from 0`);
  }
  if (rule.cut !== undefined && rule.cut !== "before" && rule.cut !== "after")
    throw say('cut must be "before" or "after"');
  if (rule.job !== undefined && rule.on !== "submit" && rule.on !== "optimizer") {
    throw say('job goes with on: "submit"');
  }
  if (rule.job?.status !== undefined && !ENDS.includes(rule.job.status)) {
    throw say(`job.status must be one of ${ENDS.join(", ")}`);
  }
}

/** Whether a rule puts something in the place of the route's own answer. */
export function replaces(/** @type {FaultRule} */ rule) {
  return (
    rule.status !== undefined ||
    rule.code !== undefined ||
    rule.message !== undefined ||
    rule.html === true ||
    rule.redirect !== undefined ||
    rule.body !== undefined
  );
}

/** Whether the route's work is done at all under this rule. */
export function works(/** @type {FaultRule} */ rule) {
  if (rule.after !== undefined) return rule.after;
  if (rule.cut) return rule.cut === "after";
  if (rule.hang) return false;
  return rule.patch !== undefined || rule.truncate !== undefined || !replaces(rule);
}

/**
 * The answer that a rule leaves of the route's own.
 *
 * @param {FaultRule} rule
 * @param {Answer | null} worked the route's own answer; null where the work was not done
 * @returns {Answer}
 */
export function spoil(rule, worked) {
  const answer = replaces(rule) || !worked ? replacement(rule, worked) : { ...worked };
  answer.headers = { ...answer.headers };
  if (rule.patch && answer.envelope) {
    answer.envelope = { ...answer.envelope, data: patched(answer.envelope.data, rule.patch) };
  }
  if (rule.retryAfter !== undefined) answer.headers["retry-after"] = String(rule.retryAfter);
  for (const [name, value] of Object.entries(rule.headers ?? {}))
    answer.headers[name.toLowerCase()] = String(value);
  if (rule.cut) answer.cut = true;
  if (rule.truncate !== undefined) answer.truncate = rule.truncate;
  return answer;
}

/** @param {FaultRule} rule @param {Answer | null} worked @returns {Answer} */
function replacement(rule, worked) {
  if (rule.redirect !== undefined) {
    return {
      ...plain(rule.status ?? 307, "", "text/plain", { location: rule.redirect }),
      location: rule.redirect,
    };
  }
  if (rule.html) return plain(rule.status ?? 502, gatewayPage(rule.status ?? 502), "text/html");
  if (rule.body !== undefined) {
    const text = typeof rule.body === "string" ? rule.body : JSON.stringify(rule.body);
    return plain(rule.status ?? 200, text, "application/json; charset=utf-8");
  }
  const status = rule.status ?? (rule.code !== undefined ? 200 : 500);
  const message =
    rule.message ?? (status < 400 && rule.code === undefined ? "success" : `simulated fault ${status}`);
  return enveloped(status, rule.code ?? status, message, worked?.envelope?.data ?? null);
}

/** @param {unknown} data @param {NonNullable<FaultRule["patch"]>} patch */
function patched(data, patch) {
  const { remove = [], ...fields } = patch;
  /** @type {Record<string, unknown>} */
  const merged = { ...(data && typeof data === "object" ? data : {}), ...fields };
  for (const name of remove) delete merged[name];
  return merged; // what is undefined, JSON leaves out
}
