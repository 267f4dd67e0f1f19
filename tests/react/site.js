// Serves the hooks' test page, bundled with this or that React, and opens it in Chromium with all its complaints noted.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromiumWith, skip } from "../support/chromium.js";

/** @typedef {import("./app.js").Shown} Shown */
/** @typedef {import("playwright-core").Page} Page */

const photo = readFileSync(new URL("../fixtures/dune.jpg", import.meta.url));

export { skip };

/**
 * The page as one script.
 * @param {Record<string, string>} alias where else React is taken from
 */
async function bundle(alias) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("app.js", import.meta.url))],
    ...{ bundle: true, format: "esm", write: false, logLevel: "error", alias },
    // React's development build: it is the one that warns, and that mounts twice.
    define: { "process.env.NODE_ENV": '"development"' },
  });
  return outputFiles[0]?.contents;
}

/** Starts the site and Chromium before the tests of a file, and ends them after. @param {Record<string, string>} [alias] */
export function site(alias = {}) {
  /** @type {Uint8Array | undefined} */
  let script;
  /** @type {Record<string, () => [type: string, body: string | Uint8Array | undefined]>} */
  const files = {
    "/": () => [
      "text/html",
      '<!doctype html><div id="root"></div><script type="module" src="/app.js"></script>',
    ],
    "/app.js": () => ["text/javascript", script],
    "/dune.jpg": () => ["image/jpeg", photo],
  };
  const here = chromiumWith(({ url = "/" }, response) => {
    const file = files[url.split("?")[0] ?? ""];
    if (!file) return response.writeHead(404).end();
    const [type, body] = file();
    response.setHeader("content-type", type);
    response.end(body);
  });
  before(async () => {
    if (!skip) script = await bundle(alias);
  });

  /**
   * A page with these components, of a profile of its own, against that simulator. What it complains of fails the test, but
   * for what `mayTell` matches.
   * @param {import("node:test").TestContext} t
   * @param {{ sim: import("kling-multi-i2v/simulator").Simulator, url: string }} world
   * @param {Shown} shown
   * @param {{ other?: string, mayTell?: RegExp }} [more]
   */
  return async function open(t, { sim, url }, shown, { other = url, mayTell } = {}) {
    const context = await here.browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    /** @type {string[]} */
    const complaints = [];
    page.on("console", (message) => {
      const isOfReact = ["error", "warning"].includes(message.type());
      // What an answer's status was is the browser's own line.
      if (isOfReact && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    t.after(() =>
      assert.deepEqual(
        complaints.filter((text) => !mayTell?.test(text)),
        [],
      ),
    );
    const query = new URLSearchParams({ key: sim.key, url, other, shown: JSON.stringify(shown) });
    await page.goto(`${here.origin}/?${query}`);
    return driver(page, complaints);
  };
}

/** What a test does with the page. @param {Page} page @param {string[]} complaints */
function driver(page, complaints) {
  const maker = (name = "A") => page.getByRole("region", { name, exact: true });
  return {
    page,
    complaints,
    maker,
    /** @param {string} what @param {string} [name] */
    press: (what, name) => maker(name).getByRole("button", { name: what, exact: true }).click(),
    /** Waits until it has that status, and that phase. @param {string} status @param {{ name?: string, phase?: string }} [more] */
    async is(status, { name = "A", phase } = {}) {
      const at = `section[aria-label="${name}"][data-status="${status}"]${phase ? `[data-phase="${phase}"]` : ""}`;
      await page
        .locator(at)
        .waitFor({ timeout: 8_000 })
        .catch(async (error) => {
          throw new Error(`${at} never came:\n${await page.locator("main").innerHTML()}`, { cause: error });
        });
    },
    /** @param {Shown} shown */
    show: (shown) => page.evaluate((shown) => /** @type {any} */ (globalThis).show(shown), shown),
    /** @returns {Promise<{ states: Record<string, import("./app.js").State[]>, ends: string[], answers: import("./app.js").Ended[], made: Record<string, number>, version: string }>} */
    told: () => page.evaluate(() => JSON.parse(JSON.stringify(/** @type {any} */ (globalThis).told))),
    tray: page.locator("li"),
  };
}
