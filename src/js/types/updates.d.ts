// What is told while a call runs.

import type { KlingErrorCode, Stage } from "./error.js";
import type { Issue } from "./request.js";

/** What every update has. */
interface UpdateBase {
  /** The job, from "created" on. */
  jobId: string | null;
  /** Since the call began, in ms. */
  elapsedMs: number;
}

/** How far the uploads of one call are. */
export interface UploadProgress {
  /** Pictures that are up. */
  uploaded: number;
  /** Pictures to upload. */
  total: number;
  /** Bytes that are out: picture by picture in Node, as they go in a page or worker. */
  loadedBytes: number;
  totalBytes: number;
}

/** One step of a call. */
export type Update =
  | (UpdateBase & { phase: "checking"; warnings: Issue[] })
  | (UpdateBase & { phase: "uploading" } & UploadProgress)
  | (UpdateBase & { phase: "submitting" })
  /** The answer to the submit was lost: the job is looked for in the service's history. */
  | (UpdateBase & { phase: "looking_up" })
  | (UpdateBase & {
      phase: "created" | "processing" | "completed" | "failed" | "cancelled" | "timeout" | "deleted";
      /** The service's own word for where the job stands. */
      status: string;
      /** How long jobs of this length usually take, as far as this client knows, in ms; null for an unknown length. */
      usualMs: number | null;
    });

/** What `onEvent` hears. */
export type KlingEvent =
  | (Update & { type: "update"; index?: number })
  /** A store failed, and the client goes on without it. */
  | { type: "storage"; operation: string; message: string }
  /**
   * The browser sent the paid request of the job `of` twice by itself, and `jobId` was made and paid for, too. It stands in
   * the ledger: it counts in `spent()`, and `jobs()` and `resume()` have it.
   */
  | { type: "repeated"; jobId: string; of: string }
  | { type: "retry"; stage: Stage; code: KlingErrorCode; pauseMs: number };
