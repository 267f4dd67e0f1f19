// Options of a client.

import type { Store } from "../stores/types.js";
import type { KlingEvent } from "./updates.js";

/**
 * The bounds of the pauses between looks at a running job. When it looks the client plans itself, by how long the latest jobs
 * took; that lives in the store. Less than 5 s is for simulators and tests.
 *
 * @example
 * new KlingClient({ apiKey, polling: { maxMs: 60_000 } });
 */
export interface PollingOptions {
  /**
   * The shortest time from the submit to the first look, in ms. Where no job was done so soon, that is planned for later.
   * Default: 5000.
   */
  firstMs?: number | undefined;
  /** The shortest pause between two looks at one job, in ms. Default: 5000. */
  minMs?: number | undefined;
  /** The longest pause between two planned looks, in ms. Default: 120000. */
  maxMs?: number | undefined;
}

/**
 * How often what may be repeated is repeated: questions, uploads, and a submit that the rate limit refused.
 *
 * @example
 * new KlingClient({ apiKey, retry: { attempts: 3 } });
 */
export interface RetryOptions {
  /** How often a request is sent at the most. Default: 6. */
  attempts?: number | undefined;
  /** The first pause, in ms; each further one is twice as long. Default: 1000. */
  baseMs?: number | undefined;
  /** The longest pause, in ms. Default: 30000. */
  maxMs?: number | undefined;
}

/**
 * What may be spent, in USD, by list price. Checked and reserved before anything is sent; left out is no limit. Over it a
 * call fails with the code "budget_exceeded", charge "none".
 *
 * @example
 * new KlingClient({ apiKey, budget: { perJobUsd: 0.5, perDayUsd: 5, totalUsd: 50 } });
 */
export interface BudgetOptions {
  /** On one job. */
  perJobUsd?: number | undefined;
  /** In one day, in UTC. */
  perDayUsd?: number | undefined;
  /** In all, for as long as the store remembers. */
  totalUsd?: number | undefined;
}

/**
 * How a submit whose answer was lost is looked up in the service's history.
 *
 * @example
 * new KlingClient({ apiKey, lookup: { looks: 3, resubmitWhenAbsent: true } });
 */
export interface LookupOptions {
  /** Looks before a job that is not found counts as absent. Default: 2. */
  looks?: number | undefined;
  /** Between two looks, in ms. Default: 5000. */
  pauseMs?: number | undefined;
  /** Whether what is proven absent is submitted again by itself. Default: false. */
  resubmitWhenAbsent?: boolean | undefined;
}

/**
 * Options of a client.
 *
 * @example
 * const options: KlingClientOptions = { apiKey: () => session.key, budget: { perDayUsd: 5 } };
 */
export interface KlingClientOptions {
  /** The service's API key, or a function that gives it for each request. Left out behind a proxy. */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** The service, a proxy of yours, or a simulator. Default: https://api.wavespeed.ai */
  baseUrl?: string | URL | undefined;
  /** Default: the global `fetch`, looked up when it is used. */
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Sent with every request to `baseUrl`. */
  headers?: Record<string, string> | undefined;
  /**
   * Where jobs are remembered. Default: "indexeddb" in a page or worker, shared by its tabs; "memory" elsewhere, gone with
   * the client. Asked for by name or as a store of your own, it must work: a failure ends a call before anything is paid.
   * Left out, the client goes on in memory and tells it by an event.
   */
  store?: "indexeddb" | "memory" | Store | undefined;
  /** What may be spent. Default: no limit. */
  budget?: BudgetOptions | undefined;
  /** How a lost submit is looked up. */
  lookup?: LookupOptions | undefined;
  /** How many jobs of `generateAll` run at once. Default: 2. */
  concurrency?: number | undefined;
  /** When a running job is asked after. */
  polling?: PollingOptions | undefined;
  /** How often what may be repeated is repeated. */
  retry?: RetryOptions | undefined;
  /** The longest that one HTTP request may take, in ms; uploads get more by their size. Default: 45000. */
  requestTimeoutMs?: number | undefined;
  /** How long `wait()` waits, in ms; the job itself goes on. Default: 1800000. */
  deadlineMs?: number | undefined;
  /** Hears everything that happens to every call. What it throws is ignored. */
  onEvent?: ((event: KlingEvent) => void) | undefined;
}
