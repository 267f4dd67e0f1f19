// The runs of this browser: what is known of each, which one is on the stage, and what may be asked of them.
import { computed, signal } from "@preact/signals";
import { estimateCost, KlingError, MODEL } from "kling-multi-i2v";
import { SIMULATED_MS } from "../speed.js";
import * as draft from "./draft.js";
import { mode } from "./settings.js";

/**
 * @typedef {import("kling-multi-i2v").Charge} Charge
 * @typedef {import("kling-multi-i2v").Update} Update
 * @typedef {Pick<import("kling-multi-i2v").Generation, "id" | "video" | "flagged" | "createdAt">} Result
 * @typedef {{
 *   update?: Update,
 *   jobId?: string | null,
 *   result?: Result,
 *   error?: unknown,
 *   endedAt?: number,
 *   tookMs?: number,
 *   kept?: boolean,
 *   following?: boolean,
 *   stopped?: boolean,
 *   trouble?: string,
 *   elsewhere?: boolean,
 * }} Progress `tookMs`: only where its end was seen as it came; `kept`: the video lies in this browser, too; `stopped`: the
 *   person has ended the waiting; `trouble`: why it could not be looked at; `elsewhere`: another tab
 *   is at work on it, and it is not followed here
 * @typedef {{
 *   id: string,
 *   connection: import("./connection.js").Connection,
 *   words: import("./draft.js").Words,
 *   pictures: import("./pictures.js").Picture[],
 *   price: string,
 *   startedAt: number,
 *   batch?: { id: string, index: number, of: number },
 *   repeatOf?: string,
 *   controller: AbortController,
 *   turn?: object,
 *   key?: string,
 *   progress: import("@preact/signals").Signal<Progress>,
 * }} Run `id` is the name that the ledger has it by, too; `repeatOf`: the browser sent that job's request twice; `turn`: the
 *   following that counts, where there were several; `key`: what it is followed with, in memory alone
 */

/** The newest first. */
export const runs = signal(/** @type {Run[]} */ ([]));

/** The run on the stage; undefined shows the empty frame. */
export const selected = signal(/** @type {Run | undefined} */ (undefined));

export const isSimulated = (/** @type {Run} */ run) => run.connection.mode === "simulator";

/** Changes what is known of a run. @param {Run} run @param {Progress} news */
export function learn(run, news) {
  run.progress.value = { ...run.progress.value, ...news };
}

export const isOver = (/** @type {Run} */ run) => {
  const { result, error } = run.progress.value;
  return result !== undefined || error !== undefined;
};

/** "waiting": it is unfinished, and nobody follows it: its connection is not there. @param {Run} run */
export function stateOf(run) {
  const { result, error, following, elsewhere } = run.progress.value;
  if (result) return "done";
  if (error === undefined) return following || elsewhere ? "running" : "waiting";
  return error instanceof KlingError && ["aborted", "deadline"].includes(error.code) ? "stopped" : "failed";
}

/** Whether it waits for others of its batch. @param {Run} run */
export const isQueued = (run) =>
  stateOf(run) === "running" && run.batch !== undefined && !run.progress.value.update && !jobIdOf(run);

/** @type {readonly string[]} */
const BEFORE_THE_SUBMIT = ["checking", "uploading"];

/**
 * What a run has cost by now, as far as it is known.
 * @param {Run} run
 * @returns {Charge}
 */
export function chargeOf(run) {
  const { update, result, error, jobId, following } = run.progress.value;
  if (result) return "charged";
  if (error !== undefined) return error instanceof KlingError ? error.charge : "unknown";
  if (update?.jobId || jobId) return "charged";
  if (!following) return "unknown";
  return update === undefined || BEFORE_THE_SUBMIT.includes(update.phase) ? "none" : "unknown";
}

/** The job's id as far as it is known. @param {Run} run */
export function jobIdOf(run) {
  const { result, error, update, jobId } = run.progress.value;
  const ofError = error instanceof KlingError ? error.jobId : undefined;
  return result?.id ?? ofError ?? update?.jobId ?? jobId ?? undefined;
}

/**
 * How a job may have ended for good. Any other failure with a charge leaves a job that may still give its video.
 * @type {readonly string[]}
 */
const ENDS = [
  "job_failed",
  "moderated",
  "cancelled",
  "expired",
  "no_output",
  "validation",
  "idempotency_conflict",
];

/** Whether there is a job, or may be one, whose video can still be waited for. @param {Run} run */
export function mayGoOn(run) {
  const { result, error } = run.progress.value;
  if (result) return false;
  if (error === undefined) return stateOf(run) === "waiting";
  return error instanceof KlingError && error.charge !== "none" && !ENDS.includes(error.code);
}

const isOfForm = (/** @type {Run} */ run) =>
  draft.fingerprintOf(run.words, run.pictures) === draft.fingerprint.value &&
  run.connection.mode === mode.value;

/**
 * Why Run must wait, if it must: a second press could pay twice for one video.
 * "sending": a job has no id yet. "same": these very inputs are under way.
 */
export const hold = computed(() => {
  const running = runs.value.filter((run) => stateOf(run) === "running" && !run.batch);
  if (running.some((run) => !jobIdOf(run))) return "sending";
  return running.some(isOfForm) ? "same" : undefined;
});

/** The newest run of the very inputs in the form that has cost something, or may have. */
export const paidBefore = computed(() => runs.value.find((run) => isOfForm(run) && chargeOf(run) !== "none"));

export const running = computed(() => runs.value.filter((run) => stateOf(run) === "running"));

/**
 * How long such a run usually takes, in milliseconds: the median of those seen in this browser, else what is known.
 * @param {Run} run
 * @returns {number | undefined}
 */
export function usualMs(run) {
  const took = runs.value
    .filter((other) => isSimulated(other) === isSimulated(run) && other.words.duration === run.words.duration)
    .flatMap(({ progress }) => (progress.value.result ? (progress.value.tookMs ?? []) : []))
    .slice(0, 20)
    .sort((a, b) => a - b);
  if (took.length > 0) return took[Math.floor(took.length / 2)];
  if (isSimulated(run)) return SIMULATED_MS[run.words.duration];
  const { update } = run.progress.value;
  return update && "usualMs" in update ? (update.usualMs ?? undefined) : undefined;
}

/** What these cost together. @param {Pick<Run, "words">[]} these */
export const priceOf = (these) => estimateCost(these.map(({ words }) => words));

const DAY_MS = 86_400_000;

/** When the service forgets a run's job and its video, in milliseconds since 1970. @param {Run} run */
export function forgottenAt(run) {
  const { result } = run.progress.value;
  const made = Date.parse(result?.createdAt ?? "");
  return (Number.isNaN(made) ? run.startedAt : made) + MODEL.keptDays * DAY_MS;
}
