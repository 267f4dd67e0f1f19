// Lighthouse gives the built page 95 of 100 or more for speed, accessibility and good practice, on a phone and on a desk.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";
import { serveStatic } from "../../../scripts/serve.mjs";
import { chromiumArgs, findBrowser, root } from "../../../scripts/tools.mjs";

const LEAST = 95;
/** Speed is measured, and what else a machine does can only slow a page down: of so many tries, the best counts. */
const MOST_TRIES = 5;
const CATEGORIES = ["performance", "accessibility", "best-practices"];

const built = join(root, "www", "dist");
if (!existsSync(built)) throw new Error("www/dist is not built: run npm run build:page first.");

const executablePath = await findBrowser();
const skip = executablePath ? false : "no Chromium: set CHROME_PATH or install one";

/** @type {Awaited<ReturnType<typeof serveStatic>>} */
let server;
/** @type {import("puppeteer-core").Browser} */
let browser;

before(async () => {
  if (skip) return;
  server = await serveStatic(built, { base: "/some/sub-path/" });
  browser = await puppeteer.launch({
    executablePath,
    args: chromiumArgs,
    timeout: 120_000,
    protocolTimeout: 120_000,
  });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * The scores of one load in a fresh profile, and what kept them down.
 * @param {import("lighthouse").Config | undefined} config
 */
async function measure(config) {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    const result = await lighthouse(
      server.url,
      { onlyCategories: CATEGORIES, logLevel: "error" },
      config,
      page,
    );
    if (!result) throw new Error("Lighthouse gave no result");
    const { categories, audits } = result.lhr;
    const scores = CATEGORIES.map((name) => Math.round((categories[name]?.score ?? 0) * 100));
    const weak = CATEGORIES.flatMap((name) => categories[name]?.auditRefs ?? [])
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${id} ${audits[id]?.displayValue ?? ""}`.trim());
    return { scores, weak };
  } finally {
    await context.close();
  }
}

/** The first try in which each category reaches the least, or else the best one. @param {import("lighthouse").Config | undefined} config */
async function bestOf(config) {
  let best = await measure(config);
  for (let tries = 1; tries < MOST_TRIES && Math.min(...best.scores) < LEAST; tries++) {
    const next = await measure(config);
    if (Math.min(...next.scores) > Math.min(...best.scores)) best = next;
  }
  return best;
}

// Lighthouse's own two presets. "phone", its default, counts a slow 4G and a processor four times slower.
for (const [device, config] of Object.entries({ phone: undefined, desk: desktopConfig })) {
  test(`on a ${device}: ${LEAST} or more of 100 in each category`, { skip }, async () => {
    const { scores, weak } = await bestOf(config);
    const told = `${CATEGORIES.map((name, at) => `${name} ${scores[at]}`).join(", ")}; ${weak.join("; ")}`;
    assert.ok(Math.min(...scores) >= LEAST, told);
  });
}
