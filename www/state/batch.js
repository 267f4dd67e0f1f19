// A batch: its runs, each one's end, stopping it, and going on with what was not begun. What it is to make is planned before.
import { signal } from "@preact/signals";
import { newId } from "../ids.js";
import { client, isSameConnection, presentConnection } from "./connection.js";
import * as draft from "./draft.js";
import { backTo, finish, hear, newRun, obstacle, remember, setOut } from "./jobs.js";
import { fetchFile, isAnyLost } from "./pictures.js";
import { chargeOf, isOver, isSimulated, jobIdOf, mayGoOn, priceOf, runs } from "./runs.js";
import { prepareScenario } from "./simulator.js";
import { atWork } from "./tabs.js";
import { goOn } from "./take-up.js";

/** @typedef {import("./runs.js").Run} Run */

/** How many videos of a batch are made at a time: what the service's first level allows. */
export const AT_ONCE = 2;

/** The runs of a batch, in its order. @param {string} id */
export const runsOf = (id) =>
  runs.value
    .filter((run) => run.batch?.id === id)
    .sort((a, b) => (a.batch?.index ?? 0) - (b.batch?.index ?? 0));

/** Whether every place is still there: one that is missing would give each later run another's name in the ledger. @param {Run[]} all */
export const isWhole = (all) => all.length > 0 && all.length === all[0]?.batch?.of;

/** The batch whose runs are shown. */
export const shown = signal(/** @type {string | undefined} */ (undefined));

/** What ends the waiting for a batch that runs in this tab. @type {Map<string, AbortController>} */
const controllers = new Map();

/** Lists a run for each of these inputs, and runs them. @param {import("./jobs.js").Inputs[]} all */
export function beginBatch(all) {
  const id = newId();
  const fresh = all.map((inputs, index) =>
    newRun(inputs, { id: `${id}/${index}`, batch: { id, index, of: all.length } }),
  );
  remember(...fresh);
  shown.value = id;
  runBatch(id);
}

/** @type {readonly string[]} */
const ENDED = ["completed", "failed", "cancelled", "timeout", "deleted"];

/** Runs what a batch has not done yet: what was begun is gone on with, and nothing is paid twice. @param {string} id */
const runBatch = (id) => atWork(id, () => runOpen(id));

/** @param {string} id */
async function runOpen(id) {
  const all = runsOf(id);
  const [first] = all;
  if (!first || !isWhole(all) || controllers.has(id)) return;
  const controller = new AbortController();
  controllers.set(id, controller);
  const open = all.filter((run) => !run.progress.value.result);
  const before = new Map(open.map((run) => [run, { ...run.progress.value, cost: chargeOf(run) }]));
  open.forEach(setOut);
  /** @type {import("kling-multi-i2v").Outcome[]} */
  let outcomes = [];
  /** @type {unknown} */
  let trouble;
  try {
    const kling = await client(first.connection);
    if (isSimulated(first)) await prepareScenario();
    await Promise.all(all.flatMap(({ pictures }) => pictures).map(fetchFile));
    const requests = all.map(({ words, pictures }) => ({ ...words, images: draft.imagesOf(pictures) }));
    outcomes = await kling.generateAll(requests, {
      idempotencyPrefix: id,
      concurrency: AT_ONCE,
      signal: controller.signal,
      onUpdate({ index, ...update }) {
        const run = all[index];
        if (!run || isOver(run)) return;
        hear(run, /** @type {import("kling-multi-i2v").Update} */ (update));
        // Its outcome is told with all the others'; a person wants to see it now.
        if (ENDED.includes(update.phase) && update.jobId) showEnd(run, kling.job(update.jobId));
      },
    });
  } catch (error) {
    trouble = error;
  }
  controllers.delete(id);
  all.forEach((run, index) => {
    if (isOver(run)) return;
    const outcome = outcomes[index];
    const { cost, ...known } = before.get(run) ?? { cost: "none" };
    if (outcome?.status === "fulfilled") finish(run, { generation: outcome.value });
    else if (outcome === undefined && cost !== "none") backTo(run, known, trouble);
    else {
      finish(run, { error: outcome?.reason ?? trouble });
      // What was sent is made and charged: its video is still waited for.
      if (controller.signal.aborted && mayGoOn(run)) goOn(run);
    }
  });
}

/** @param {Run} run @param {import("kling-multi-i2v").Job} job */
async function showEnd(run, job) {
  try {
    const generation = await job.wait();
    if (!isOver(run)) finish(run, { generation });
  } catch (error) {
    if (!isOver(run)) finish(run, { error });
  }
}

/**
 * Runs what was never begun, unless something is missing: then tells which control to go to.
 * @param {string} id
 * @returns {Promise<string | undefined>}
 */
export async function runTheRest(id) {
  const rest = neverBegun(id);
  if (!isOfPresent(rest)) return undefined;
  const control = obstacle(priceOf(rest).micros);
  if (control) return control;
  for (const { words, pictures } of rest) {
    if (!(await isAnyLost(pictures))) continue;
    await draft.fillIn(words, pictures, "The inputs of a run of that batch: a picture of it is gone.");
    return "field-images";
  }
  runBatch(id);
  return undefined;
}

/** Begins nothing new; what was submitted goes on and is charged. @param {string} id */
export const stopBatch = (id) => controllers.get(id)?.abort();

export const isBatchRunning = (/** @type {string} */ id) =>
  runsOf(id).some((run) => run.progress.value.following && !isOver(run)) && controllers.has(id);

/** Whether the page is set to what these were run by: else a press would spend another's money than the page names. @param {Run[]} all */
export const isOfPresent = ([first]) =>
  first !== undefined && isSameConnection(first.connection, presentConnection());

/**
 * The runs of a batch that have no job: going on would begin, and charge, them. A job that failed stays as it is, for its
 * name in the ledger is taken: it can be run again from the stage.
 * @param {string} id
 */
export function neverBegun(id) {
  const all = runsOf(id);
  if (!isWhole(all)) return [];
  return all.filter(
    (run) => run.progress.value.error !== undefined && chargeOf(run) === "none" && jobIdOf(run) === undefined,
  );
}
