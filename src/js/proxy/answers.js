// What the proxy answers: the service's envelope, and refusals that a page's client reads rightly.

/** An answer other than success. Its message is for whoever builds the page, its cause for the site's own log. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message @param {Record<string, string>} [headers] @param {unknown} [cause] */
  constructor(status, message, headers = {}, cause = undefined) {
    super(message, { cause });
    this.status = status;
    this.headers = headers;
  }
}

/**
 * Nothing of an answer is the service's but its data: no header of it, and no cookie.
 *
 * @param {number} status
 * @param {string} message
 * @param {unknown} data
 * @param {Record<string, string>} [headers]
 */
function enveloped(status, message, data, headers = {}) {
  return new Response(JSON.stringify({ code: status, message, data }), {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

/** @param {unknown} data */
export const ok = (data) => enveloped(200, "success", data);

/** @param {Refusal} refusal */
export const refused = ({ status, message, headers }) => enveloped(status, message, null, headers);

/** @typedef {import("../types.js").KlingError} KlingError */

/** The key is this site's: a page that was told "401" would ask its visitor for another. */
const KEY = "The service does not accept this site's API key: whoever runs the site must look. It said: ";

/** Such as a key function that gives none. */
const SETUP = "This site's proxy is not set up: whoever runs the site must look. It said: ";

/**
 * A submit that failed, so that the page's client finds the same charge. A status below 500 says that nothing was made;
 * from 500 on the job may exist, and the client looks for it in the history.
 *
 * @param {KlingError} error @param {number} [pause] that the rate limit asks for, in s
 */
export function ofSubmit(error, pause) {
  const { code, charge, message } = error;
  // Proven absent: the client's own look into the history finds the same, and its own options say what then.
  if (charge !== "none" || error.stage === "lookup") return new Refusal(502, LOST);
  if (code === "budget_exceeded") return new Refusal(402, ofBudget(message));
  if (code === "insufficient_credits")
    return new Refusal(402, `The service's account of this site is empty. ${message}`);
  if (code === "idempotency_conflict") return new Refusal(409, message);
  if (code === "unauthorized" || code === "forbidden") return new Refusal(403, KEY + message, {}, error);
  if (code === "config") return new Refusal(403, SETUP + message, {}, error);
  // Nothing was made, and it may be tried again.
  if (code === "rate_limited") return later(LIMIT + (error.cause ?? "nothing."), pause);
  if (code === "storage")
    return later("This site cannot write down what is spent: nothing was sent or charged.", undefined, error);
  return new Refusal(400, message);
}

const LIMIT =
  "The rate limit of this site's account refused this submit: wait, or send fewer at once. Nothing was charged. The service said: ";

const SOON = { "retry-after": "5" };

const LOST = "The service's answer to this submit was lost. Whether there is a job, the history tells.";

/** What may pass, in words of ours: the platform's own name addresses of the inside. */
const PASSING = "The service does not answer this site right now: ask again.";

/** @param {string} message */
export const ofBudget = (message) => `This site's budget, not the service's account: ${message}`;

/** @param {string} message @param {number} [pause] in s @param {unknown} [cause] */
export const later = (message, pause = 10, cause = undefined) =>
  new Refusal(429, message, { "retry-after": String(pause) }, cause);

/**
 * A question that failed. Whatever may pass is a 503, so that the page's client goes on asking.
 *
 * @param {KlingError} error
 */
export function ofQuestion(error) {
  const { code, message } = error;
  if (code === "not_found" || code === "expired") return new Refusal(404, message);
  if (code === "validation" || code === "bad_request") return new Refusal(400, message);
  if (code === "unauthorized" || code === "forbidden") return new Refusal(503, KEY + message, SOON, error);
  if (code === "budget_exceeded") return new Refusal(402, ofBudget(message));
  const isOurs = code === "config" || code === "storage";
  return new Refusal(503, PASSING, SOON, isOurs ? error : undefined);
}
