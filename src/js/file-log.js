// The file behind a file store: a header and a line for each sync, read once and then only added to.
import { constants } from "node:fs";
import { mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { explained, NotAFile } from "./file-errors.js";
import { HEADER, lineOf, replay } from "./file-lines.js";
import { lock } from "./file-lock.js";

/** Below this size, in bytes, a file is not worth writing anew. */
const SMALL = 64 * 1024;

/**
 * Opens the file for this process alone, and makes it where it is not there.
 * @param {string} path
 */
export async function openLog(path) {
  try {
    await mkdir(dirname(path), { recursive: true });
    // Behind a link the file itself is meant: it is what is locked and replaced.
    const file = await realpath(path).catch(() => path);
    const release = await lock(file);
    try {
      return new Log(file, release, await read(file));
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    throw explained(error, path);
  }
}

/** @param {string} path */
async function read(path) {
  // Left by a process that ended while it wrote the file anew.
  await rm(`${path}.new`, { force: true });
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    // A device or a pipe may give bytes for ever.
    if (!(await handle.stat()).isFile()) throw new NotAFile();
    const bytes = await handle.readFile();
    const isNew = bytes.length < HEADER.length && HEADER.startsWith(bytes.toString());
    if (isNew) await writeAll(handle, Buffer.from(HEADER), 0);
    const { texts, size } = replay(isNew ? Buffer.from(HEADER) : bytes);
    // A process that was killed may have left what is not on the disk yet. From here on it counts.
    await handle.datasync();
    await syncFolder(path);
    return { handle, texts, size, hasTail: bytes.length > size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export class Log {
  #path;
  #release;
  #handle;
  /** Where the next line goes: up to here all is good and on the disk. */
  #size;
  /** Whether something is in the file behind that. */
  #hasTail;
  /** How long the file would be if it were written anew, about. */
  #live = HEADER.length;
  /** Below this size it is not written anew. */
  #floor = SMALL;
  /** What is kept: the JSON text of each key. */
  texts;

  /**
   * @param {string} path
   * @param {() => void} release
   * @param {Awaited<ReturnType<typeof read>>} from
   */
  constructor(path, release, { handle, texts, size, hasTail }) {
    this.#path = path;
    this.#release = release;
    this.#handle = handle;
    this.#size = size;
    this.#hasTail = hasTail;
    this.texts = texts;
    for (const [key, text] of texts) this.#live += lengthOf(key, text);
  }

  /**
   * Adds one line, which counts as a whole or not at all; resolves once the disk has it.
   * @param {Map<string, string | undefined>} changes
   */
  async append(changes) {
    const line = Buffer.from(lineOf(changes));
    try {
      await this.#cut();
      this.#hasTail = true;
      await writeAll(this.#handle, line, this.#size);
      await this.#handle.datasync();
    } catch (error) {
      // What was refused must not come back with the next start.
      await this.#cut().catch(() => {});
      throw explained(error, this.#path);
    }
    this.#hasTail = false;
    this.#size += line.length;
    for (const [key, text] of changes) {
      this.#live += lengthOf(key, text) - lengthOf(key, this.texts.get(key));
      if (text === undefined) this.texts.delete(key);
      else this.texts.set(key, text);
    }
  }

  async #cut() {
    if (this.#hasTail) await this.#handle.truncate(this.#size);
    this.#hasTail = false;
  }

  /**
   * Writes the file anew where most of it is of no use any more. The old one holds until the new one has its name.
   * False: it has to be opened again.
   */
  async tidy() {
    if (this.#size < this.#floor || this.#size < 2 * this.#live) return true;
    const next = `${this.#path}.new`;
    let size;
    try {
      size = await writeNew(next, this.texts);
    } catch {
      // There may be no room for two. The old one is as good; try again when it has grown much more.
      this.#floor = 2 * this.#size;
      await rm(next, { force: true }).catch(() => {});
      return true;
    }
    try {
      // Windows gives no new name to a file that is open.
      await this.#handle.close();
      await rename(next, this.#path);
      await syncFolder(this.#path);
      this.#handle = await open(this.#path, "r+");
    } catch {
      return false;
    }
    this.#size = size;
    this.#hasTail = false;
    return true;
  }

  async close() {
    await this.#handle.close().catch(() => {});
    this.#release();
  }
}

/**
 * @param {string} path
 * @param {Map<string, string>} texts
 */
async function writeNew(path, texts) {
  const lines = [HEADER];
  for (const entry of texts) lines.push(lineOf([entry]));
  // A damaged last line is taken for one that was being written: let it be one that says nothing.
  lines.push(lineOf([]));
  const bytes = Buffer.from(lines.join(""));
  const handle = await open(path, "w", 0o600);
  try {
    await writeAll(handle, bytes, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return bytes.length;
}

/**
 * @param {import("node:fs/promises").FileHandle} handle
 * @param {Buffer} bytes
 * @param {number} position
 */
async function writeAll(handle, bytes, position) {
  for (let at = 0; at < bytes.length; ) {
    at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
  }
}

/** Makes a new name in the folder last; Windows knows no such call. @param {string} path */
async function syncFolder(path) {
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** How many bytes an entry takes, about. @param {string} key @param {string | undefined} text */
function lengthOf(key, text) {
  return text === undefined ? 0 : Buffer.byteLength(lineOf([[key, text]]));
}
