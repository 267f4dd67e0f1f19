// One job's end: its video or its failure, printed and downloaded, and the exit code that it stands for.
import { isKlingError } from "../error.js";
import { download } from "./download.js";
import { exitCodeOf, failureData, failureText, say, sayJson, sayPath } from "./output.js";
import { oneLine } from "./words.js";

/** @typedef {import("../types.js").Outcome} Outcome */
/**
 * @typedef {{ isJson: boolean, place: import("./download.js").Place | undefined, signal: AbortSignal, resume: string,
 *   note: (text: string) => void }} Report
 */

/**
 * Prints a video's path, or its address where it was not downloaded.
 * @param {Outcome} outcome
 * @param {number} index
 * @param {Report} report
 * @returns {Promise<number>}
 */
export async function reported(outcome, index, report) {
  if (outcome.status === "rejected") return failed(outcome.reason, index, report);
  const { isJson, place, signal, note } = report;
  const { id: jobId, video, outputs, flagged, estimate, inferenceMs, createdAt } = outcome.value;
  let file = null;
  let downloadError = null;
  try {
    if (place) file = await download(video, jobId, place, signal);
  } catch (error) {
    downloadError = error instanceof Error ? error.message : String(error);
  }
  if (isJson) {
    const rest = { outputs, flagged, estimate, inferenceMs, createdAt };
    sayJson({ ok: true, index, jobId, video, file, downloadError, ...rest });
  } else {
    note(`Made${estimate ? ` for ${estimate.text}` : ""}, job ${jobId}.`);
    if (flagged) note("The service flagged it as not safe for work.");
    if (downloadError)
      note(
        `It could not be downloaded: ${oneLine(downloadError)}. It is made and paid for: fetch it from its address below within 7 days, or run ${report.resume} ${jobId} --out FILE.`,
      );
    if (file === null) say(oneLine(video));
    else sayPath(file);
  }
  return downloadError ? 3 : 0;
}

/** @param {unknown} error @param {number} index @param {Report} report */
function failed(error, index, { isJson, signal, resume, note }) {
  if (isJson) sayJson(failureData(error, { index }));
  else if (!isKlingError(error)) note(String(error));
  else
    note(
      error.code === "aborted" && signal.aborted
        ? interruptedText(error, resume)
        : failureText(error, resume),
    );
  return exitCodeOf(error);
}

/** @param {import("../types.js").KlingError} error @param {string} resume */
function interruptedText({ charge, jobId }, resume) {
  if (charge === "none") return "Interrupted. Nothing was charged.";
  const what = jobId
    ? `Interrupted: only the waiting has ended. Job ${jobId} goes on and is billed.`
    : "Interrupted while the paid request was out: a job may exist and be billed.";
  return `${what}\nTo take it up again: ${resume}`;
}
