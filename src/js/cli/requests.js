// What to make: from flags, or from a JSON file with one request or many.
import { openAsBlob } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inspectImage, validate } from "../index.js";
import { UsageError } from "./usage.js";

/** @typedef {import("../types.js").Issue} Issue */
/** @typedef {{ source: string, info: import("../types.js").ImageInfo | null }} PictureInfo */
/**
 * A request with all that is wrong with it; `request` is there where nothing is.
 * @typedef {{ request: import("../types.js").NormalRequest | null, errors: Issue[], warnings: Issue[],
 *   pictures: PictureInfo[] }} Checked
 */
/**
 * @typedef {{ prompt?: string, image?: string[], "negative-prompt"?: string, duration?: string,
 *   "aspect-ratio"?: string, request?: string }} RequestValues
 */

/** The type goes up with the picture. */
const TYPES = /** @type {Record<string, string>} */ ({
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
});

/** In place of a picture that cannot be read, so that only this is told of it. */
const STAND_IN = "https://example.com/picture.jpg";

/**
 * The requests as they were written, and where their pictures are looked for.
 * @param {RequestValues} values
 * @returns {Promise<{ requests: unknown[], folder: string, isBatch: boolean }>}
 */
export async function requestsFrom({ request: file, ...flags }) {
  if (file === undefined) return { requests: [fromFlags(flags)], folder: ".", isBatch: false };
  const [flag] = Object.keys(flags).filter((name) => name in FIELDS);
  if (flag) throw new UsageError(`--${flag} and --request do not go together: write it into the request`);
  const written = await readJson(file);
  const requests = Array.isArray(written) ? written : [written];
  if (requests.length === 0) throw new UsageError(`${nameOf(file)} has an empty array: give it requests`);
  return { requests, folder: file === "-" ? "." : dirname(file), isBatch: Array.isArray(written) };
}

/** Flags and the fields they fill. */
const FIELDS = {
  prompt: "prompt",
  image: "images",
  "negative-prompt": "negative_prompt",
  duration: "duration",
  "aspect-ratio": "aspect_ratio",
};

/** @param {Omit<RequestValues, "request">} flags */
function fromFlags(flags) {
  /** @type {Record<string, unknown>} */
  const request = {};
  for (const [flag, field] of Object.entries(FIELDS)) {
    const value = flags[/** @type {keyof typeof FIELDS} */ (flag)];
    if (value !== undefined) request[field] = value;
  }
  // What is no number stays a text, and the check says what it has to be.
  if (/^\d+$/.test(flags.duration ?? "")) request.duration = Number(flags.duration);
  return request;
}

/** @param {string} file */
const nameOf = (file) => (file === "-" ? "stdin" : file);

/** @param {string} file */
async function readJson(file) {
  let text = "";
  try {
    if (file === "-") for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
    else text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`--request ${file} cannot be read: ${whyUnreadable(error)}`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${nameOf(file)} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {unknown} error */
function whyUnreadable(error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "this user may not read it";
  if (code === "EISDIR") return "it is a folder";
  return message;
}

/**
 * Opens the pictures that are files, and finds all that is wrong at once.
 * @param {unknown} written
 * @param {string} folder
 * @returns {Promise<Checked>}
 */
export async function check(written, folder) {
  /** @type {Issue[]} */
  const unreadable = [];
  /** @type {Issue[]} */
  const advice = [];
  /** @type {PictureInfo[]} */
  const pictures = [];
  let request = written;
  if (isRecord(written) && Array.isArray(written.images)) {
    const images = [];
    for (const [index, source] of written.images.entries()) {
      const path = `/images/${index}`;
      const picture = await opened(source, folder).catch((error) => {
        const message = `${source} cannot be read: ${whyUnreadable(error)}. Correct the path; it is looked for in ${resolve(folder)}.`;
        unreadable.push({ path, code: "unreadable", message });
        return STAND_IN;
      });
      images.push(picture);
      const info = picture instanceof Blob ? await inspectImage(picture) : null;
      pictures.push({ source: String(source), info });
    }
    request = { ...written, images };
  }
  const found = validate(request);
  const errors = [...unreadable, ...found.errors];
  for (const [index, { info }] of pictures.entries()) {
    for (const issue of info?.warnings ?? []) advice.push({ ...issue, path: `/images/${index}` });
  }
  const isNew = (/** @type {Issue} */ { path, code }) =>
    !found.warnings.some((one) => one.path === path && one.code === code);
  const warnings = [...found.warnings, ...advice.filter(isNew)];
  return { request: errors.length === 0 ? found.request : null, errors, warnings, pictures };
}

/**
 * A file as a `File` that reads its bytes from the disk when they are sent; anything else as it is.
 * @param {unknown} source
 * @param {string} folder
 */
async function opened(source, folder) {
  if (typeof source !== "string" || source.trim() === "") return source;
  if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !/^file:/i.test(source)) return source;
  const path = resolve(folder, /^file:/i.test(source) ? fileURLToPath(source) : source);
  if ((await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  const blob = await openAsBlob(path);
  await blob.slice(0, 1).arrayBuffer();
  return new File([blob], basename(path), { type: TYPES[extname(path).toLowerCase()] ?? "" });
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
