// No state of the page breaks a rule of axe-core, in either colour scheme, on a phone's width and on a desk's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "../page/accessible.js";
import { controls, FAKE, fill, forwardTo, open, playing, SMALL, skip, toTheEnd } from "../page/harness.js";

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
  "a key's run without its key": async (page) => {
    await page.unroute("https://api.wavespeed.ai/**");
    await page.route("https://api.wavespeed.ai/**", (route) => route.abort("failed"));
    await controls(page).run.click();
    await page.getByRole("button", { name: /^Stop/ }).waitFor();
    await page.reload();
    await page.getByText("Not followed at the moment").or(page.locator(".failure")).first().waitFor();
  },
  "a failure chosen, a flagged video": async (page) => {
    await page.getByRole("radio", { name: "Simulator" }).check();
    await page.getByLabel("Try a failure").selectOption("flagged");
    await page.getByLabel("Enable Safety Checker").check();
    await controls(page).run.click();
    await toTheEnd(page);
    await page.getByRole("button", { name: "Show it" }).waitFor();
  },
  stopped: async (page) => {
    await page.getByRole("radio", { name: "16:9" }).check();
    await controls(page).run.click();
    await page.getByRole("button", { name: "Stop waiting" }).click();
    await page.getByRole("button", { name: "Go on waiting, free" }).waitFor();
  },
  "a suggested prompt": async (page) => {
    await page.getByRole("button", { name: /^Enhance · / }).click();
    const suggested = page.getByRole("region", { name: "Suggested prompt" });
    const end = suggested.or(page.locator(".enhancer-problem .problem"));
    await forwardTo(page, end);
    await suggested.locator("ins").first().waitFor();
  },
  prices: (page) => panel(page, "Prices"),
  code: (page) => panel(page, "Code"),
  log: (page) => panel(page, "Log"),
  "share link": (page) => panel(page, "Share"),
  batch: (page) => panel(page, "Batch"),
  "a list with mistakes": async (page) => {
    await page.getByRole("radio", { name: "A list of requests" }).check();
    await page.getByLabel("CSV or JSON").fill("prompt,images,duration\nA dune,https://a.example/1.jpg,7");
    await page.locator("#batch-problems .problem").first().waitFor();
  },
  "a batch's outcomes": async (page) => {
    await page.getByRole("radio", { name: "This form, several times" }).check();
    await page.getByRole("button", { name: /^Run 4 · / }).click();
    await page.locator(".cell").nth(3).waitFor();
  },
};

/** @param {Page} page @param {string} word */
async function panel(page, word) {
  const open = page.getByRole("dialog");
  const within = (await open.isVisible()) ? open : page;
  await within.getByRole("button", { name: word, exact: true }).first().click();
  await open.locator(".panel-body > *").nth(1).waitFor();
}

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
