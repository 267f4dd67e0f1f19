// No state of the page breaks a rule of axe-core, in either colour scheme, on a phone's width and on a desk's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./accessible.js";
import { controls, FAKE, fill, open, playing, SMALL, skip, toTheEnd } from "./harness.js";

/** @typedef {import("playwright-core").Page} Page */

/** The service refuses every key. @param {Page} page */
const refuse = (page) =>
  page.route("https://api.wavespeed.ai/**", (route) =>
    route.fulfill({
      status: 401,
      headers: { "access-control-allow-origin": "*" },
      json: { code: 401, message: "Unauthorized" },
    }),
  );

/**
 * The states in the order in which one page comes by them, each with the way there from the one before.
 * @type {Record<string, (page: Page) => Promise<unknown>>}
 */
const STATES = {
  empty: async () => {},
  "with problems": async (page) => {
    await controls(page).run.click();
    await page.locator(".problem").first().waitFor();
  },
  "with advice": async (page) => {
    await controls(page).files.setInputFiles([SMALL, FAKE]);
    await page.locator(".advice p").nth(1).waitFor();
  },
  filled: async (page) => {
    await page.getByRole("button", { name: "Remove picture 2" }).click();
    await page.getByRole("button", { name: "blur" }).click();
    await fill(page);
    await page.locator(".thumbnail[data-loading=ready]").nth(2).waitFor();
  },
  running: async (page) => {
    await controls(page).run.click();
    await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  },
  done: async (page) => {
    await toTheEnd(page);
    await playing(page);
  },
  "proxy mode": async (page) => {
    await page.getByRole("radio", { name: "Proxy" }).check();
    await page.getByLabel("Proxy address").waitFor();
  },
  "key mode without a key": async (page) => {
    await page.getByRole("radio", { name: "Your key" }).check();
    await page.getByRole("radio", { name: "9:16" }).check();
    await controls(page).run.click();
    await page.getByText("Enter your WaveSpeedAI key").waitFor();
  },
  failed: async (page) => {
    await refuse(page);
    await page.getByLabel("WaveSpeedAI key").fill("canary-4f1b");
    await controls(page).run.click();
    await page.locator(".failure").waitFor();
  },
};

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const width of [360, 1280]) {
    test(`${colorScheme}, ${width} px wide: axe finds nothing in any state`, { skip }, async (t) => {
      const { page } = await open(t, { colorScheme, viewport: { width, height: 800 } });
      /** @type {string[]} */
      const found = [];
      for (const [state, go] of Object.entries(STATES)) {
        await go(page);
        found.push(...(await violations(page)).map((line) => `${state}: ${line}`));
      }
      assert.deepEqual(found, []);
    });
  }
}
