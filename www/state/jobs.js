// What is done with runs: begun once, followed to the end, and stopped.
import { signal } from "@preact/signals";
import { isKlingError } from "kling-multi-i2v";
import { newId } from "../ids.js";
import { errorText } from "../words.js";
import { client, ledgerOf, missing, presentConnection } from "./connection.js";
import * as draft from "./draft.js";
import { add, keep } from "./history.js";
import { factsOf, note } from "./log.js";
import { isCapOdd, overCap, refreshSpent } from "./money.js";
import { isAnyLost, keepPicture } from "./pictures.js";
import { chargeOf, hold, isSimulated, jobIdOf, learn, priceOf, selected } from "./runs.js";
import { apiKey } from "./secrets.js";
import { prepareScenario } from "./simulator.js";
import { atWork } from "./tabs.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("kling-multi-i2v").KlingClient} KlingClient */
/** @typedef {import("kling-multi-i2v").Generation} Generation */

/** What Run found missing in the connection. */
export const connectionProblem = signal(/** @type {ReturnType<typeof missing>} */ (undefined));

/** @typedef {{ words: import("./draft.js").Words, pictures: import("./pictures.js").Picture[], price: string }} Inputs */

/**
 * A run of these inputs by the present connection, not begun yet.
 * @param {Inputs} inputs
 * @param {Partial<Pick<Run, "id" | "batch" | "connection" | "startedAt">>} [more]
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
 * What must be seen to before so much is spent: the id of the control that needs the person, if any.
 * @param {number} micros
 * @returns {string | undefined}
 */
export function obstacle(micros) {
  if (isCapOdd.value) return "field-cap";
  connectionProblem.value = missing();
  if (connectionProblem.value) return connectionProblem.value.control;
  // The client would refuse it as well, as a run that failed.
  return overCap(micros) > 0 ? "field-cap" : undefined;
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
  const control = obstacle(draft.price.value.micros);
  if (control) return control;

  launch({
    words: draft.words.value,
    pictures: draft.pictures.value,
    price: draft.price.value.text,
  });
  draft.pressed.value = false;
  draft.formNotice.value = { text: "" };
  return undefined;
}

/** @param {Inputs} inputs */
function launch(inputs) {
  const run = newRun(inputs);
  remember(run);
  selected.value = run;
  begin(run);
}

/**
 * Runs the inputs of a run that cost nothing once more, and leaves the form as it is.
 * @param {Run} run
 * @returns {Promise<string | undefined>} the id of the control that needs the person, if any
 */
export async function runAgain({ words, pictures, price }) {
  const control = obstacle(priceOf([{ words }]).micros);
  if (control) return control;
  // A picture that is gone is seen to in the form.
  if (await isAnyLost(pictures)) {
    await draft.fillIn(words, pictures, "The inputs of that run.");
    return "field-images";
  }
  // Pressed twice meanwhile, it is one run.
  if (!hold.value) launch({ words, pictures, price });
  return undefined;
}

/** Lists runs and writes them down before anything is sent. @param {Run[]} fresh */
export function remember(...fresh) {
  add(...fresh);
  for (const picture of new Set(fresh.flatMap(({ pictures }) => pictures))) keepPicture(picture);
  fresh.forEach(keep);
}

/** @param {Run} run */
function begin(run) {
  return atWork(run.id, () =>
    follow(run, async (kling, options) => {
      if (isSimulated(run)) await prepareScenario();
      const request = { ...run.words, images: draft.imagesOf(run.pictures) };
      return kling.generate(request, { ...options, idempotencyKey: run.id });
    }),
  );
}

/** From here on a run is followed, with the present key, and what was said of its last end is past. @param {Run} run */
export function setOut(run) {
  run.key = apiKey.value;
  const past = { error: undefined, endedAt: undefined, trouble: undefined, stopped: false, elsewhere: false };
  learn(run, { ...past, following: true });
}

/**
 * Follows a run to its end, and writes down what becomes of it.
 * @param {Run} run
 * @param {(kling: KlingClient, options: import("kling-multi-i2v").WaitOptions) => Promise<Generation>} wait
 * @param {boolean} [wasBegun] that it was begun before: how long it took was not seen
 */
export async function follow(run, wait, wasBegun = false) {
  const before = run.progress.value;
  const cost = chargeOf(run);
  // Followed anew, it is no longer followed as before.
  if (before.following && run.turn) run.controller.abort();
  if (run.controller.signal.aborted) run.controller = new AbortController();
  const { signal: stopping } = run.controller;
  const turn = {};
  run.turn = turn;
  setOut(run);
  try {
    const kling = await client(run.connection);
    const onUpdate = (/** @type {import("kling-multi-i2v").Update} */ update) => {
      if (run.turn === turn) hear(run, update);
    };
    const generation = await wait(kling, { signal: stopping, onUpdate });
    if (run.turn === turn) finish(run, { generation }, wasBegun);
  } catch (error) {
    if (run.turn !== turn) return;
    if (wasBegun && cost !== "none" && isOfTheLook(error)) return backTo(run, before, error);
    finish(run, { error }, wasBegun);
  }
}

/** Whether a failure tells of the looking alone, and nothing of the job that was looked for. @param {unknown} error */
const isOfTheLook = (error) =>
  isKlingError(error) && ["config", "storage"].includes(error.code) && error.charge === "none";

/**
 * What was known of a run stays known where it could not be looked at.
 * @param {Run} run
 * @param {import("./runs.js").Progress} before
 * @param {unknown} error
 */
export function backTo(run, before, error) {
  note({ what: "storage", run: run.id, said: factsOf(error) });
  learn(run, { ...before, following: false, trouble: errorText(error) });
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
    // In a batch it stood in a queue first.
    const isTimed = !wasBegun && !run.batch;
    learn(run, { result: { id, video, flagged, createdAt }, endedAt, ...(isTimed ? { tookMs: ms } : {}) });
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
