// Options of a client.

import type { Store } from "../stores/types.js";
import type { KlingEvent } from "./updates.js";

/** How the bounds of the looks at a running job are set. Less than 5 s is for simulators and tests. */
export interface PollingOptions {
  /** From the submit to the first look, in ms. Default: 5000. */
  firstMs?: number;
  /** The shortest pause between two looks at one job, in ms. Default: 5000. */
  minMs?: number;
  /** The longest pause, in ms. Default: 20000. */
  maxMs?: number;
}

/** How often what may be repeated is repeated: questions, uploads, and a submit that the rate limit refused. */
export interface RetryOptions {
  /** How often a request is sent at the most. Default: 6. */
  attempts?: number;
  /** The first pause, in ms; each further one is twice as long. Default: 1000. */
  baseMs?: number;
  /** The longest pause, in ms. Default: 30000. */
  maxMs?: number;
}

/** What may be spent, in USD, by list price. Checked and reserved before anything is sent; left out is no limit. */
export interface BudgetOptions {
  /** On one job. */
  perJobUsd?: number;
  /** In one day, in UTC. */
  perDayUsd?: number;
  /** In all, for as long as the store remembers. */
  totalUsd?: number;
}

/** How a submit whose answer was lost is looked up in the service's history. */
export interface LookupOptions {
  /** Looks before a job that is not found counts as absent. Default: 2. */
  looks?: number;
  /** Between two looks, in ms. Default: 5000. */
  pauseMs?: number;
  /** Whether what is proven absent is submitted again by itself. Default: false. */
  resubmitWhenAbsent?: boolean;
}

/** Options of a client. */
export interface KlingClientOptions {
  /** The service's API key, or a function that gives it for each request. Left out behind a proxy. */
  apiKey?: string | (() => string | Promise<string>);
  /** The service, a proxy of yours, or a simulator. Default: https://api.wavespeed.ai */
  baseUrl?: string | URL;
  /** Default: the global `fetch`, looked up when it is used. */
  fetch?: (input: string, init: RequestInit) => Promise<Response>;
  /** Sent with every request to `baseUrl`. */
  headers?: Record<string, string>;
  /**
   * Where jobs are remembered. Default: "indexeddb" in a page or worker, shared by its tabs; "memory" elsewhere, gone with
   * the client. Asked for by name or as a store of your own, it must work: a failure ends a call before anything is paid.
   * Left out, the client goes on in memory and tells it by an event.
   */
  store?: "indexeddb" | "memory" | Store;
  budget?: BudgetOptions;
  lookup?: LookupOptions;
  /** How many jobs of `generateAll` run at once. Default: 2. */
  concurrency?: number;
  polling?: PollingOptions;
  retry?: RetryOptions;
  /** The longest that one HTTP request may take, in ms; uploads get more by their size. Default: 45000. */
  requestTimeoutMs?: number;
  /** How long `wait()` waits, in ms; the job itself goes on. Default: 1800000. */
  deadlineMs?: number;
  /** Hears everything that happens to every call. What it throws is ignored. */
  onEvent?: (event: KlingEvent) => void;
}
