// This session's runs: each begun once, followed to its end, with what it cost.
import { computed, effect, signal } from "@preact/signals";
import { KlingError } from "kling-multi-i2v";
import { SIMULATOR_SPEED } from "../speed.js";
import { client, missing, mode } from "./connection.js";
import * as draft from "./draft.js";

/**
 * @typedef {import("kling-multi-i2v").Generation} Generation
 * @typedef {import("kling-multi-i2v").Update} Update
 * @typedef {{ update: Update | undefined, generation?: Generation, error?: unknown, endedMs?: number }} Progress
 * @typedef {"none" | "charged" | "unknown"} Charge
 * @typedef {{
 *   id: number,
 *   simulated: boolean,
 *   request: typeof draft.request.value,
 *   fingerprint: string,
 *   pictures: import("./draft.js").Picture[],
 *   price: string,
 *   startedAt: number,
 *   controller: AbortController,
 *   progress: import("@preact/signals").Signal<Progress>,
 * }} Run
 */

export const runs = signal(/** @type {Run[]} */ ([]));

/** The run on the stage; undefined shows the empty frame. */
export const selected = signal(/** @type {Run | undefined} */ (undefined));

/** What Run found missing in the connection. */
export const connectionProblem = signal(/** @type {ReturnType<typeof missing>} */ (undefined));

const isRunning = (/** @type {Run} */ run) => {
  const { generation, error } = run.progress.value;
  return generation === undefined && error === undefined;
};

/** @param {Run} run */
export function stateOf(run) {
  const { generation, error } = run.progress.value;
  if (generation) return "done";
  if (error === undefined) return "running";
  return error instanceof KlingError && error.code === "aborted" ? "stopped" : "failed";
}

/** @type {readonly string[]} */
const BEFORE_THE_SUBMIT = ["checking", "uploading"];

/**
 * What a run has cost by now, as far as it is known.
 * @param {Run} run
 * @returns {Charge}
 */
export function chargeOf(run) {
  const { update, generation, error } = run.progress.value;
  if (generation) return "charged";
  if (error !== undefined) return error instanceof KlingError ? error.charge : "unknown";
  if (update === undefined || BEFORE_THE_SUBMIT.includes(update.phase)) return "none";
  return update.jobId === null ? "unknown" : "charged";
}

/**
 * Why Run must wait, if it must: a second press could pay twice for one video.
 * "sending": a job has no id yet. "same": these very inputs are under way.
 */
export const hold = computed(() => {
  const running = runs.value.filter(isRunning);
  if (running.some((run) => !run.progress.value.update?.jobId)) return "sending";
  return running.some((run) => run.fingerprint === draft.fingerprint.value) ? "same" : undefined;
});

export const anyRunning = computed(() => runs.value.some(isRunning));

/**
 * How long such a run usually takes, in milliseconds: the median of this session's, else what the client knows.
 * @param {Run} run
 * @returns {number | undefined}
 */
export function usualMs(run) {
  const took = runs.value
    .filter((other) => other.simulated === run.simulated && other.request.duration === run.request.duration)
    .filter((other) => other.progress.value.generation !== undefined)
    .map((other) => other.progress.value.endedMs ?? 0)
    .sort((a, b) => a - b);
  if (took.length > 0) return took[Math.floor(took.length / 2)];
  const { update } = run.progress.value;
  if (update === undefined || !("usualMs" in update) || update.usualMs === null) return undefined;
  // The client knows the service's time; the simulator's clock runs faster.
  return run.simulated ? update.usualMs / SIMULATOR_SPEED : update.usualMs;
}

let lastId = 0;

/**
 * Starts a run of the form, unless something is missing: then tells which control to go to.
 * @returns {string | undefined} the id of the control that needs the person, if any
 */
export function start() {
  if (hold.value) return undefined;
  draft.pressed.value = true;
  const { errors } = draft.checked.value;
  // In the order of the desk: the pictures come first.
  const first = errors.find((issue) => draft.fieldOf(issue) === "images") ?? errors[0];
  if (first) return `field-${draft.fieldOf(first) || "run"}`;
  connectionProblem.value = missing();
  if (connectionProblem.value) return connectionProblem.value.control;

  lastId += 1;
  /** @type {Run} */
  const run = {
    id: lastId,
    simulated: mode.value === "simulator",
    request: draft.request.value,
    fingerprint: draft.fingerprint.value,
    pictures: draft.pictures.value,
    price: draft.price.value.text,
    startedAt: Date.now(),
    controller: new AbortController(),
    progress: signal({ update: undefined }),
  };
  runs.value = [run, ...runs.value];
  selected.value = run;
  connectionProblem.value = undefined;
  draft.pressed.value = false;
  follow(run);
  return undefined;
}

/** @param {Run} run */
async function follow(run) {
  const merge = (/** @type {Partial<Progress>} */ news) => {
    run.progress.value = { ...run.progress.value, ...news };
  };
  try {
    const kling = await client();
    const generation = await kling.generate(run.request, {
      signal: run.controller.signal,
      onUpdate: (update) => merge({ update }),
    });
    merge({ generation, endedMs: Date.now() - run.startedAt });
  } catch (error) {
    merge({ error, endedMs: Date.now() - run.startedAt });
  }
}

/** Ends the waiting. A job that exists goes on at the service, and is charged. @param {Run} run */
export function stop(run) {
  run.controller.abort();
}

/** Keeps the tab's title honest, and holds the tab while a paid job would be lost from sight. */
export function watchTab() {
  const title = document.title;
  effect(() => {
    document.title = anyRunning.value ? `Making a video · ${title}` : title;
  });
  addEventListener("beforeunload", (event) => {
    if (runs.value.some((run) => isRunning(run) && !run.simulated)) event.preventDefault();
  });
}
