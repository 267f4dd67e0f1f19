// What a test of a page that comes back needs: another tab of the same browser, and what lies on its disk.
import { controls, fillByAddress, forwardTo, open, serviceFor } from "./harness.js";

/** @typedef {import("playwright-core").Page} Page */

/** Another tab of the same browser, at the same address. @param {Page} page */
export async function anotherTab(page) {
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  return tab;
}

/** Closes the tab as a person does, and opens the page again in a new one. @param {Page} page */
export async function closedAndOpened(page) {
  const tab = await page.context().newPage();
  await page.close();
  await tab.goto(page.url());
  return tab;
}

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

/** What the page's own simulated service has made and charged. @param {Page} page */
export async function simulated(page) {
  const { simulated: saved } = await onDisk(page, "values");
  const { jobs = 0, chargedMicros = 0 } = saved?.totals ?? {};
  return { jobs, chargedMicros };
}

/** One video, paid once. */
export const ONE = { jobs: 1, chargedMicros: 250_000 };
export const NOTHING = { jobs: 0, chargedMicros: 0 };

/** Lets nothing reach the simulated service for as long as this document lives. @param {Page} page */
export const hangService = (page) =>
  page.evaluate(
    () =>
      new Promise((settle) => {
        navigator.locks.request("kling-simulator", () => {
          settle(undefined);
          return new Promise(() => undefined);
        });
      }),
  );

/** The next runs of the simulator take a minute. @param {Page} page */
export const chooseSlow = (page) => page.getByLabel("Try a failure").selectOption("slow");

/** The runs' cards in the reel. @param {Page} page */
export const cards = (page) => controls(page).reel.locator(".card");

/** Puts the clock forward until the first card says so. @param {Page} page @param {RegExp} words */
export async function untilCardSays(page, words) {
  await cards(page).first().waitFor();
  await forwardTo(page, page.locator(".reel li:first-child .card").filter({ hasText: words }));
}

/** Enters a key as a person does: the field is left at the end. @param {Page} page @param {string} key */
export async function enterKey(page, key) {
  await page.getByRole("radio", { name: "Your key" }).check();
  await page.getByLabel("WaveSpeedAI key").fill(key);
  await page.getByLabel("WaveSpeedAI key").press("Tab");
}

/** Begins a run and sees it accepted. @param {Page} page */
export async function begin(page) {
  await controls(page).run.click();
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
}

/**
 * A page with a paid run under way, by a key that its service knows.
 * @param {import("node:test").TestContext} t
 */
export async function runByKey(t) {
  const { page, faults } = await open(t);
  const simulator = await serviceFor(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await begin(page);
  return { page, faults, simulator, ...controls(page) };
}
