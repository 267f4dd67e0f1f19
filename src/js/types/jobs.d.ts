// A job: running, finished, taken up again, and as the ledger has it.

import type { CallOptions, WaitOptions } from "./calls.js";
import type { Charge, KlingFailure } from "./error.js";
import type { Estimate, NormalRequest } from "./request.js";
import type { Update } from "./updates.js";

/**
 * A finished video.
 *
 * @example
 * const { id, video, flagged }: Generation = await kling.generate(request);
 */
export interface Generation {
  /** The job's id: `client.job(id)` gets it back for as long as the service keeps it. */
  id: string;
  /** Addresses of all that was made. */
  outputs: string[];
  /** Address of the video. The service keeps it for 7 days. */
  video: string;
  /** Whether the service flagged it as not safe for work. */
  flagged: boolean;
  /** How long the model worked, in ms, as the service tells it. */
  inferenceMs: number | null;
  /** RFC 3339, as the service wrote it. */
  createdAt: string | null;
  /** What it was priced at; null for a job known by its id alone. */
  estimate: Estimate | null;
  /** The service's answer, as it came. */
  raw: Record<string, unknown>;
}

/**
 * Where a job stands.
 *
 * @example
 * const { status, video }: JobStatus = await kling.job(id).status();
 */
export interface JobStatus extends Omit<Generation, "video"> {
  /** Address of the video, once there is one. */
  video: string | null;
  /** The service's own word: "created", "processing", "completed", "failed" and others. */
  status: string;
  /** The service's own words on a failure; "" where there is none. */
  error: string;
}

/**
 * A submitted job. Iterating over it waits for it and yields each update.
 *
 * @example
 * const job = await kling.submit(request);
 * for await (const { phase, elapsedMs } of job) console.log(phase, elapsedMs);
 * const { video } = await job.wait();
 */
export interface Job extends AsyncIterable<Update> {
  /** The service has the video under it for 7 days: keep it. */
  readonly id: string;
  /** What it was priced at; null for a job known by its id alone. */
  readonly estimate: Estimate | null;
  /**
   * Asks where it stands, unless it was asked a moment ago.
   *
   * @throws {KlingError} "not_found" for a job that the service does not know, or forgot after 7 days.
   * @example
   * (await job.status()).status; // "processing"
   */
  status(options?: CallOptions): Promise<JobStatus>;
  /**
   * Waits for the video. Any number of callers may wait for one job: it is asked for once.
   *
   * @throws {KlingError} "deadline" and "aborted" end the waiting, not the job; "job_failed", "moderated" and others are its
   * end.
   * @example
   * const { video, flagged } = await job.wait({ signal });
   */
  wait(options?: WaitOptions): Promise<Generation>;
  /**
   * Ends all waiting for it here, with the code "aborted". The job itself goes on and is billed: the service cannot cancel.
   *
   * @example
   * job.stop();
   */
  stop(): void;
}

/**
 * A job that an earlier page, process or call began.
 *
 * @example
 * for (const job of await kling.resume()) {
 *   console.log(job.request.prompt, new Date(job.startedAt));
 *   job.wait().then(({ video }) => console.log(video), console.error);
 * }
 */
export interface ResumedJob extends Omit<Job, "id"> {
  /** Null for a submit whose answer was lost, until `wait()` has found it. */
  readonly id: string | null;
  /** What was asked for. */
  readonly request: LedgerRequest;
  /** What it was priced at. */
  readonly estimate: Estimate;
  /** The name that you gave it. */
  readonly idempotencyKey: string | null;
  /** Milliseconds since 1970; updates count `elapsedMs` from here. */
  readonly startedAt: number;
}

/**
 * A job of a batch that has its video.
 *
 * @example
 * const link = ({ value }: Fulfilled) => value.video;
 */
export interface Fulfilled {
  /** As `Promise.allSettled` has it. */
  status: "fulfilled";
  /** The video. */
  value: Generation;
}

/**
 * A job of a batch that has none.
 *
 * @example
 * const words = ({ reason }: Rejected) => `${reason.message} Charged: ${reason.charge}`;
 */
export interface Rejected {
  /** As `Promise.allSettled` has it. */
  status: "rejected";
  /** Why, and what it cost. */
  reason: KlingFailure;
}

/**
 * What became of one job of a batch, as `Promise.allSettled` has it.
 *
 * @example
 * const failed = (await kling.generateAll(requests)).filter((outcome) => outcome.status === "rejected");
 * const again = failed.filter(({ reason }) => reason.canResubmit);
 */
export type Outcome = Fulfilled | Rejected;

/**
 * What the ledger has of one job.
 *
 * @example
 * const isUnderWay = ({ state }: LedgerEntry) => state !== "ended";
 * const left = (await kling.jobs()).filter(isUnderWay);
 */
export interface LedgerEntry {
  /** The name that you gave it. */
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
  /** What it was priced at. */
  estimate: Estimate;
  /** What it has cost, as far as that is known. */
  charge: Charge;
  /** The service's word for how it ended. */
  status: string | null;
  /** Milliseconds since 1970, by this machine's clock. */
  startedAt: number;
  /** Milliseconds since 1970; null while it runs. */
  endedAt: number | null;
}

/**
 * A request as the ledger has it: pictures by their addresses.
 *
 * @example
 * const title = ({ prompt, duration }: LedgerRequest) => `${prompt} (${duration} s)`;
 */
export interface LedgerRequest extends Omit<NormalRequest, "images"> {
  /** Null for a picture that is not up yet. */
  images: (string | null)[];
}
