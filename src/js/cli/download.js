// The video on the disk: whole or not at all, and never in place of another file by accident.
import { createWriteStream, constants as fsConstants } from "node:fs";
import { access, link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { UsageError } from "./usage.js";

/** A video has some 10 MB: more time than this is a connection that hangs. */
const LIMIT_MS = 10 * 60_000;

/** What breaks off is begun anew so often, after a pause that grows. */
const TRIES = 4;
const PAUSE_MS = 250;

/** @typedef {{ pathOf: (jobId: string) => string, isFolder: boolean, isForced: boolean }} Place */

/**
 * Where videos go, looked at before anything is paid.
 * @param {string | undefined} out
 * @param {boolean} isForced
 * @param {number} count
 * @returns {Promise<Place | undefined>}
 */
export async function placeFor(out, isForced, count) {
  if (out === undefined) return undefined;
  if (out.trim() === "") throw new UsageError("--out needs a file or a folder");
  const there = await stat(out).catch(() => undefined);
  const isFolder = there ? there.isDirectory() : count > 1 || /[/\\]$/.test(out);
  if (there && !isFolder && count > 1)
    throw new UsageError(`--out ${out} is a file, and there are ${count} videos: name a folder`);
  if (there && !isFolder && !isForced)
    throw new UsageError(`--out ${out} is there already: name another file, or say --force to replace it`);
  const folder = isFolder ? resolve(out) : dirname(resolve(out));
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, fsConstants.W_OK);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(`--out ${out}: nothing can be written to ${folder} (${code}): name another place`);
  }
  return { pathOf: (jobId) => (isFolder ? join(out, `${jobId}.mp4`) : out), isFolder, isForced };
}

/**
 * @param {string} url
 * @param {string} jobId
 * @param {Place} place
 * @param {AbortSignal} signal
 * @returns {Promise<string>} where it is
 */
export async function download(url, jobId, { pathOf, isFolder, isForced }, signal) {
  const path = pathOf(jobId);
  // In a folder a file bears its job's id: it is this very video, from an earlier call.
  if (isFolder && !isForced && (await stat(path).catch(() => undefined))) return path;
  const part = `${path}.${process.pid}.part`;
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        await fetched(url, part, signal);
        break;
      } catch (error) {
        if (tries === TRIES || signal.aborted || !mayPass(error)) throw error;
        await setTimeout(tries * PAUSE_MS, undefined, { signal });
      }
    }
    if (isForced) await rename(part, path);
    else await placed(part, path);
    return path;
  } catch (error) {
    throw new Error(whyNot(error, path));
  } finally {
    await rm(part, { force: true });
  }
}

/** @param {string} url @param {string} part @param {AbortSignal} signal */
async function fetched(url, part, signal) {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) });
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok) {
    const { status } = response;
    await response.body?.cancel();
    throw new Refused(`the server answered ${status}`, status === 408 || status === 429 || status >= 500);
  }
  if (!response.body || /^(text\/|application\/(json|xml))/.test(type)) {
    await response.body?.cancel();
    throw new Refused(`the server sent ${type || "nothing"} in place of a video`, false);
  }
  const body = /** @type {import("node:stream/web").ReadableStream} */ (response.body);
  await pipeline(Readable.fromWeb(body), createWriteStream(part));
  if ((await stat(part)).size === 0) throw new Refused("the server sent an empty file", true);
}

/** What the server said in place of a video, and whether it may say otherwise in a moment. */
class Refused extends Error {
  /** @param {string} message @param {boolean} isPassing */
  constructor(message, isPassing) {
    super(message);
    this.isPassing = isPassing;
  }
}

/** Not what the disk says: it says so again. @param {unknown} error */
function mayPass(error) {
  if (error instanceof Refused) return error.isPassing;
  const { syscall, name } = /** @type {NodeJS.ErrnoException} */ (error);
  return name !== "TimeoutError" && !["open", "write", "close", "stat"].includes(syscall ?? "");
}

/** Gives it its name, unless another file has it by now. @param {string} part @param {string} path */
async function placed(part, path) {
  try {
    await link(part, path);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") throw error;
    // Some file systems know no links. An empty file takes the name for a moment: a copy would be half a video for longer.
    await (await open(path, "wx")).close();
    await rename(part, path);
  }
}

/** @param {unknown} error @param {string} path */
function whyNot(error, path) {
  const { code, message, cause, name } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === "EEXIST") return `${path} is there by now`;
  if (code === "ENOSPC") return "the disk is full";
  if (name === "TimeoutError") return "it took too long";
  return cause instanceof Error && cause.message ? `${message} (${cause.message})` : message;
}
