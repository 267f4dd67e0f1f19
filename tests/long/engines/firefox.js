// Firefox, driven over WebDriver BiDi by puppeteer-core.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { findFirefox } from "../../../scripts/engines.mjs";

/** @typedef {import("puppeteer-core").ElementHandle<Element>} Handle */

/** Why Firefox cannot be asked here, or false. */
export const skip = findFirefox() ? false : "no Firefox: set FIREFOX_PATH or install one";

/** A new Firefox with one page. @returns {Promise<import("./driver.js").Engine<Handle>>} */
export async function start() {
  const downloads = mkdtempSync(join(tmpdir(), "firefox-downloads-"));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: findFirefox(),
    timeout: 120_000,
    protocolTimeout: 120_000,
    extraPrefsFirefox: {
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.alwaysOpenPanel": false,
      "media.autoplay.default": 0,
    },
  });
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  /** @type {string[]} */
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  return {
    name: "Firefox",
    downloads,
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    evaluate: (source) => page.evaluate(source),
    element: async (source) => /** @type {Handle | null} */ ((await page.evaluateHandle(source)).asElement()),
    click: (element) => element.click(),
    fill: async (element, text) => {
      await element.click({ count: 3 });
      await element.type(text);
    },
    choose: (element, files) =>
      /** @type {import("puppeteer-core").ElementHandle<HTMLInputElement>} */ (element).uploadFile(...files),
    screenshot: (file) => page.screenshot({ path: /** @type {`${string}.png`} */ (file) }),
    faults: async () => faults,
    close: async () => {
      await browser.close();
      rmSync(downloads, { recursive: true, force: true });
    },
  };
}
