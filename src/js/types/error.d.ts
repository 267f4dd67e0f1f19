// How a call fails: one class, with what it cost.

import type { Issue } from "./request.js";

/** What went wrong. The table of all is in docs/errors.md. */
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

/** How far a call had come. */
export type Stage = "config" | "validate" | "budget" | "upload" | "submit" | "lookup" | "poll" | "result";

/** Whether it cost something: refused, never sent or refunded; a job exists; a job may exist. */
export type Charge = "none" | "charged" | "unknown";

/** What a {@link KlingError} is made of. */
export interface KlingErrorFields {
  message: string;
  code: KlingErrorCode;
  stage: Stage;
  charge: Charge;
  canResubmit: boolean;
  jobId?: string | null;
  status?: number | null;
  issues?: Issue[];
  candidates?: string[];
  cause?: unknown;
}

/** Everything that this package rejects with or throws. */
export class KlingError extends Error {
  constructor(fields: KlingErrorFields);
  readonly name: "KlingError";
  readonly code: KlingErrorCode;
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

/** Whether a caught value is a {@link KlingError}, also one of another copy of this package. */
export function isKlingError(value: unknown): value is KlingError;
