// A store in one file, for Node: what it has said yes to is on the disk, whatever happens to the process.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { openLog } from "./file-log.js";
import { jsonText } from "./stores/json.js";

/** @typedef {import("./file-log.js").Log} Log */
/** @typedef {import("./node.js").FileStore} PublicFileStore */
/**
 * A write that waits for its turn. `expected` is the JSON text that has to be there, null for any;
 * `text` is what is put there, undefined to delete.
 * @typedef {{ key: string, text?: string, expected: string | undefined | null }} Write
 * @typedef {{ write?: Write, settle: (isDone: boolean) => void, fail: (reason: unknown) => void }} Task
 */

/** Every store of this process by its path: who names the same file gets the same store. @type {Map<string, FileStore>} */
const stores = new Map();

/** @type {typeof import("./node.js").fileStore} */
export function fileStore(path) {
  if (typeof path !== "string" && !(path instanceof URL))
    throw new TypeError("fileStore needs a file's path.");
  const full = resolve(path instanceof URL ? fileURLToPath(path) : path);
  const store = stores.get(full) ?? new FileStore(full);
  stores.set(full, store);
  return store;
}

/** @implements {PublicFileStore} */
class FileStore {
  #path;
  /** @type {Promise<Log> | undefined} */
  #opened;
  /** @type {Task[]} */
  #tasks = [];
  #isWorking = false;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
  }

  /** Its lock sees to that. */
  get isAlone() {
    return true;
  }

  /** @param {string} key @returns {Promise<unknown>} */
  async get(key) {
    const text = (await this.#log()).texts.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** @param {string} prefix */
  async list(prefix) {
    /** @type {import("./stores/types.js").Entry[]} */
    const entries = [];
    for (const [key, text] of (await this.#log()).texts) {
      if (key.startsWith(prefix)) entries.push([key, JSON.parse(text)]);
    }
    return entries;
  }

  /** @param {string} key @param {unknown} value */
  async put(key, value) {
    await this.#do({ key, text: jsonText(value), expected: null });
  }

  /** @param {string} key */
  async delete(key) {
    await this.#do({ key, expected: null });
  }

  /** @param {string} key @param {unknown} expected @param {unknown} value */
  async compareAndPut(key, expected, value) {
    return this.#do({ key, text: jsonText(value), expected: JSON.stringify(expected ?? undefined) });
  }

  async close() {
    if (this.#opened || this.#isWorking) await this.#do();
  }

  #log() {
    this.#opened ??= openLog(this.#path).catch((error) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** @param {Write} [write] none closes the file @returns {Promise<boolean>} */
  #do(write) {
    return new Promise((settle, fail) => {
      this.#tasks.push({ write, settle, fail });
      if (!this.#isWorking) this.#work();
    });
  }

  /** Does what there is to do, and all that comes meanwhile. */
  async #work() {
    this.#isWorking = true;
    while (this.#tasks.length > 0) await this.#round();
    this.#isWorking = false;
  }

  /** Does all that waits, with one sync. Never rejects. */
  async #round() {
    /** @type {Log} */
    let log;
    try {
      log = await this.#log();
    } catch (error) {
      for (const { write, settle, fail } of this.#tasks.splice(0)) write ? fail(error) : settle(true);
      return;
    }
    const tasks = this.#tasks.splice(0);
    const closes = tasks.filter(({ write }) => !write);
    await commit(log, tasks);
    if (closes.length > 0 || !(await log.tidy())) {
      this.#opened = undefined;
      await log.close();
    }
    for (const { settle } of closes) settle(true);
  }
}

/**
 * Decides about each write on what is there after those before it, and syncs all of them at once. Never rejects.
 * @param {Log} log
 * @param {Task[]} tasks
 */
async function commit(log, tasks) {
  /** @type {Map<string, string | undefined>} */
  const changes = new Map();
  /** @type {(() => void)[]} */
  const answers = [];
  for (const { write, settle } of tasks) {
    if (!write) continue;
    const { key, text, expected } = write;
    const there = changes.has(key) ? changes.get(key) : log.texts.get(key);
    const isDone = expected === null || expected === there;
    if (isDone) changes.set(key, text);
    answers.push(() => settle(isDone));
  }
  try {
    if (changes.size > 0) await log.append(changes);
    for (const answer of answers) answer();
  } catch (error) {
    for (const { write, fail } of tasks) if (write) fail(error);
  }
}
