// Where a run's video comes from: kept in this browser, made here for a simulated run, or the service's own address.
import { openable } from "../address.js";
import { fetchFile } from "../state/pictures.js";
import { isSimulated, jobIdOf } from "../state/runs.js";
import { readyClip } from "../state/simulator.js";
import { asFileName, keptVideo } from "./keep.js";

/** @typedef {import("../state/runs.js").Run} Run */

/** Films of simulated runs: the latest few, since each is some hundred kilobytes. @type {Map<string, Promise<Blob>>} */
const films = new Map();
const MOST_FILMS = 12;

/** @param {Run} run */
function film(run) {
  const known = films.get(run.id) ?? filmed(run);
  films.delete(run.id);
  films.set(run.id, known);
  known.catch(() => films.delete(run.id));
  const [oldest] = films.keys();
  if (films.size > MOST_FILMS && oldest !== undefined) films.delete(oldest);
  return known;
}

/** @param {Run} run */
async function filmed(run) {
  const { duration: seconds, aspect_ratio: ratio } = run.words;
  try {
    const files = await Promise.all(run.pictures.map(bytesOf));
    const { makeFilm } = await import("./film.js");
    return await makeFilm({
      pictures: files.filter((file) => file !== undefined),
      ratio,
      seconds,
      lines: [`${ratio} · ${seconds} s`],
    });
  } catch {
    // A browser that can encode none, or pictures that may be shown and not read: the simulator's own clip.
    return readyClip(jobIdOf(run) ?? "");
  }
}

/** @param {import("../state/pictures.js").Picture} picture @returns {Promise<Blob | undefined>} */
async function bytesOf(picture) {
  if (picture.url === undefined) return fetchFile(picture);
  // Another site lets a page read its pictures or does not.
  const answer = await fetch(picture.url).catch(() => undefined);
  return answer?.ok ? answer.blob() : undefined;
}

/** The service answered, and not with the video. */
class NotGiven extends Error {}

/**
 * What to do about bytes that could not be read; undefined where all that is known is that this page could not read them.
 * @param {unknown} error
 */
export function readingProblem(error) {
  if (error instanceof NotGiven) return error.message;
  return navigator.onLine ? undefined : "This device is offline. Try again when it is online.";
}

/**
 * The video's bytes. Rejects where another site does not let a page read them.
 * @param {Run} run
 * @returns {Promise<Blob>}
 */
export async function videoBytes(run) {
  const kept = run.progress.value.kept ? await keptVideo(run.id) : undefined;
  if (kept) return kept;
  if (isSimulated(run)) return film(run);
  const answer = await fetch(videoAddress(run) ?? "");
  if (!answer.ok) {
    throw new NotGiven(
      `The service answered HTTP ${answer.status} in place of the video. Try again, or look for it in your account's history.`,
    );
  }
  const bytes = await answer.blob();
  // A hotel's sign-in page, say, or a gateway's excuse: kept in the video's place it would be found out too late.
  if (bytes.size === 0 || /^(text\/|application\/(json|xml))/.test(bytes.type)) {
    throw new NotGiven("What came in its place is no video. Try again, or from another network.");
  }
  return bytes;
}

/** The service's address of the video, where a page may open it. @param {Run} run */
export const videoAddress = (run) => openable(run.progress.value.result?.video ?? "");

/** Whether the video is played out of this browser, and not from the service's address. @param {Run} run */
export const isLocal = (run) => isSimulated(run) || run.progress.value.kept === true;

/** The name under which a video is saved. @param {Run} run */
export const fileName = (run, type = "video/mp4") =>
  `kling-${jobIdOf(run) ?? asFileName(run.id)}.${type.includes("webm") ? "webm" : "mp4"}`;
