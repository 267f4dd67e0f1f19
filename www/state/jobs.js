// What is done with runs: begun once, followed to the end, stopped, and taken up again after a reload.
import { signal } from "@preact/signals";
import { isKlingError, KlingError } from "kling-multi-i2v";
import { newId } from "../ids.js";
import { client, isReachable, listeners, missing, presentConnection } from "./connection.js";
import * as draft from "./draft.js";
import { add, keep, recallRuns } from "./history.js";
import { note } from "./log.js";
import { isCapOdd, refreshSpent } from "./money.js";
import { keepPicture, pictureFrom } from "./pictures.js";
import { hold, isSimulated, jobIdOf, learn, mayGoOn, runs, selected, stateOf } from "./runs.js";
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

  const run = newRun({
    words: draft.words.value,
    pictures: draft.pictures.value,
    price: draft.price.value.text,
  });
  remember(run);
  selected.value = run;
  draft.pressed.value = false;
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
    const said = isKlingError(error)
      ? `${error.code}, charge ${error.charge}: ${error.message}`
      : String(error);
    note({ what: "failed", run: run.id, said, ms });
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
    await refreshSpent(await client(connection), connection.mode === "simulator");
  } catch (error) {
    note({ what: "storage", said: `spent: ${error instanceof Error ? error.message : error}` });
  }
}

const neverSent = () =>
  new KlingError({
    code: "aborted",
    stage: "submit",
    charge: "none",
    canResubmit: true,
    message: "The page was closed before anything was sent.",
  });

/**
 * Takes up what the ledger has of unfinished runs, whatever stage they were in, and what no run here knows of.
 * @param {Connection} connection
 */
export async function takeUp(connection) {
  if (!isReachable(connection)) return;
  const isHere = (/** @type {Connection} */ other) =>
    other.mode === connection.mode && other.proxyUrl === connection.proxyUrl;
  const kling = await client(connection);
  const [open, entries] = await Promise.all([kling.resume(), kling.jobs()]);
  for (const job of open) {
    const run = runs.value.find(({ id }) => id === job.idempotencyKey) ?? runOfId(job.id);
    if (run && !isHere(run.connection)) continue;
    if (run && stateOf(run) === "running") continue;
    const taken = run ?? found(job, connection);
    follow(taken, (_kling, options) => job.wait(options), true);
  }
  for (const run of runs.value) {
    if (stateOf(run) !== "waiting" || !isHere(run.connection)) continue;
    const entry = entries.find(({ idempotencyKey }) => idempotencyKey === run.id);
    const jobId = entry?.jobId ?? jobIdOf(run);
    if (jobId) follow(run, (now, options) => now.job(jobId).wait(options), true);
    else finish(run, { error: neverSent() }, true);
  }
  countMoney(connection);
}

const runOfId = (/** @type {string | null} */ jobId) =>
  jobId === null ? undefined : runs.value.find((run) => jobIdOf(run) === jobId);

/** A run for a job that the ledger alone knows of. @param {import("kling-multi-i2v").ResumedJob} job @param {Connection} connection */
function found(job, connection) {
  const { images, ...words } = job.request;
  const pictures = images.filter((url) => url !== null).map((url) => pictureFrom(url));
  const run = {
    ...newRun({ words, pictures, price: job.estimate.text }),
    connection,
    startedAt: job.startedAt,
    ...(job.idempotencyKey ? { id: job.idempotencyKey } : {}),
  };
  learn(run, { jobId: job.id });
  remember(run);
  return run;
}

/** Waits again for a job that may still give its video; looks for it where its answer was lost. @param {Run} run */
export async function goOn(run) {
  const control = isReachable(run.connection) ? undefined : obstacle();
  if (control || !mayGoOn(run)) return control;
  const before = run.progress.value.error;
  await follow(
    run,
    async (kling, options) => {
      const open = (await kling.resume()).find(
        (job) => job.idempotencyKey === run.id || (job.id !== null && job.id === jobIdOf(run)),
      );
      const jobId = jobIdOf(run);
      if (open) return open.wait(options);
      if (jobId) return kling.job(jobId).wait(options);
      throw before ?? neverSent();
    },
    true,
  );
  return undefined;
}

/** Takes up every run that can be followed by the connections that there are. */
export async function takeUpAll() {
  await recallRuns();
  /** @type {Map<string, Connection>} */
  const connections = new Map(
    [presentConnection(), { mode: /** @type {const} */ ("simulator") }].map((one) => [
      JSON.stringify(one),
      one,
    ]),
  );
  for (const run of runs.value) {
    if (stateOf(run) === "waiting") connections.set(JSON.stringify(run.connection), run.connection);
  }
  await Promise.allSettled([...connections.values()].map(takeUp));
}

listeners.add((event, connection) => {
  if (event.type !== "repeated") return;
  // The second job stands in the ledger alone: it becomes a run of its own, with its video.
  takeUp(connection).then(() => {
    const second = runOfId(event.jobId);
    if (!second) return;
    second.repeatOf = event.of;
    keep(second);
    runs.value = [...runs.value];
  });
});
