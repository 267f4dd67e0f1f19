// Reference pictures: what is known of each, and how one is kept in this browser and found again.
import { signal } from "@preact/signals";
import { inspectImage } from "kling-multi-i2v";
import { showable } from "../address.js";
import { newId } from "../ids.js";
import { decode, release } from "../media/picture.js";
import { erase, keysOf, read, write } from "./disk.js";

/** "failed": the browser cannot show it. "lost": its bytes are no longer to be had. @typedef {"loading" | "ready" | "failed" | "lost"} Loading */

/**
 * One reference picture, from a file or an address. `file` is a copy of the bytes, so that a file that is moved or deleted
 * after it was chosen can still be sent.
 * @typedef {{
 *   id: string,
 *   name: string,
 *   url: string | undefined,
 *   file: import("@preact/signals").Signal<File | undefined>,
 *   preview: import("@preact/signals").Signal<string>,
 *   thumb: import("@preact/signals").Signal<string>,
 *   loading: import("@preact/signals").Signal<Loading>,
 *   pixels: import("@preact/signals").Signal<string>,
 *   info: import("@preact/signals").Signal<import("kling-multi-i2v").ImageInfo | undefined>,
 * }} Picture
 */

const THUMB_SIDE = 160;

/**
 * @param {string} id
 * @param {string} name
 * @param {string} [url]
 * @returns {Picture}
 */
function made(id, name, url) {
  const shown = url === undefined ? "" : showable(url);
  return {
    id,
    name,
    url,
    file: signal(/** @type {File | undefined} */ (undefined)),
    preview: signal(shown),
    thumb: signal(shown),
    loading: signal(/** @type {Loading} */ (url === undefined || shown ? "loading" : "failed")),
    pixels: signal(""),
    info: signal(/** @type {import("kling-multi-i2v").ImageInfo | undefined} */ (undefined)),
  };
}

/**
 * A picture of a file that was chosen, or of an address. What takes time to know arrives in its signals.
 * @param {File | string} source
 */
export function pictureFrom(source) {
  const id = newId();
  if (typeof source === "string") {
    const picture = made(id, source, source);
    keepPicture(picture);
    return picture;
  }
  const picture = made(id, source.name || "Pasted picture");
  picture.file.value = source;
  take(picture, source);
  return picture;
}

/** Writes a picture down, so that a reload finds it. @param {Picture} picture */
export async function keepPicture({ id, name, url, thumb, file }) {
  write("pictures", id, { id, name, url, thumb: thumb.value });
  if (!file.value) return;
  // As plain bytes: WebKit keeps no Blob in a private window.
  const bytes = await file.value.arrayBuffer().catch(() => undefined);
  if (bytes) write("files", id, { bytes, type: file.value.type });
}

/** @param {Picture} picture @param {File} file */
async function take(picture, file) {
  try {
    const copy = new File([await file.arrayBuffer()], picture.name, { type: file.type });
    picture.preview.value = URL.createObjectURL(copy);
    picture.file.value = copy;
  } catch {
    picture.loading.value = "lost";
    return;
  }
  const copy = /** @type {File} */ (picture.file.value);
  const unread = { format: null, width: null, height: null, bytes: copy.size, warnings: [] };
  picture.info.value = await inspectImage(copy).catch(() => unread);
  picture.thumb.value = await smallCopy(copy);
  keepPicture(picture);
}

/** A few kilobytes of a picture, for lists, as an address of its own; "" of what is no picture. @param {Blob} blob */
async function smallCopy(blob) {
  try {
    const bitmap = await decode(blob);
    const scale = Math.min(1, THUMB_SIDE / Math.min(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    release(bitmap);
    return canvas.toDataURL("image/webp", 0.8);
  } catch {
    return "";
  }
}

/** @type {Map<string, Promise<Picture | undefined>>} */
const recalled = new Map();

/**
 * A picture that was kept, without its file, which `fetchFile` gets; undefined where it is gone.
 * @param {string} id
 */
export function recall(id) {
  const known = recalled.get(id) ?? recallFresh(id);
  recalled.set(id, known);
  return known;
}

/** @param {string} id @returns {Promise<Picture | undefined>} */
async function recallFresh(id) {
  const kept = await read("pictures", id);
  if (!kept) return undefined;
  const picture = made(id, kept.name, kept.url);
  picture.thumb.value = kept.thumb;
  return picture;
}

/** A picture of which nothing is kept any more: it keeps its place, so that nothing is run without it. @param {string} id */
export const unknownPicture = (id) => made(id, "A picture that is gone");

/** Whether bytes that a run needs are no longer to be had. @param {Picture[]} these */
export async function isAnyLost(these) {
  await Promise.all(these.map(fetchFile));
  return these.some(({ loading }) => loading.value === "lost");
}

/** The picture's bytes: at hand, or from where they were kept. @param {Picture} picture */
export async function fetchFile(picture) {
  if (picture.url !== undefined || picture.file.value) return picture.file.value;
  const kept = await read("files", picture.id);
  if (!kept) {
    picture.loading.value = "lost";
    return undefined;
  }
  const file = new File([kept.bytes], picture.name, { type: kept.type });
  if (!picture.preview.value) picture.preview.value = URL.createObjectURL(file);
  picture.info.value ??= await inspectImage(file).catch(() => undefined);
  picture.file.value = file;
  return picture.file.value;
}

/** Forgets every kept picture that none of these names. @param {Set<string>} used */
export async function forgetOthers(used) {
  for (const place of /** @type {const} */ (["pictures", "files"])) {
    for (const id of await keysOf(place)) if (!used.has(id)) erase(place, id);
  }
}
