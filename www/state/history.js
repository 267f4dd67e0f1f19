// The runs on the disk: written as they change, and found again after a reload.
import { signal } from "@preact/signals";
import { KlingError } from "kling-multi-i2v";
import { forgetVideo } from "../media/keep.js";
import { errorText } from "../words.js";
import { erase, forgetful, read, readAll, write } from "./disk.js";
import { pictures as formPictures } from "./draft.js";
import { fetchFile, forgetOthers, recall, unknownPicture } from "./pictures.js";
import { isOver, jobIdOf, learn, mayGoOn, runs, selected } from "./runs.js";
import { hearTabs, tellTabs } from "./tabs.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./pictures.js").Picture} Picture */

/** @param {unknown} error */
function plainError(error) {
  if (!(error instanceof KlingError)) return { message: errorText(error) };
  const { message, code, stage, charge, canResubmit, jobId, status, issues, candidates } = error;
  return { message, code, stage, charge, canResubmit, jobId, status, issues, candidates };
}

/** @param {any} plain */
const liveError = (plain) =>
  plain?.code ? new KlingError(plain) : new Error(plain?.message ?? String(plain));

/** Writes a run down as it is now. @param {Run} run */
export async function keep(run) {
  const { id, connection, words, price, startedAt, batch, repeatOf } = run;
  // One that was deleted in the meantime does not come back.
  if (!runs.value.includes(run)) return;
  const { result, error, endedAt, tookMs, kept, stopped } = run.progress.value;
  await write("runs", id, {
    ...{ id, connection, words, price, startedAt, batch, repeatOf },
    pictures: run.pictures.map((picture) => picture.id),
    progress: {
      ...{ result, endedAt, tookMs, kept, stopped },
      jobId: jobIdOf(run) ?? null,
      ...(error === undefined ? {} : { error: plainError(error) }),
    },
  });
  tellTabs({ what: "kept", id });
}

/** @param {any} progress as it was written @returns {import("./runs.js").Progress} */
const liveProgress = ({ error, ...others }) => ({ ...others, ...(error ? { error: liveError(error) } : {}) });

/** @param {any} record @returns {Promise<Run>} */
async function revived({ pictures, progress, ...rest }) {
  const found = await Promise.all(pictures.map(recall));
  return {
    ...rest,
    // Without one of its pictures it would be another video, and another one to pay for.
    pictures: found.map((picture, at) => picture ?? unknownPicture(pictures[at])),
    controller: new AbortController(),
    progress: signal(liveProgress(progress)),
  };
}

/** Adds a run to the list, in its place by time. @param {Run[]} added */
export function add(...added) {
  const known = new Set(runs.value.map(({ id }) => id));
  const fresh = added.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  runs.value = [...fresh, ...runs.value].sort((a, b) => b.startedAt - a.startedAt);
}

/** Whether a record is one of a run: another version of the page, or a hand, may have written another. @param {any} record */
const isWhole = (record) =>
  typeof record?.id === "string" &&
  Array.isArray(record.pictures) &&
  [record.words, record.connection, record.progress].every((part) => part && typeof part === "object");

/** Finds the runs that are on the disk and not in the list: another tab's, too. */
export async function recallRuns() {
  const known = new Set(runs.value.map(({ id }) => id));
  const records = (await readAll("runs")).filter((record) => isWhole(record) && !known.has(record.id));
  // One record that cannot be read hides no other.
  const all = await Promise.allSettled(records.map(revived));
  add(...all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

/** The names and jobs of runs that were deleted while the ledger may still tell of them: they do not come back. */
export const removed = async () => new Set((await read("values", "removed")) ?? []);

/** @param {Run} run */
function drop(run) {
  runs.value = runs.value.filter((other) => other !== run);
  if (selected.value === run) selected.value = undefined;
}

hearTabs(async ({ what, id }) => {
  const run = runs.value.find((other) => other.id === id);
  if (!run) return;
  // What is followed here is not gone: it is written down again.
  if (what === "removed") return run.progress.value.following ? keep(run) : drop(run);
  const record = await read("runs", id);
  if (!record) return;
  const { following, result, tookMs } = run.progress.value;
  // What is followed here ends here. It learns what the other tab alone knows: how long it took, and whether it is kept.
  const theirs = record.progress;
  if (!following && !result) learn(run, { error: undefined, ...liveProgress(theirs) });
  else learn(run, { kept: theirs.kept, tookMs: tookMs ?? theirs.tookMs });
  // Two tabs may have written at once.
  if (tookMs !== undefined && theirs.tookMs === undefined) keep(run);
});

/** Forgets a run that is over, with its kept video and the pictures that nothing else shows. @param {Run} run */
export async function remove(run) {
  if (!isOver(run)) return;
  drop(run);
  if (mayGoOn(run)) await write("values", "removed", [...(await removed()), run.id, jobIdOf(run)]);
  await erase("runs", run.id);
  tellTabs({ what: "removed", id: run.id });
  if (run.progress.value.kept) await forgetVideo(run.id);
  await sweep();
}

/** Drops the pictures that neither a run nor the form shows. */
export async function sweep() {
  await recallRuns();
  // What the form shows and the disk alone has is read before it goes.
  await Promise.all(formPictures.value.map(fetchFile));
  const shown = [...runs.value.flatMap(({ pictures }) => pictures), ...formPictures.value];
  // As another tab's form may have been kept last.
  const form = (await read("values", "form"))?.pictures ?? [];
  // What could not be read is not unused.
  if (forgetful.value) return;
  await forgetOthers(new Set([...shown.map(({ id }) => id), ...form]));
}
