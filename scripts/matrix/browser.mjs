// Opens a set-up's page in Chromium and reads what it tells. Whatever it complains of is a failure.
import { chromiumArgs, findBrowser } from "../tools.mjs";
import { Skip } from "./skip.mjs";

const MOST_MS = 60_000;

/**
 * What every page that is served here as files is held to: nothing from elsewhere, nothing inline, no eval, but for what is
 * named. WebAssembly has to be.
 * @param {string[]} scripts more sources of scripts
 */
export const strict = (...scripts) => ({
  "content-security-policy": [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].filter(Boolean).join(" "),
    "worker-src 'self'",
    "connect-src 'self' http://127.0.0.1:*",
  ].join("; "),
});

/** @type {Promise<import("playwright-core").Browser> | undefined} */
let browser;

async function launch() {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Skip("there is no Chromium: CHROME_PATH names one that is not on the PATH");
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath, args: chromiumArgs });
}

/**
 * The text of each of these elements of the page, as soon as all have one.
 * @param {string} url
 * @param {string[]} ids
 * @param {{ refused?: RegExp }} [options] the one complaint that is right, where the page is refused something
 * @returns {Promise<string[]>}
 */
export async function read(url, ids, { refused } = {}) {
  browser ??= launch();
  const context = await (await browser).newContext();
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  let complain = () => {};
  const complained = new Promise((done) => {
    complain = () => done(undefined);
  });
  const note = (/** @type {string} */ fault) => {
    if (refused?.test(fault)) return;
    faults.push(fault);
    complain();
  };
  page.on("console", (message) => {
    // Every page is asked for an icon, and none has one.
    if (message.location().url.endsWith("/favicon.ico")) return;
    if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => note(String(error)));
  page.on("requestfailed", (request) => note(`${request.url()}: ${request.failure()?.errorText}`));
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`the policy was violated: ${violatedDirective} by ${blockedURI}`),
    ),
  );
  try {
    await page.goto(url);
    const told = page.waitForFunction(
      (ids) => {
        const texts = ids.map((id) => document.getElementById(id)?.textContent ?? "");
        return texts.every(Boolean) && texts;
      },
      ids,
      { timeout: MOST_MS },
    );
    const texts = await Promise.race([told.then((handle) => handle.jsonValue()), complained.then(() => [])]);
    if (faults.length > 0) throw new Error(`the page complains:\n${faults.join("\n")}`);
    return texts || [];
  } catch (error) {
    throw faults.length > 0 && error instanceof Error
      ? new Error(`${error.message}\n${faults.join("\n")}`)
      : error;
  } finally {
    await context.close();
  }
}

export async function closeBrowser() {
  await (await browser?.catch(() => undefined))?.close();
}
