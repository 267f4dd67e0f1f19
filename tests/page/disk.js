// What lies on the disk of a page: its own database, read and written from outside.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** @typedef {import("playwright-core").Page} Page */

/**
 * Everything in one place of the page's database, by its keys.
 * @param {Page} page
 * @param {string} place
 * @returns {Promise<Record<string, any>>}
 */
export function onDisk(page, place) {
  return page.evaluate(async (name) => {
    /** @param {IDBRequest} request @returns {Promise<any>} */
    const answered = (request) =>
      new Promise((settle, fail) => {
        request.onsuccess = () => settle(request.result);
        request.onerror = () => fail(request.error);
      });
    const database = await answered(indexedDB.open("kling-playground"));
    const store = database.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([answered(store.getAllKeys()), answered(store.getAll())]);
    database.close();
    return Object.fromEntries(
      keys.map((/** @type {string} */ key, /** @type {number} */ at) => [key, values[at]]),
    );
  }, place);
}

/**
 * Puts records into one place of the page's database.
 * @param {Page} page
 * @param {string} place
 * @param {Record<string, unknown>} records by their keys
 */
export function putOnDisk(page, place, records) {
  return page.evaluate(
    async ([name, all]) => {
      const database = await new Promise((settle, fail) => {
        const opening = indexedDB.open("kling-playground");
        opening.onsuccess = () => settle(opening.result);
        opening.onerror = () => fail(opening.error);
      });
      const writing = database.transaction(name, "readwrite");
      for (const [key, value] of Object.entries(all)) writing.objectStore(name).put(value, key);
      await new Promise((settle) => {
        writing.oncomplete = settle;
      });
      database.close();
    },
    /** @type {const} */ ([place, records]),
  );
}

/** Waits until nothing is left in one place of the page's database. @param {Page} page @param {string} place */
export async function untilEmpty(page, place) {
  /** @type {string[]} */
  let left = [];
  for (let tries = 0; tries < 100; tries++) {
    left = Object.keys(await onDisk(page, place));
    if (left.length === 0) return;
    await pause(100);
  }
  assert.fail(`${place} still has ${left}`);
}
