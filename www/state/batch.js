// A batch: the form several times, or a list of requests; its sum before, its runs, and going on after a stop.
import { computed, signal } from "@preact/signals";
import { estimateCost } from "kling-multi-i2v";
import { newId } from "../ids.js";
import { client } from "./connection.js";
import * as draft from "./draft.js";
import { finish, hear, newRun, obstacle, remember } from "./jobs.js";
import { overCap } from "./money.js";
import { fetchFile, pictureFrom } from "./pictures.js";
import { chargeOf, isOver, isSimulated, jobIdOf, learn, mayGoOn, runs } from "./runs.js";
import { prepareScenario } from "./simulator.js";
import { goOn } from "./take-up.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("kling-multi-i2v").KlingRequest} KlingRequest */
/** @typedef {import("../text/requests.js").Problem} Problem */

export const MOST_COPIES = 50;

export const source = signal(/** @type {"copies" | "list"} */ ("copies"));

/** How often the form is run. */
export const copies = signal(4);

/** The list as it is written: what would be run must be there to be seen, also when the panel was closed. */
export const listText = signal("");

/** What it says: its requests, and what is wrong with it. */
export const list = signal(
  /** @type {{ requests: KlingRequest[], problems: Problem[] } | undefined} */ (undefined),
);

export const isCountOdd = computed(
  () => !Number.isInteger(copies.value) || copies.value < 2 || copies.value > MOST_COPIES,
);

/** How many videos the batch would make; 0 while it cannot be made. */
export const count = computed(() => {
  if (source.value === "list") return list.value?.problems.length === 0 ? list.value.requests.length : 0;
  return isCountOdd.value || draft.errors.value.length > 0 ? 0 : copies.value;
});

/** What it would cost; undefined while it cannot be made. */
export const sum = computed(() => {
  if (count.value === 0) return undefined;
  return source.value === "list"
    ? estimateCost(list.value?.requests ?? [])
    : estimateCost({ duration: draft.duration.value, count: count.value });
});

/** By how many micros it would come over today's cap. */
export const isOverCap = computed(() => sum.value !== undefined && overCap(sum.value.micros) > 0);

/** The inputs of each run to be. */
function inputs() {
  if (source.value === "copies") {
    const one = {
      words: draft.words.value,
      pictures: draft.pictures.value,
      price: draft.price.value.text,
    };
    return Array.from({ length: count.value }, () => one);
  }
  /** One picture for each address. @type {Map<string, import("./pictures.js").Picture>} */
  const known = new Map();
  const pictureOf = (/** @type {string} */ url) => {
    const picture = known.get(url) ?? pictureFrom(url);
    known.set(url, picture);
    return picture;
  };
  return (list.value?.requests ?? []).map((request) => {
    const { images, duration, aspect_ratio, negative_prompt, enable_safety_checker, prompt } = request;
    return {
      words: {
        prompt,
        duration: duration ?? 5,
        aspect_ratio: aspect_ratio ?? "1:1",
        ...(negative_prompt ? { negative_prompt } : {}),
        ...(enable_safety_checker ? { enable_safety_checker } : {}),
      },
      pictures: images.map((image) => pictureOf(String(image))),
      price: estimateCost(request).text,
    };
  });
}

/** The runs of a batch, in its order. @param {string} id */
export const runsOf = (id) =>
  runs.value
    .filter((run) => run.batch?.id === id)
    .sort((a, b) => (a.batch?.index ?? 0) - (b.batch?.index ?? 0));

/** The batch whose runs are shown. */
export const shown = signal(/** @type {string | undefined} */ (undefined));

/** What ends the waiting for a batch that runs in this tab. @type {Map<string, AbortController>} */
const controllers = new Map();

/** Starts the batch, unless something is missing: then tells which control to go to. */
export function startBatch() {
  if (count.value === 0 || isOverCap.value) return "batch-run";
  const control = obstacle();
  if (control) return control;
  const id = newId();
  const fresh = inputs().map((one, index) =>
    newRun(one, { id: `${id}/${index}`, batch: { id, index, of: count.value } }),
  );
  remember(...fresh);
  shown.value = id;
  runBatch(id);
  return undefined;
}

/** @type {readonly string[]} */
const ENDED = ["completed", "failed", "cancelled", "timeout", "deleted"];

/** Runs what a batch has not done yet: what was begun is gone on with, and nothing is paid twice. @param {string} id */
export async function runBatch(id) {
  const all = runsOf(id);
  const [first] = all;
  if (!first) return;
  const controller = new AbortController();
  controllers.set(id, controller);
  const open = all.filter((run) => !run.progress.value.result);
  for (const run of open) learn(run, { following: true, error: undefined, endedAt: undefined });
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
    if (outcome?.status === "fulfilled") finish(run, { generation: outcome.value });
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

/** Begins nothing new; what was submitted goes on and is charged. @param {string} id */
export const stopBatch = (id) => controllers.get(id)?.abort();

export const isBatchRunning = (/** @type {string} */ id) =>
  runsOf(id).some((run) => run.progress.value.following && !isOver(run)) && controllers.has(id);

/**
 * The runs of a batch that have no job: going on would begin, and charge, them. A job that failed stays as it is, for its
 * name in the ledger is taken: it can be run again from the stage.
 * @param {string} id
 */
export const neverBegun = (id) =>
  runsOf(id).filter(
    (run) => run.progress.value.error !== undefined && chargeOf(run) === "none" && jobIdOf(run) === undefined,
  );
