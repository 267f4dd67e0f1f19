// A proxy that holds the key and pays for its users: closed by default, and as careful with money as the client is.

import { isKlingError, MODEL } from "kling-multi-i2v";
import { openStore } from "../stores/open.js";
import { later, ofQuestion, Refusal, refused } from "./answers.js";
import { createCap } from "./everyone.js";
import { HANDLERS } from "./handlers.js";
import { readOptions } from "./options.js";
import { corsOf, preflight } from "./origins.js";
import { createPeople } from "./people.js";
import { routeOf } from "./routes.js";

/** The longest name of a user. */
const USER_MOST = 200;

/** What is set of a user's own budget: an amount that is missing, in a database too, lifts no limit. @param {object} [budget] */
const set = (budget = {}) => Object.fromEntries(Object.entries(budget).filter(([, usd]) => usd != null));

/**
 * On Cloudflare Workers what a request has begun ends with it, and another that waits for it waits for ever: there each has
 * clients of its own, which meet in the store.
 */
const isBoundToRequests = () => globalThis.navigator?.userAgent === "Cloudflare-Workers";

/** @type {typeof import("./types.js").createProxy} */
export function createProxy(options) {
  const site = readOptions(options);
  const store = openStore(site.store, true, () => {});
  const cap = site.everyone && createCap(store, site.everyone);
  /** What requests have in common beside the store. */
  const common = () => ({
    people: createPeople(store, site.ofClient),
    /** What is being submitted, by its key and its request. @type {Map<string, Promise<unknown>>} */
    flights: new Map(),
  });
  const shared = common();
  const log = createLog();

  /** @param {Request} request @param {URL} url */
  async function answer(request, url) {
    const { people, flights } = isBoundToRequests() ? common() : shared;
    const { name, id } = routeOf(request.method, url, site.basePath);
    /** @type {Response | import("./people.js").Person} */
    let person;
    try {
      const who = await admitted(site, request);
      person = who instanceof Response ? who : people.get(who.user, { ...site.budget, ...set(who.budget) });
    } catch (error) {
      if (error instanceof Refusal || !(name === "submit" || name === "enhance")) throw error;
      // From a 500 on a page would have to think that its submit was lost. It was never sent.
      throw later("This site could not tell who asks: nothing was sent or charged.", undefined, error);
    }
    if (person instanceof Response) return person;
    return HANDLERS[name]({ request, id, person, site, cap, flights });
  }

  /** Without the service's address, where that is one of the inside. @param {Refusal} refusal */
  function quiet({ status, message, headers }) {
    const { host } = new URL(site.baseUrl);
    return new Refusal(
      status,
      site.baseUrl === MODEL.baseUrl ? message : message.replaceAll(host, "the service"),
      headers,
    );
  }

  return async (request, context) => {
    let cors = {};
    try {
      const url = new URL(request.url);
      cors = corsOf(request, url, site.origins);
      const isAsked = request.method === "OPTIONS" && "access-control-allow-origin" in cors;
      if (isAsked) return preflight(cors);
      const answering = answer(request, url);
      // On platforms that end with the connection: what is being paid for is heard to its end.
      context?.waitUntil?.(answering.catch(() => {}));
      return withHeaders(await answering, cors);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.cause !== undefined) log(refusal.cause);
      // Nobody is there to be answered.
      if (request.signal.aborted) return new Response(null, { status: 499 });
      return withHeaders(refused(quiet(refusal)), cors);
    }
  };
}

/**
 * Who asks, as the site knows; or its own answer.
 *
 * @param {import("./options.js").Site} site
 * @param {Request} request
 * @returns {Promise<{ user: string, budget?: import("../types.js").BudgetOptions } | Response>}
 */
async function admitted(site, request) {
  const { url, method, headers } = request;
  // A copy without the body, which is read once, later.
  const who = await site.authorize(new Request(url, { method, headers }));
  if (who instanceof Response) return who;
  if (who === null || who === undefined || who === false)
    throw new Refusal(401, "This site does not know who asks: sign in, and ask again.");
  const { user, budget, ...rest } = typeof who === "string" ? { user: who, budget: undefined } : Object(who);
  if (
    typeof user !== "string" ||
    user === "" ||
    user.length > USER_MOST ||
    !isWellFormed(user) ||
    Object.keys(rest).length > 0
  )
    throw new TypeError(
      `authorize must give a user's name of 1 to ${USER_MOST} characters, { user, budget }, or null.`,
    );
  return budget === undefined ? { user } : { user, budget };
}

/**
 * What goes wrong on this side is nobody else's to read.
 *
 * @param {unknown} error
 */
function asRefusal(error) {
  if (error instanceof Refusal) return error;
  // No option is the caller's: a budget that authorize gave, say.
  if (isKlingError(error) && error.code !== "config") return ofQuestion(error);
  const message = "This site's proxy failed: whoever runs the site finds more in its log.";
  return new Refusal(500, message, {}, error ?? "nothing was thrown");
}

/** The site's own log. What every request meets while it lasts, such as a key that is refused, is in it once a minute. */
function createLog() {
  let minute = 0;
  /** @type {Set<string>} */
  const told = new Set();
  return (/** @type {unknown} */ error) => {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) told.clear();
    minute = now;
    if (told.has(String(error))) return;
    told.add(String(error));
    console.error("kling-multi-i2v/proxy:", error);
  };
}

/**
 * The answer with more headers. One of the site's own may not be changed.
 *
 * @param {Response} answer @param {Record<string, string>} more
 */
function withHeaders(answer, more) {
  if (Object.keys(more).length === 0) return answer;
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}

/** Half a character has no place in a key of the store. @param {string} text */
function isWellFormed(text) {
  try {
    return encodeURIComponent(text) !== "";
  } catch {
    return false;
  }
}
