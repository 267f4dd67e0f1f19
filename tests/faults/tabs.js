// Lives in the tabs of a real Chromium: the built package in plain pages of one site, with the site's own IndexedDB.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromiumArgs, findBrowser } from "../../scripts/tools.mjs";
import { OPTIONS } from "./options.js";

/** @typedef {import("./life.js").Life} Life */
/** @typedef {import("playwright-core").Page} Page */

const HTML = `<!doctype html><title>a tab</title>
<script type="importmap">{ "imports": { "kling-multi-i2v": "/dist/index.js" } }</script>
<script type="module" src="/tests/faults/in-page.js"></script>`;

/** Files of the repository that the site serves. */
const SERVED = /^\/(dist|tests\/faults)\/[a-z/-]+\.js$/;

/** @type {Promise<{ url: string, browser: import("playwright-core").Browser, close: () => Promise<void> }> | undefined} */
let site;

/** Why there is no browser to be had here, or false. On CI a missing one fails instead. */
export const skipTabs =
  (await findBrowser()) || process.env.CI === "true" ? false : "there is no Chromium: set CHROME_PATH";

async function open() {
  const executablePath = await findBrowser();
  assert.ok(executablePath, "there is no Chromium: set CHROME_PATH");
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  const server = createServer(async ({ url = "/" }, response) => {
    if (url === "/") return response.setHeader("content-type", "text/html").end(HTML);
    const isPhoto = url === "/dune.jpg";
    if (!isPhoto && !SERVED.test(url)) return response.writeHead(404).end();
    const file = new URL(isPhoto ? "../fixtures/dune.jpg" : `../..${url}`, import.meta.url);
    const bytes = await readFile(file).catch(() => undefined);
    if (!bytes) return response.writeHead(404).end();
    response.setHeader("content-type", isPhoto ? "image/jpeg" : "text/javascript");
    response.end(bytes);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = async () => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, browser, close };
}

/** Ends the browser, if it was started. */
export async function closeTabs() {
  await (await site)?.close();
  site = undefined;
}

/**
 * One browser profile for each scenario; each life is a new tab in it.
 *
 * @param {import("../support/world.js").Test} test
 * @param {{ page?: string }} scenario `page`: a script that every page runs first
 */
export function tabs(test, { page: first }) {
  return async (/** @type {{ url: string, key: string }} */ service) => {
    site ??= open();
    const { browser, url } = await site;
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    test.after(() => context.close());
    if (first) await context.addInitScript(first);
    /** @type {Error[]} */
    const errors = [];
    test.after(() => assert.deepEqual(errors, [], "nothing is thrown in a page"));

    /** @param {import("./life.js").ClientOptions} options */
    return async (options) => {
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(error));
      await page.goto(url);
      const all = { apiKey: service.key, baseUrl: service.url, ...OPTIONS, ...options };
      await page.evaluate((all) => /** @type {any} */ (globalThis).bear(all), /** @type {any} */ (all));
      return remote(page);
    };
  };
}

/** @param {Page} page @returns {Life} */
function remote(page) {
  let isDead = false;
  /** @param {keyof Life} name @returns {(...args: any[]) => Promise<any>} */
  const call =
    (name) =>
    (...args) =>
      page
        .evaluate(
          ([name, args]) => /** @type {any} */ (globalThis).life[name](...args),
          /** @type {const} */ ([name, args]),
        )
        // Of a tab that is gone nothing is heard.
        .catch((error) => (isDead ? new Promise(() => {}) : Promise.reject(error)));
  return {
    ...{ generate: call("generate"), generateAll: call("generateAll"), wait: call("wait") },
    ...{ resume: call("resume"), jobs: call("jobs"), spent: call("spent"), failures: call("failures") },
    async kill() {
      isDead = true;
      await page.close();
    },
    async reload() {
      isDead = true;
      await page.reload();
    },
  };
}
