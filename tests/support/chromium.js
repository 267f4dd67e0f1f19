// Chromium and a site of the tests' own: both begin before the tests of a file, and end after them.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { chromiumArgs, findBrowser } from "../../scripts/tools.mjs";

const executablePath = await findBrowser();
// On CI a missing browser fails the tests instead of passing them over.
export const skip =
  executablePath || process.env.CI === "true" ? false : "there is no Chromium: set CHROME_PATH";

/** @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => unknown} handle */
export function chromiumWith(handle) {
  /** @type {import("playwright-core").Browser} */
  let browser;
  const server = createServer(handle);
  before(async () => {
    if (skip) return;
    assert.ok(executablePath, "there is no Chromium: set CHROME_PATH");
    const { chromium } = await import("playwright-core");
    browser = await chromium.launch({ executablePath, args: chromiumArgs });
    await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  });
  after(async () => {
    await browser?.close();
    server.close();
    server.closeAllConnections();
  });
  return {
    /** While the tests run. */
    get browser() {
      return browser;
    },
    /** The site's, without a slash at its end. */
    get origin() {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      return `http://127.0.0.1:${port}`;
    },
  };
}
