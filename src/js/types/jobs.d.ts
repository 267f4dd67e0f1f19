// A job: running, finished, taken up again, and as the ledger has it.

import type { CallOptions, WaitOptions } from "./calls.js";
import type { Charge, KlingError } from "./error.js";
import type { Estimate, NormalRequest } from "./request.js";
import type { Update } from "./updates.js";

/** A finished video. */
export interface Generation {
  /** The job's id: `client.job(id)` gets it back for as long as the service keeps it. */
  id: string;
  /** Addresses of all that was made. */
  outputs: string[];
  /** Address of the video. The service keeps it for 7 days. */
  video: string;
  /** Whether the service flagged it as not safe for work. */
  flagged: boolean;
  inferenceMs: number | null;
  /** RFC 3339, as the service wrote it. */
  createdAt: string | null;
  /** What it was priced at; null for a job known by its id alone. */
  estimate: Estimate | null;
  /** The service's answer, as it came. */
  raw: Record<string, unknown>;
}

/** Where a job stands. */
export interface JobStatus extends Omit<Generation, "video"> {
  video: string | null;
  /** The service's own word: "created", "processing", "completed", "failed" and others. */
  status: string;
  /** The service's own words on a failure. */
  error: string;
}

/** A submitted job. Iterating over it waits for it and yields each update. */
export interface Job extends AsyncIterable<Update> {
  readonly id: string;
  /** What it was priced at; null for a job known by its id alone. */
  readonly estimate: Estimate | null;
  /** Asks where it stands, unless it was asked a moment ago. */
  status(options?: CallOptions): Promise<JobStatus>;
  /** Waits for the video. Any number of callers may wait for one job: it is asked for once. */
  wait(options?: WaitOptions): Promise<Generation>;
  /** Ends all waiting for it here. The job itself goes on and is billed: the service cannot cancel. */
  stop(): void;
}

/** A job that an earlier page, process or call began. */
export interface ResumedJob extends Omit<Job, "id"> {
  /** Null for a submit whose answer was lost, until `wait()` has found it. */
  readonly id: string | null;
  readonly request: LedgerRequest;
  readonly estimate: Estimate;
  readonly idempotencyKey: string | null;
  /** Milliseconds since 1970; updates count `elapsedMs` from here. */
  readonly startedAt: number;
}

/** What became of one job of a batch, as `Promise.allSettled` has it. */
export type Outcome = { status: "fulfilled"; value: Generation } | { status: "rejected"; reason: KlingError };

/** What the ledger has of one job. */
export interface LedgerEntry {
  idempotencyKey: string | null;
  /** Null until it is known. */
  jobId: string | null;
  /**
   * "preparing": nothing was sent yet. "submitting": the paid request is out. "unknown": its answer is lost.
   * "running": it has an id. "ended": the service has ended it.
   */
  state: "preparing" | "submitting" | "unknown" | "running" | "ended";
  /** As it is sent; a picture that was not uploaded yet is null. Null for a job that the service has forgotten. */
  request: LedgerRequest | null;
  estimate: Estimate;
  charge: Charge;
  /** The service's word for how it ended. */
  status: string | null;
  /** Milliseconds since 1970, by this machine's clock. */
  startedAt: number;
  endedAt: number | null;
}

/** A request as the ledger has it: pictures by their addresses. */
export interface LedgerRequest extends Omit<NormalRequest, "images"> {
  images: (string | null)[];
}
