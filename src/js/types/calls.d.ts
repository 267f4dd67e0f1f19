// Options of one call.

import type { Update, UploadProgress } from "./updates.js";

/**
 * Options of one call.
 *
 * @example
 * await kling.balance({ signal: AbortSignal.timeout(10_000) });
 */
export interface CallOptions {
  /** Ends the call at once, with the code "aborted". What was submitted goes on and is billed. */
  signal?: AbortSignal | undefined;
}

/**
 * Options of waiting.
 *
 * @example
 * await kling.job(id).wait({ onUpdate: ({ phase, elapsedMs }) => console.log(phase, elapsedMs) });
 */
export interface WaitOptions extends CallOptions {
  /** Hears each step. What it throws is ignored. */
  onUpdate?: ((update: Update) => void) | undefined;
}

/**
 * Options of submitting.
 *
 * @example
 * // Pressed twice, in two tabs, or again after a reload: one job, one charge.
 * await kling.generate(request, { idempotencyKey: "order-42" });
 */
export interface SubmitOptions extends WaitOptions {
  /** Hears the uploads alone. What it throws is ignored. */
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined;
  /**
   * A name of yours for this wish, 1 to 256 characters: it is submitted once, ever, within the store. A second call with it,
   * at once, after a reload or from another tab, gets the same job; one with another request fails with the code
   * "idempotency_conflict".
   */
  idempotencyKey?: string | undefined;
}

/**
 * Options of a batch.
 *
 * @example
 * await kling.generateAll(requests, { concurrency: 4, idempotencyPrefix: "spring-catalogue" });
 */
export interface BatchOptions extends CallOptions {
  /** How many jobs run at once, 1 or more. Default: the client's `concurrency`. */
  concurrency?: number | undefined;
  /** Hears each step of each job; `index` says whose. What it throws is ignored. */
  onUpdate?: ((update: Update & { index: number }) => void) | undefined;
  /** Request number i gets the key "<prefix>/<i>": the same call again goes on where it stopped. */
  idempotencyPrefix?: string | undefined;
}
