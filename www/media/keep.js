// Videos kept in this browser, in the origin's own file system, for when the service has forgotten them.
const FOLDER = "videos";

/** A run of a batch has a slash in its id, and no file may have one. @param {string} id */
export const asFileName = (id) => id.replaceAll("/", "-");

/** Whether this browser can keep a video at all. */
export const canKeep = () => typeof navigator.storage?.getDirectory === "function";

const folder = async () =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });

/** Keeps a video. Rejects where there is no room. @param {string} id the run's @param {Blob} video */
export async function keepVideo(id, video) {
  const file = await (await folder()).getFileHandle(asFileName(id), { create: true });
  const writing = await file.createWritable();
  try {
    await writing.write(video);
    await writing.close();
  } catch (error) {
    await forgetVideo(id);
    throw error;
  }
  // Asks the browser not to clear it when room is short; it may decline.
  await navigator.storage.persist?.().catch(() => false);
}

/** The kept video, or undefined where it is gone. @param {string} id */
export async function keptVideo(id) {
  try {
    return await (await (await folder()).getFileHandle(asFileName(id))).getFile();
  } catch {
    return undefined;
  }
}

/** @param {string} id */
export async function forgetVideo(id) {
  try {
    await (await folder()).removeEntry(asFileName(id));
  } catch {
    // It was gone already.
  }
}
