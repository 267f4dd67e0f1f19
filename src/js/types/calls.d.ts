// Options of one call.

import type { Update, UploadProgress } from "./updates.js";

/** Options of one call. */
export interface CallOptions {
  /** Ends the call at once. What was submitted goes on and is billed. */
  signal?: AbortSignal;
}

/** Options of waiting. */
export interface WaitOptions extends CallOptions {
  /** Hears each step. What it throws is ignored. */
  onUpdate?: (update: Update) => void;
}

/** Options of submitting. */
export interface SubmitOptions extends WaitOptions {
  /** Hears the uploads alone. */
  onUploadProgress?: (progress: UploadProgress) => void;
  /**
   * A name of yours for this wish, 1 to 256 characters: it is submitted once, ever, within the store. A second call with it,
   * at once, after a reload or from another tab, gets the same job; one with another request fails.
   */
  idempotencyKey?: string;
}

/** Options of a batch. */
export interface BatchOptions extends CallOptions {
  /** How many jobs run at once. Default: the client's `concurrency`. */
  concurrency?: number;
  /** Hears each step of each job; `index` says whose. What it throws is ignored. */
  onUpdate?: (update: Update & { index: number }) => void;
  /** Request number i gets the key "<prefix>/<i>": the same call again goes on where it stopped. */
  idempotencyPrefix?: string;
}
