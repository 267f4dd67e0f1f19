// Chromium, a site of the tests' own that begins and ends with the tests of a file, and what a page complains of.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { chromiumArgs, findBrowser } from "../../scripts/tools.mjs";

const executablePath = await findBrowser();
// On CI a missing browser fails the tests instead of passing them over.
export const skip =
  executablePath || process.env.CI === "true" ? false : "there is no Chromium: set CHROME_PATH";

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
 * Chromium and a site: both begin before the tests of a file, and end after them.
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => unknown} handle
 */
export function chromiumWith(handle) {
  /** @type {import("playwright-core").Browser} */
  let browser;
  let origin = "";
  const server = createServer(handle);
  before(async () => {
    if (skip) return;
    browser = await launch();
    origin = await listen(server);
  });
  after(async () => {
    await browser?.close();
    close(server);
  });
  return {
    /** While the tests run. */
    get browser() {
      return browser;
    },
    /** The site's, without a slash at its end. */
    get origin() {
      return origin;
    },
  };
}

/**
 * What a page complains of; it fails the test, but for what `mayTell` matches.
 * @param {import("./world.js").Test} t
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
