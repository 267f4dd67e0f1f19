// A real Chromium, a server of this machine that it opens, and what a page complains of.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromiumArgs, findBrowser } from "../../scripts/tools.mjs";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("./world.js").Test} Test */

const executablePath = await findBrowser();
// On CI a missing browser fails the tests instead of passing them over.
export const skip =
  executablePath || process.env.CI === "true" ? false : "there is no Chromium: set CHROME_PATH";

/** @returns {Promise<Browser>} */
export async function launch() {
  assert.ok(executablePath, "there is no Chromium: set CHROME_PATH");
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath, args: chromiumArgs });
}

/**
 * On a free port of this machine.
 * @param {import("node:http").Server} server
 * @returns {Promise<string>} its origin
 */
export async function listen(server) {
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

/** @param {import("node:http").Server} server */
export function close(server) {
  server.close();
  server.closeAllConnections();
}

/**
 * Starts a server and Chromium before the tests of a file, and ends them after.
 * @param {import("node:http").Server} server
 */
export function beforeChromium(server) {
  /** @type {Browser} */
  let browser;
  let origin = "";
  before(async () => {
    if (skip) return;
    browser = await launch();
    origin = await listen(server);
  });
  after(async () => {
    await browser?.close();
    close(server);
  });
  return { browser: () => browser, origin: () => origin };
}

/**
 * What a page complains of; it fails the test, but for what `mayTell` matches.
 * @param {Test} t
 * @param {import("playwright-core").Page} page
 * @param {RegExp} [mayTell]
 */
export function complaintsOf(t, page, mayTell) {
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  t.after(() =>
    assert.deepEqual(
      complaints.filter((text) => !mayTell?.test(text)),
      [],
    ),
  );
  return complaints;
}
