// How a call fails: one class, with what it cost.

import type { Issue } from "./request.js";

// biome-ignore lint/complexity/noUselessEmptyExport: a .d.ts without it also exports what it does not say it exports.
export {};

/**
 * What went wrong. The table of all, with what to do, is in docs/errors.md.
 *
 * @example
 * const words: Partial<Record<KlingErrorCode, string>> = { moderated: "Choose another picture." };
 */
export type KlingErrorCode =
  | "validation"
  | "unauthorized"
  | "forbidden"
  | "insufficient_credits"
  | "budget_exceeded"
  | "rate_limited"
  | "not_found"
  | "bad_request"
  | "upload_failed"
  | "network"
  | "timeout"
  | "server"
  | "bad_response"
  | "submit_unknown"
  | "aborted"
  | "deadline"
  | "job_failed"
  | "moderated"
  | "cancelled"
  | "expired"
  | "no_output"
  | "idempotency_conflict"
  | "storage"
  | "config";

/**
 * How far a call had come.
 *
 * @example
 * const isBeforeTheSubmit = (stage: Stage) => ["config", "validate", "budget", "upload"].includes(stage);
 */
export type Stage = "config" | "validate" | "budget" | "upload" | "submit" | "lookup" | "poll" | "result";

/**
 * Whether it cost something: refused, never sent or refunded; a job exists; a job may exist.
 *
 * @example
 * const words: Record<Charge, string> = {
 *   none: "It cost nothing.",
 *   charged: "It is paid for.",
 *   unknown: "It may have been paid for.",
 * };
 */
export type Charge = "none" | "charged" | "unknown";

/**
 * What a {@link KlingError} is made of.
 *
 * @example
 * // A failure for a test of your own error page.
 * const fields: KlingErrorFields = {
 *   message: "The account has not enough credits: top it up and submit again.",
 *   code: "insufficient_credits",
 *   stage: "submit",
 *   charge: "none",
 *   canResubmit: true,
 * };
 * throw new KlingError(fields);
 */
export interface KlingErrorFields {
  /** For a person: what is wrong and what to do. */
  message: string;
  /** What went wrong. */
  code: KlingErrorCode;
  /** How far the call had come. */
  stage: Stage;
  /** What it cost. */
  charge: Charge;
  /** Whether the same call may be sent again. */
  canResubmit: boolean;
  /** The job. Default: null. */
  jobId?: string | null | undefined;
  /** The HTTP status. Default: null. */
  status?: number | null | undefined;
  /** Every problem. Default: none. */
  issues?: Issue[] | undefined;
  /** Ids of the jobs that may be the lost one. Default: none. */
  candidates?: string[] | undefined;
  /** What lies beneath. */
  cause?: unknown;
}

/**
 * Everything that this package rejects with or throws. `isKlingError` finds it in a `catch`, and tells the compiler more:
 * see {@link KlingFailure}.
 *
 * @example
 * try {
 *   await kling.generate(request);
 * } catch (error) {
 *   if (!(error instanceof KlingError)) throw error;
 *   console.error(error.code, error.charge, error.message);
 * }
 */
export class KlingError extends Error {
  /**
   * Made by this package; by you for tests of your own.
   *
   * @example
   * new KlingError({ message: "Gone.", code: "expired", stage: "result", charge: "charged", canResubmit: false });
   */
  constructor(fields: KlingErrorFields);
  /** Always "KlingError". */
  readonly name: "KlingError";
  /** What went wrong. */
  readonly code: KlingErrorCode;
  /** How far the call had come. */
  readonly stage: Stage;
  /** What it cost: the question that every failure answers. */
  readonly charge: Charge;
  /** Whether the same call may be sent again: nothing was charged, and it was not the request that was refused. */
  readonly canResubmit: boolean;
  /** The job, where there is one: `client.job(jobId)` finds it again. */
  readonly jobId: string | null;
  /** The HTTP status, where there was an answer; or the code that the service put in its place. */
  readonly status: number | null;
  /** Every problem, for the codes "validation" and "config"; which limit, for "budget_exceeded". */
  readonly issues: Issue[];
  /** For "submit_unknown": ids of the jobs that may be the lost one. */
  readonly candidates: string[];
}

/** Codes of failures that a job cannot have had before it was made. */
type OfJobs = "deadline" | "job_failed" | "moderated" | "cancelled" | "expired" | "no_output";

/** Codes of failures after which there is no job to wait for. */
type OfNoJob =
  | "validation"
  | "budget_exceeded"
  | "upload_failed"
  | "submit_unknown"
  | "job_failed"
  | "moderated"
  | "idempotency_conflict"
  | "storage";

/**
 * It ended before there was a job.
 *
 * @example
 * const again = (error: RefusedError) => (error.canResubmit ? kling.generate(request) : null);
 */
export interface RefusedError extends KlingError {
  readonly code: Exclude<KlingErrorCode, OfJobs | "submit_unknown" | "idempotency_conflict">;
  readonly stage: "config" | "validate" | "budget" | "upload" | "submit" | "lookup";
  readonly charge: "none";
  readonly jobId: null;
}

/**
 * The `idempotencyKey` is that of a job with another request. `jobId` is that job, where it has an id.
 *
 * @example
 * if (isKlingError(error, "idempotency_conflict")) console.log(error.jobId); // the job that has the key
 */
export interface ConflictError extends KlingError {
  readonly code: "idempotency_conflict";
  readonly stage: "validate";
  readonly charge: "none";
  readonly canResubmit: false;
}

/**
 * The job failed, and the service refunds it.
 *
 * @example
 * if (isKlingError(error, "moderated")) console.log(error.charge); // "none": it is paid back
 */
export interface RefundedError extends KlingError {
  readonly code: "job_failed" | "moderated" | "insufficient_credits" | "timeout";
  readonly stage: "result";
  readonly charge: "none";
  readonly jobId: string;
}

/**
 * A job exists and is billed. In the stage "poll" it goes on: `client.job(jobId).wait()` waits for it again.
 *
 * @example
 * const again = (error: ChargedError) => kling.job(error.jobId).wait();
 */
export interface ChargedError extends KlingError {
  readonly code: Exclude<KlingErrorCode, OfNoJob>;
  readonly stage: "poll" | "result";
  readonly charge: "charged";
  readonly canResubmit: false;
  readonly jobId: string;
}

/**
 * The submit was sent, and whether a job was made is not known. `resume()` looks for it.
 *
 * @example
 * if (isKlingError(error, "submit_unknown")) for (const job of await kling.resume()) await job.wait();
 */
export interface LostError extends KlingError {
  readonly code: "submit_unknown" | "aborted";
  readonly stage: "submit" | "lookup";
  readonly charge: "unknown";
  readonly canResubmit: false;
  readonly jobId: null;
}

/**
 * A job of which only the id was given: whether there is such a job is not known.
 *
 * @example
 * const again = (error: UnheardError) => kling.job(error.jobId).status();
 */
export interface UnheardError extends KlingError {
  readonly code: Exclude<KlingErrorCode, OfNoJob | "cancelled" | "expired" | "no_output">;
  readonly stage: "poll";
  readonly charge: "unknown";
  readonly canResubmit: false;
  readonly jobId: string;
}

/**
 * A {@link KlingError} as this package makes them: what holds for it follows from its `charge`, `stage` and `code`.
 *
 * @example
 * function next(error: KlingFailure): string {
 *   if (error.charge === "charged") return error.jobId; // a string: there is a job
 *   if (error.canResubmit) return error.charge; // "none": nothing was paid
 *   return error.message;
 * }
 */
export type KlingFailure =
  | RefusedError
  | ConflictError
  | RefundedError
  | ChargedError
  | LostError
  | UnheardError;

/**
 * Whether a caught value is a {@link KlingError}, also one of another copy of this package; with a code, whether it is one
 * of that code.
 *
 * @example
 * try {
 *   await kling.generate(request);
 * } catch (error) {
 *   if (isKlingError(error, "deadline")) await kling.job(error.jobId).wait();
 *   else if (isKlingError(error)) console.error(error.message);
 *   else throw error;
 * }
 */
export function isKlingError(value: unknown): value is KlingFailure;
export function isKlingError<Code extends KlingErrorCode>(
  value: unknown,
  code: Code,
): value is KlingFailure & {
  /** The one that was asked for. */
  readonly code: Code;
};
