// The runs on the disk: written as they change, and found again after a reload.
import { signal } from "@preact/signals";
import { KlingError } from "kling-multi-i2v";
import { forgetVideo } from "../media/keep.js";
import { erase, read, readAll, write } from "./disk.js";
import { pictures as formPictures } from "./draft.js";
import { fetchFile, forgetOthers, recall } from "./pictures.js";
import { isOver, jobIdOf, mayGoOn, runs, selected } from "./runs.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./pictures.js").Picture} Picture */

/** @param {unknown} error */
function plainError(error) {
  if (!(error instanceof KlingError))
    return { message: error instanceof Error ? error.message : String(error) };
  const { message, code, stage, charge, canResubmit, jobId, status, issues, candidates } = error;
  return { message, code, stage, charge, canResubmit, jobId, status, issues, candidates };
}

/** @param {any} plain */
const liveError = (plain) => ("code" in plain ? new KlingError(plain) : new Error(plain.message));

/** Writes a run down as it is now. @param {Run} run */
export function keep(run) {
  const { id, connection, words, price, startedAt, batch, repeatOf } = run;
  const { result, error, endedAt, tookMs, kept, stopped } = run.progress.value;
  return write("runs", id, {
    ...{ id, connection, words, price, startedAt, batch, repeatOf },
    pictures: run.pictures.map((picture) => picture.id),
    progress: {
      ...{ result, endedAt, tookMs, kept, stopped },
      jobId: jobIdOf(run) ?? null,
      ...(error === undefined ? {} : { error: plainError(error) }),
    },
  });
}

/** @param {any} record @returns {Promise<Run>} */
async function revived({ pictures, progress, ...rest }) {
  const found = await Promise.all(pictures.map(recall));
  const { error, ...others } = progress;
  return {
    ...rest,
    pictures: /** @type {Picture[]} */ (found.filter(Boolean)),
    controller: new AbortController(),
    progress: signal({ ...others, ...(error ? { error: liveError(error) } : {}) }),
  };
}

/** Adds a run to the list, in its place by time. @param {Run[]} added */
export function add(...added) {
  const known = new Set(runs.value.map(({ id }) => id));
  const fresh = added.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  runs.value = [...fresh, ...runs.value].sort((a, b) => b.startedAt - a.startedAt);
}

/** Finds the runs that are on the disk and not in the list: another tab's, too. */
export async function recallRuns() {
  const known = new Set(runs.value.map(({ id }) => id));
  const records = (await readAll("runs")).filter(({ id }) => !known.has(id));
  add(...(await Promise.all(records.map(revived))));
}

/** Runs that were deleted while the ledger may still tell of their job: they do not come back. */
const removed = async () => new Set((await read("values", "removed")) ?? []);

/** Whether the person has deleted this run. @param {string | null} id */
export const isRemoved = async (id) => (await removed()).has(id);

/** Forgets a run that is over, with its kept video and the pictures that nothing else shows. @param {Run} run */
export async function remove(run) {
  if (!isOver(run)) return;
  runs.value = runs.value.filter((other) => other !== run);
  if (selected.value === run) selected.value = undefined;
  if (mayGoOn(run)) await write("values", "removed", [...(await removed()), run.id]);
  await erase("runs", run.id);
  if (run.progress.value.kept) await forgetVideo(run.id);
  await sweep();
}

/** Drops the pictures that neither a run nor the form shows. */
async function sweep() {
  await recallRuns();
  // What the form shows and the disk alone has is read before it goes.
  await Promise.all(formPictures.value.map(fetchFile));
  const shown = [...runs.value.flatMap(({ pictures }) => pictures), ...formPictures.value];
  await forgetOthers(new Set(shown.map(({ id }) => id)));
}
