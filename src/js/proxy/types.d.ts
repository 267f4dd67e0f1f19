// The types of the proxy: `import { createProxy } from "kling-multi-i2v/proxy"`.

import type { Store } from "../stores/types.js";
import type { BudgetOptions, KlingClientOptions } from "../types.js";

/**
 * Tells who asks: a name that stays the same for a user (an id of yours, 1 to 200 characters), with a budget of the user's
 * own where it differs, or `null` for nobody. A `Response` is given to the caller as it is. It is given a copy of the
 * request that has no body.
 *
 * @example
 * const authorize: Authorize = async (request) => (await sessionOf(request))?.userId ?? null;
 */
export type Authorize = (request: Request) => Admitted | Promise<Admitted>;

/**
 * A user with a budget of one's own.
 *
 * @example
 * const admitted: AdmittedUser = { user: "ann", budget: { perDayUsd: 20 } };
 */
export interface AdmittedUser {
  /** A name that stays the same, 1 to 200 characters: an id of yours. */
  user: string;
  /** What this user may spend, in USD by list price. What it leaves out is as the proxy's `budget` has it. */
  budget?: BudgetOptions | undefined;
}

/**
 * What {@link Authorize} gives.
 *
 * @example
 * const admitted: Admitted = new Response("Log in first.", { status: 401 });
 */
export type Admitted = string | AdmittedUser | Response | null | undefined | false;

/**
 * Options of a proxy.
 *
 * @example
 * const options: ProxyOptions = {
 *   apiKey,
 *   authorize: async (request) => (await sessionOf(request))?.userId ?? null,
 *   budget: { perDayUsd: 5 }, // of each user
 *   everyone: { perDayUsd: 100 }, // of all together
 * };
 */
export interface ProxyOptions
  extends Pick<
    KlingClientOptions,
    "baseUrl" | "fetch" | "polling" | "retry" | "lookup" | "requestTimeoutMs"
  > {
  /**
   * The service's API key, or a function that gives it. It stays on this server. An environment variable that is not set
   * gives `undefined`, which is refused at once: give a function where a build loads the module, as `next build` does.
   */
  apiKey: string | undefined | (() => string | undefined | Promise<string | undefined>);
  /** Who may ask. Without it there is no proxy: anybody could spend your money. */
  authorize: Authorize;
  /** What each user may spend, in USD by list price. */
  budget?: BudgetOptions | undefined;
  /** What all users together may spend, in USD by list price. */
  everyone?: EveryoneBudget | undefined;
  /**
   * Where users' jobs and sums are remembered. Default: "memory", gone with the process. Several processes share one that has
   * `compareAndPut`, such as `redisStore` of `kling-multi-i2v/redis`.
   */
  store?: "memory" | Store | undefined;
  /** Where it is mounted: the `baseUrl` of the pages' client. Default: "/api/kling". */
  basePath?: string | undefined;
  /** Other origins whose pages may call it, like "https://app.example.com". Default: its own alone. */
  origins?: readonly string[] | undefined;
  /** The largest upload, in bytes. Default: 10 MB and a little for the form around it. */
  maxUploadBytes?: number | undefined;
}

/**
 * What all users of a proxy together may spend, in USD by list price.
 *
 * @example
 * const everyone: EveryoneBudget = { perDayUsd: 100, totalUsd: 1000 };
 */
export interface EveryoneBudget {
  /** In one day, in UTC. */
  perDayUsd?: number | undefined;
  /** In all, for as long as the store remembers. */
  totalUsd?: number | undefined;
}

/**
 * What a platform gives beside the request, where a request's work may outlast its connection (Cloudflare Workers).
 *
 * @example
 * const worker = { fetch: (request: Request, env: unknown, ctx: ProxyContext) => proxy(request, ctx) };
 */
export interface ProxyContext {
  /**
   * Keeps the worker alive until the promise is settled: a submit that is out is heard to its end.
   *
   * @example
   * export default { fetch: (request: Request, env: unknown, ctx: ProxyContext) => proxy(request, ctx) };
   */
  waitUntil?(promise: Promise<unknown>): void;
  /** What Next gives a route handler. It is not read. */
  params?: unknown;
}

/**
 * A handler that pages' clients use in place of the service: `new KlingClient({ baseUrl: "/api/kling" })`, without a key.
 *
 * Closed by default: it serves one model's submit, results, history of the user's own, price, uploads and the prompt
 * optimizer, to whom `authorize` names. Every submit is checked, priced and reserved by the same core as in a page, in a
 * ledger of the user's own, so that a page that was tampered with cannot overspend, and one submit is one job however often
 * it is sent.
 *
 * @throws {KlingError} code "config", with every problem of the options in `issues`.
 * @example
 * // app/api/kling/[...path]/route.js of Next
 * const proxy = createProxy({
 *   apiKey: () => process.env.WAVESPEED_API_KEY, // asked for at each request: `next build` runs this file without a key
 *   authorize: async (request) => (await sessionOf(request))?.userId ?? null,
 *   budget: { perDayUsd: 5 },
 * });
 * export { proxy as GET, proxy as POST };
 */
export function createProxy(
  options: ProxyOptions,
): (request: Request, context?: ProxyContext) => Promise<Response>;
