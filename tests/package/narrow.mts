// What a failure, an update and an event are known to be once one of their words is: compiled like sample.mts.

import {
  type Charge,
  type Generation,
  isKlingError,
  type Job,
  KlingClient,
  KlingError,
  type KlingErrorFields,
  type KlingEvent,
  type KlingFailure,
  type KlingRequest,
  type Outcome,
  type Update,
  type Validation,
  validate,
} from "kling-multi-i2v";
import { createSimulator, type FaultRule } from "kling-multi-i2v/simulator";

export function cost(error: unknown): string {
  if (isKlingError(error, "budget_exceeded")) {
    error.charge satisfies "none";
    return error.issues[0]?.message ?? "";
  }
  if (isKlingError(error, "submit_unknown")) {
    error.charge satisfies "unknown";
    error.canResubmit satisfies false;
    return error.candidates.join();
  }
  if (isKlingError(error, "deadline")) return error.jobId.toUpperCase();
  if (isKlingError(error, "moderated")) error.stage satisfies "result";
  if (!isKlingError(error)) return "";
  if (error.charge === "charged") return error.jobId.toUpperCase();
  if (error.canResubmit) error.charge satisfies "none";
  if (error.stage === "poll") return error.jobId.toUpperCase();
  if (error.code === "idempotency_conflict") return error.jobId ?? "not known yet";
  error.charge satisfies "none" | "unknown";
  return error.jobId ?? "";
}

// A class still: it can be caught by it, made for a test, and extended.
export class Mine extends KlingError {
  readonly at = new Date();
}
export const caught = (error: unknown): Charge => (error instanceof KlingError ? error.charge : "unknown");
const fields: KlingErrorFields = {
  ...{ message: "x", code: "server", stage: "lookup", charge: "none", canResubmit: true },
  jobId: undefined,
};
new Mine(fields).cause satisfies unknown;

export function told(update: Update): number {
  switch (update.phase) {
    case "checking":
      return update.warnings.length;
    case "uploading":
      update.jobId satisfies null;
      return update.loadedBytes;
    case "submitting":
    case "looking_up":
      return update.elapsedMs;
    default:
      return update.jobId.length + (update.usualMs ?? 0);
  }
}
export function heard(event: KlingEvent): string {
  switch (event.type) {
    case "update":
      return event.phase;
    case "repeated":
      return event.of;
    case "retry":
      return event.code;
    case "storage":
      return event.operation;
  }
}

// What is not there may be undefined: an options object of one's own can be passed on.
export async function pass(
  options: { signal?: AbortSignal; key?: string },
  pictures: readonly string[],
): Promise<Generation> {
  const kling = new KlingClient({ apiKey: options.key, budget: undefined, store: undefined });
  const request: KlingRequest = { prompt: "x", images: pictures, duration: undefined };
  return kling.generate(request, {
    signal: options.signal,
    onUpdate: undefined,
    idempotencyKey: options.key,
  });
}
export function check(what: unknown): number {
  const checked: Validation = validate(what);
  return checked.ok ? checked.request.images.length : checked.errors.length;
}
export const rule: FaultRule = { on: "submit", nth: 2, job: { status: "failed", code: 1200 } };
createSimulator({ clock: { hold: true } })
  .fault(rule)
  .remove();

declare const failure: KlingFailure;
declare const update: Update;
declare const outcome: Outcome;
declare const job: Job;
// @ts-expect-error a code that there is not
isKlingError(failure, "oops");
// @ts-expect-error a job may not be there
failure.jobId.length;
// @ts-expect-error what is charged is never sent again
if (failure.charge === "charged") failure.canResubmit satisfies true;
// @ts-expect-error a budget is never exceeded after the money is gone
if (failure.code === "budget_exceeded") failure.charge satisfies "charged";
// @ts-expect-error a failure is not to be changed
failure.charge = "none";
// @ts-expect-error there is no job while it is submitted
if (update.phase === "submitting") update.jobId.length;
// @ts-expect-error bytes are of uploads alone
update.loadedBytes.toFixed();
// @ts-expect-error a phase that there is not
if (update.phase === "queued") update.elapsedMs;
// @ts-expect-error a video is there only where it is fulfilled
outcome.value.video;
// @ts-expect-error a job's id is not to be changed
job.id = "other";
// @ts-expect-error a class needs its fields
new KlingError();
// @ts-expect-error a route that there is not
export const wrong: FaultRule = { on: "videos" };
