// What the page keeps in this browser: runs, their pictures, the form, the simulated service and its ledger.
import { signal } from "@preact/signals";
import { openDB } from "idb";

const NAME = "kling-playground";
const VERSION = 1;
/** "files" holds pictures whole, apart from what a list of runs needs. */
const PLACES = /** @type {const} */ (["runs", "pictures", "files", "values", "ledger"]);

/** @typedef {typeof PLACES[number]} Place */

/** Why the browser keeps nothing of this page, if so: then all of it is gone with the tab. */
export const forgetful = signal("");

/** @type {Promise<import("idb").IDBPDatabase> | undefined} */
let opening;

function database() {
  opening ??= openDB(NAME, VERSION, {
    upgrade(upgrading) {
      for (const place of PLACES) upgrading.createObjectStore(place);
    },
    // Another version of the page wants to open it: the next use here opens it anew.
    blocking(_current, _blocked, event) {
      /** @type {IDBDatabase} */ (event.target).close();
      opening = undefined;
    },
    terminated() {
      opening = undefined;
    },
  });
  opening.catch(() => {
    opening = undefined;
  });
  return opening;
}

/**
 * Does something with the database; where it cannot, the page goes on without, and says so.
 * @template T
 * @param {(database: import("idb").IDBPDatabase) => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
async function tried(work) {
  try {
    return await work(await database());
  } catch (error) {
    forgetful.value =
      /** @type {{ name?: string }} */ (error)?.name === "QuotaExceededError" ? "full" : "refused";
    return undefined;
  }
}

/** @param {Place} place @param {string} key @returns {Promise<any>} undefined where nothing is */
export const read = (place, key) => tried((disk) => disk.get(place, key));

/** Everything in a place. @param {Place} place @returns {Promise<any[]>} */
export const readAll = async (place) => (await tried((disk) => disk.getAll(place))) ?? [];

/** @param {Place} place @returns {Promise<string[]>} */
export const keysOf = async (place) =>
  /** @type {string[]} */ ((await tried((disk) => disk.getAllKeys(place))) ?? []);

/** @param {Place} place @param {string} key @param {unknown} value structured-cloneable */
export const write = (place, key, value) => tried((disk) => disk.put(place, value, key));

/** @param {Place} place @param {string} key */
export const erase = (place, key) => tried((disk) => disk.delete(place, key));

/**
 * A store for a client of the package, apart from the one that it has of its own: simulated money must not count as real.
 * @type {import("kling-multi-i2v").Store}
 */
export const simulatedLedger = {
  get: async (key) => (await database()).get("ledger", key),
  put: async (key, value) => (await database()).put("ledger", value, key),
  delete: async (key) => (await database()).delete("ledger", key),
  async list(prefix) {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const { store, done } = (await database()).transaction("ledger");
    const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range), done]);
    return keys.map((key, at) => [String(key), values[at]]);
  },
  async compareAndPut(key, expected, value) {
    const { store, done } = (await database()).transaction("ledger", "readwrite");
    const found = await store.get(key);
    const isSame = JSON.stringify(found ?? null) === JSON.stringify(expected ?? null);
    if (isSame) await store.put(value, key);
    await done;
    return isSame;
  },
};
