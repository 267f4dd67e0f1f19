// How a request or a job is made to go wrong.

import type { LoggedRequest } from "./views.js";

/**
 * How a request is to go wrong.
 *
 * @example
 * const rule: FaultRule = { on: "result", nth: 3, times: 2, status: 503, retryAfter: 1 };
 */
export interface FaultRule {
  /** Which requests: a route's name, or `"*"` for all but preflights. */
  on: RouteName | "*";
  /** Which of the matching requests is the first to fail, counted from 1 since the rule was made. Default: the next. */
  nth?: number;
  /** How many requests fail. Default: 1. `Infinity` for all (over the control endpoint: `"Infinity"`). */
  times?: number | "Infinity";
  /** Only requests for which this holds. Not over the control endpoint. */
  match?: (request: LoggedRequest) => boolean;
  /** HTTP status. Default: 200 with `code` or `body`, 502 with `html`, 307 with `redirect`, else 500 with `message`. */
  status?: number;
  /** The envelope's code. Default: the status. A code other than 200 with a status of 200 is an error, too. */
  code?: number;
  /** The envelope's message. */
  message?: string;
  /** Seconds, or any other text, for a Retry-After header. */
  retryAfter?: number | string;
  /** Headers to add or replace. */
  headers?: Record<string, string>;
  /** Wait so many real milliseconds first (with `after`: between the work and the answer). */
  delayMs?: number;
  /** Cut the connection before or after the work was done. */
  cut?: "before" | "after";
  /** Do the work, announce the whole answer, send so many bytes of its body, and cut. */
  truncate?: number;
  /** Answer a gateway's HTML page. */
  html?: boolean;
  /** Answer this body as it is. A value other than a string is sent as JSON. */
  body?: unknown;
  /** Do the work, then merge these fields into the answer's `data`; `undefined`, or the names in `remove`, go. */
  patch?: Record<string, unknown> & {
    /** Names of fields that go. */
    remove?: string[];
  };
  /** Answer a redirect to this URL. */
  redirect?: string;
  /** Never answer. */
  hang?: boolean;
  /**
   * Do the work (create the job, charge for it) before the fault shows. Default: false with an error, `html`, `redirect`
   * or `hang`; true with `patch`, `truncate` and `cut: "after"`.
   */
  after?: boolean;
  /** How the job made by this submit ends. The submit itself succeeds unless the rule says more. */
  job?: JobOutcome;
}

/**
 * What a request is for.
 *
 * @example
 * const on: RouteName = "submit";
 * simulator.fault({ on, status: 503 });
 */
export type RouteName =
  | "submit"
  | "result"
  | "history"
  | "delete"
  | "balance"
  | "price"
  | "upload"
  | "upload_ticket"
  | "put"
  | "optimizer"
  | "output"
  | "download"
  | "preflight"
  | "unknown";

/**
 * How a job ends.
 *
 * @example
 * simulator.fault({ on: "submit", job: { status: "failed", error: "content moderation", code: 1200 } });
 */
export interface JobOutcome {
  /** Default: `"completed"`. Failed and timeout are refunded. */
  status?: "completed" | "failed" | "cancelled" | "timeout" | "deleted";
  /** The prediction's error text. */
  error?: string;
  /** The prediction's own code: 1200 moderation, 1402 image not fetched, … */
  code?: number;
  /** What `outputs` holds once completed, whatever its shape: `[]`, null, a string, `[{ url }]`. */
  outputs?: unknown;
  /** What `has_nsfw_contents` tells: `true` is `[true]`; anything else as it is. */
  nsfw?: unknown;
  /** How long until it ends, in simulated milliseconds. */
  ms?: number;
}

/**
 * A rule at work.
 *
 * @example
 * const fault = simulator.fault({ on: "balance", times: Infinity, status: 500 });
 * fault.remove();
 */
export interface Fault {
  /** How many requests it has made fail. */
  readonly hits: number;
  /**
   * Takes the rule away.
   *
   * @example
   * fault.remove();
   */
  remove(): void;
}
