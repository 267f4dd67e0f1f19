// What a test of a page that comes back needs: another tab of the same browser, and a run that is under way.
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
 * @param {(page: Page) => Promise<import("kling-multi-i2v/simulator").Simulator>} [service]
 */
export async function runByKey(t, service = serviceFor) {
  const { page, faults } = await open(t);
  const simulator = await service(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await begin(page);
  return { page, faults, simulator, ...controls(page) };
}
