// What is done with runs: begun once, followed to the end, and stopped.
import { signal } from "@preact/signals";
import { newId } from "../ids.js";
import { client, ledgerOf, missing, presentConnection } from "./connection.js";
import * as draft from "./draft.js";
import { add, keep } from "./history.js";
import { factsOf, note } from "./log.js";
import { isCapOdd, overCap, refreshSpent } from "./money.js";
import { keepPicture } from "./pictures.js";
import { hold, isSimulated, jobIdOf, learn, selected } from "./runs.js";
import { prepareScenario } from "./simulator.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("kling-multi-i2v").KlingClient} KlingClient */
/** @typedef {import("kling-multi-i2v").Generation} Generation */

/** What Run found missing in the connection. */
export const connectionProblem = signal(/** @type {ReturnType<typeof missing>} */ (undefined));

/**
 * A run of these inputs by the present connection, not begun yet.
 * @param {{ words: import("./draft.js").Words, pictures: import("./pictures.js").Picture[], price: string }} inputs
 * @param {Partial<Pick<Run, "id" | "batch">>} [more]
 * @returns {Run}
 */
export function newRun(inputs, more = {}) {
  return {
    id: newId(),
    connection: presentConnection(),
    ...inputs,
    startedAt: Date.now(),
    controller: new AbortController(),
    progress: signal({ following: true }),
    ...more,
  };
}

/**
 * What must be seen to before anything is run: the id of the control that needs the person, if any.
 * @returns {string | undefined}
 */
export function obstacle() {
  if (isCapOdd.value) return "field-cap";
  connectionProblem.value = missing();
  return connectionProblem.value?.control;
}

/**
 * Starts a run of the form, unless something is missing: then tells which control to go to.
 * @returns {string | undefined} the id of the control that needs the person, if any
 */
export function start() {
  if (hold.value) return undefined;
  draft.pressed.value = true;
  const errors = draft.errors.value;
  // In the order of the desk: the pictures come first.
  const first = errors.find((issue) => draft.fieldOf(issue) === "images") ?? errors[0];
  if (first) return `field-${draft.fieldOf(first) || "run"}`;
  const control = obstacle();
  if (control) return control;
  // The client would refuse it as well, as a run that failed.
  if (overCap(draft.price.value.micros) > 0) return "field-cap";

  const run = newRun({
    words: draft.words.value,
    pictures: draft.pictures.value,
    price: draft.price.value.text,
  });
  remember(run);
  selected.value = run;
  draft.pressed.value = false;
  draft.formNotice.value = { text: "" };
  begin(run);
  return undefined;
}

/** Lists runs and writes them down before anything is sent. @param {Run[]} fresh */
export function remember(...fresh) {
  add(...fresh);
  for (const run of fresh) {
    for (const picture of run.pictures) keepPicture(picture);
    keep(run);
  }
}

/** @param {Run} run */
async function begin(run) {
  await follow(run, async (kling, options) => {
    if (isSimulated(run)) await prepareScenario();
    const request = { ...run.words, images: draft.imagesOf(run.pictures) };
    return kling.generate(request, { ...options, idempotencyKey: run.id });
  });
}

/**
 * Follows a run to its end, and writes down what becomes of it.
 * @param {Run} run
 * @param {(kling: KlingClient, options: import("kling-multi-i2v").WaitOptions) => Promise<Generation>} wait
 * @param {boolean} [wasBegun] that it was begun before: how long it took was not seen
 */
export async function follow(run, wait, wasBegun = false) {
  if (run.controller.signal.aborted) run.controller = new AbortController();
  const { signal } = run.controller;
  learn(run, { following: true, stopped: false, error: undefined, endedAt: undefined });
  try {
    const kling = await client(run.connection);
    const onUpdate = (/** @type {import("kling-multi-i2v").Update} */ update) => hear(run, update);
    const generation = await wait(kling, { signal, onUpdate });
    finish(run, { generation }, wasBegun);
  } catch (error) {
    finish(run, { error }, wasBegun);
  }
}

/** Takes in one step of a run. @param {Run} run @param {import("kling-multi-i2v").Update} update */
export function hear(run, update) {
  const hadId = jobIdOf(run) !== undefined;
  const isNews = update.phase !== run.progress.value.update?.phase;
  learn(run, { update });
  if (isNews) note({ what: "update", run: run.id, said: update.phase, ms: Math.round(update.elapsedMs) });
  if (update.jobId && !hadId) {
    keep(run);
    countMoney(run.connection);
  }
}

/**
 * @param {Run} run
 * @param {{ generation?: Generation, error?: unknown }} end
 * @param {boolean} [wasBegun]
 */
export function finish(run, { generation, error }, wasBegun = false) {
  const endedAt = Date.now();
  const ms = endedAt - run.startedAt;
  if (generation) {
    const { id, video, flagged, createdAt } = generation;
    learn(run, { result: { id, video, flagged, createdAt }, endedAt, ...(wasBegun ? {} : { tookMs: ms }) });
    note({ what: "done", run: run.id, said: `${id}, charged ${run.price}`, ms });
  } else {
    learn(run, { error, endedAt });
    note({ what: "failed", run: run.id, said: factsOf(error), ms });
  }
  learn(run, { following: false });
  keep(run);
  countMoney(run.connection);
}

/** Ends the waiting. A job that exists goes on at the service, and is charged. @param {Run} run */
export function stop(run) {
  learn(run, { stopped: true });
  run.controller.abort();
}

/** Reads today's sum again. @param {Connection} connection */
export async function countMoney(connection) {
  try {
    const kling = await ledgerOf(connection);
    if (kling) await refreshSpent(kling, connection);
  } catch (error) {
    note({ what: "storage", said: `spent: ${factsOf(error)}` });
  }
}
