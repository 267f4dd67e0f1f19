// A store in IndexedDB: it outlives the page, and every tab and worker of the site shares it.
import { sameJson } from "./json.js";
import { patience } from "./patience.js";

const VERSION = 1;
const ENTRIES = "entries";

/** @returns {import("./types.js").OpenStore} */
export function indexedDbStore(name = "kling-multi-i2v") {
  /** @type {IDBDatabase | undefined} */
  let database;
  /** @type {Promise<IDBDatabase> | undefined} */
  let opening;
  let isBlocked = false;
  const ask = patience(() => new Error(isBlocked ? BLOCKED : SILENT));

  /** @param {IDBDatabase} opened */
  function keep(opened) {
    const forget = () => {
      if (database === opened) database = undefined;
    };
    // A newer version of the site, or one that clears its data, waits for this; the next use opens it again.
    opened.onversionchange = () => {
      opened.close();
      forget();
    };
    opened.onclose = forget;
    database = opened;
    return opened;
  }

  /** @returns {Promise<IDBDatabase>} */
  async function open() {
    if (database) return database;
    opening ??= ask((settle, fail) => {
      isBlocked = false;
      if (!globalThis.indexedDB) throw new Error("There is no IndexedDB here.");
      const request = indexedDB.open(name, VERSION);
      request.onupgradeneeded = () => {
        if (!request.result.objectStoreNames.contains(ENTRIES)) request.result.createObjectStore(ENTRIES);
      };
      request.onblocked = () => {
        isBlocked = true;
      };
      request.onsuccess = () => settle(keep(request.result));
      request.onerror = () => fail(request.error);
    });
    try {
      return await opening;
    } finally {
      opening = undefined;
    }
  }

  /** @param {IDBTransactionMode} mode @returns {Promise<IDBTransaction>} */
  async function begin(mode) {
    // What is put has to be there after a crash. Older engines ignore the wish.
    const start = (/** @type {IDBDatabase} */ on) => on.transaction(ENTRIES, mode, { durability: "strict" });
    const opened = await open();
    try {
      return start(opened);
    } catch (error) {
      // The browser has closed it, and the event that says so is still on its way.
      if (nameOf(error) !== "InvalidStateError") throw error;
      if (database === opened) database = undefined;
      return start(await open());
    }
  }

  /**
   * Does some work in one transaction; resolves once it is committed.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(entries: IDBObjectStore, done: (result: T) => void) => void} work
   * @returns {Promise<T>}
   */
  async function transact(mode, work) {
    try {
      const transaction = await begin(mode);
      return await ask((settle, fail) => {
        /** @type {T} */
        let result;
        transaction.oncomplete = () => settle(result);
        transaction.onabort = () => fail(transaction.error ?? new Error("The browser has given it up."));
        work(transaction.objectStore(ENTRIES), (value) => {
          result = value;
        });
        return () => transaction.abort();
      });
    } catch (error) {
      throw new Error(explained(error), { cause: error });
    }
  }

  return {
    get: (key) =>
      transact("readonly", (entries, done) => {
        const read = entries.get(key);
        read.onsuccess = () => done(read.result);
      }),
    put: (key, value) => transact("readwrite", (entries) => void entries.put(value, key)),
    delete: (key) => transact("readwrite", (entries) => void entries.delete(key)),
    list: (prefix) =>
      transact("readonly", (entries, done) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
        const keys = entries.getAllKeys(range);
        const values = entries.getAll(range);
        values.onsuccess = () => done(keys.result.map((key, at) => [String(key), values.result[at]]));
      }),
    compareAndPut: (key, expected, value) =>
      transact("readwrite", (entries, done) => {
        const read = entries.get(key);
        read.onsuccess = () => {
          const isSame = sameJson(read.result, expected);
          if (isSame) entries.put(value, key);
          done(isSame);
        };
      }),
  };
}

const BLOCKED = "Another tab holds an older version of this site's data: close it or reload it.";
const SILENT = "The browser does not answer. Reload the page, or give the client a store of your own.";

/** @param {unknown} error */
const nameOf = (error) => /** @type {{ name?: unknown } | null} */ (error)?.name;

/** What went wrong, and what to do. @param {unknown} error */
function explained(error) {
  const name = nameOf(error);
  if (name === "QuotaExceededError")
    return "IndexedDB is full: the browser gives this site no more room. Free some on the device.";
  if (name === "VersionError")
    return "IndexedDB holds data of a newer version of this site: reload the page to get that version.";
  return `IndexedDB failed: ${error instanceof Error ? error.message : name}`;
}
