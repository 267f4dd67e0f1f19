// What is told while a call runs.

import type { KlingErrorCode, Stage } from "./error.js";
import type { Issue } from "./request.js";

/**
 * How far the uploads of one call are.
 *
 * @example
 * const words = ({ uploaded, total }: UploadProgress) => `${uploaded} of ${total} pictures are up`;
 */
export interface UploadProgress {
  /** Pictures that are up. */
  uploaded: number;
  /** Pictures to upload. */
  total: number;
  /** Bytes that are out: picture by picture in Node, as they go in a page or worker. */
  loadedBytes: number;
  /** Bytes of all pictures together. */
  totalBytes: number;
}

/**
 * What every update before the job's id has.
 *
 * @example
 * const words = ({ elapsedMs }: EarlyUpdate) => `No job yet, after ${elapsedMs} ms`;
 */
export interface EarlyUpdate {
  /** There is no job yet. */
  jobId: null;
  /** Since the call began, in ms. */
  elapsedMs: number;
}

/**
 * The request was checked.
 *
 * @example
 * await kling.generate(request, {
 *   onUpdate: (update) => update.phase === "checking" && console.warn(update.warnings),
 * });
 */
export interface CheckingUpdate extends EarlyUpdate {
  /** The first of all. */
  phase: "checking";
  /** What Kling may mind, though the service takes it. */
  warnings: Issue[];
}

/**
 * Pictures go up.
 *
 * @example
 * const percent = ({ loadedBytes, totalBytes }: UploadingUpdate) => Math.round((100 * loadedBytes) / totalBytes);
 */
export interface UploadingUpdate extends EarlyUpdate, UploadProgress {
  /** Told several times, where there are pictures to upload. */
  phase: "uploading";
}

/**
 * The paid request goes out.
 *
 * @example
 * await kling.generate(request, {
 *   onUpdate: (update) => update.phase === "submitting" && console.log("From here on it costs."),
 * });
 */
export interface SubmittingUpdate extends EarlyUpdate {
  /** Told once; again where the rate limit had refused it. */
  phase: "submitting";
}

/**
 * The answer to the submit was lost.
 *
 * @example
 * await kling.generate(request, {
 *   onUpdate: (update) => update.phase === "looking_up" && console.log("Looking whether there is a job …"),
 * });
 */
export interface LookingUpUpdate extends EarlyUpdate {
  /** The job is looked for in the service's history. */
  phase: "looking_up";
}

/**
 * The job's state, as the service tells it.
 *
 * @example
 * const part = ({ elapsedMs, usualMs }: JobUpdate) => (usualMs ? Math.min(1, elapsedMs / usualMs) : null);
 */
export interface JobUpdate {
  /** "created" and "processing" are on the way; the others are an end. */
  phase: "created" | "processing" | "completed" | "failed" | "cancelled" | "timeout" | "deleted";
  /** The job. */
  jobId: string;
  /** Since the call began, in ms. */
  elapsedMs: number;
  /** The service's own word for where the job stands. */
  status: string;
  /** How long jobs of this length usually take, as far as this client knows, in ms; null for an unknown length. */
  usualMs: number | null;
}

/**
 * One step of a call. `phase` tells which, and what else is in it.
 *
 * @example
 * function line(update: Update): string {
 *   switch (update.phase) {
 *     case "uploading":
 *       return `${update.loadedBytes} of ${update.totalBytes} bytes`;
 *     case "created":
 *     case "processing":
 *       return `${update.jobId}: ${Math.round(update.elapsedMs / 1000)} s`;
 *     default:
 *       return update.phase;
 *   }
 * }
 */
export type Update = CheckingUpdate | UploadingUpdate | SubmittingUpdate | LookingUpUpdate | JobUpdate;

/**
 * An update of any call of the client.
 *
 * @example
 * const words = ({ index, phase }: UpdateEvent) => `video ${index ?? 0}: ${phase}`;
 */
export type UpdateEvent = Update & {
  /** Which event it is. */
  type: "update";
  /** Which request of a batch it is of. */
  index?: number;
};

/**
 * A store failed, and the client goes on without it.
 *
 * @example
 * const words = ({ operation, message }: StoreEvent) => `The ledger failed at ${operation}: ${message}`;
 */
export interface StoreEvent {
  /** Which event it is. */
  type: "storage";
  /** What it was asked for: "get", "put", "list", … */
  operation: string;
  /** The store's own words. */
  message: string;
}

/**
 * The browser sent the paid request of the job `of` twice by itself, and `jobId` was made and paid for, too. It stands in
 * the ledger: it counts in `spent()`, and `jobs()` and `resume()` have it.
 *
 * @example
 * const words = ({ jobId, of }: RepeatedEvent) => `${jobId} was made beside ${of}, and is paid for, too`;
 */
export interface RepeatedEvent {
  /** Which event it is. */
  type: "repeated";
  /** The second job. */
  jobId: string;
  /** The job that was meant. */
  of: string;
}

/**
 * What may be repeated is sent again after a pause.
 *
 * @example
 * const words = ({ stage, code, pauseMs }: RetryEvent) => `${stage}: ${code}, again in ${pauseMs} ms`;
 */
export interface RetryEvent {
  /** Which event it is. */
  type: "retry";
  /** What was being done. */
  stage: Stage;
  /** What was met. */
  code: KlingErrorCode;
  /** How long it waits, in ms. */
  pauseMs: number;
}

/**
 * What `onEvent` hears. `type` tells which.
 *
 * @example
 * new KlingClient({
 *   apiKey,
 *   onEvent(event) {
 *     if (event.type === "storage") console.warn(`Nothing is remembered: ${event.message}`);
 *     if (event.type === "repeated") console.warn(`Paid twice by the browser: ${event.jobId}`);
 *   },
 * });
 */
export type KlingEvent = UpdateEvent | StoreEvent | RepeatedEvent | RetryEvent;
