// WebKit, as WebKitGTK's MiniBrowser, driven by selenium-webdriver on a display of its own.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, Capabilities } from "selenium-webdriver";
import { findWebKit } from "../../../scripts/engines.mjs";
import { until } from "./driver.js";

/** @typedef {import("selenium-webdriver").WebElement} Handle */

/** Why WebKit cannot be asked here, or false. */
export const skip = findWebKit()
  ? false
  : "no WebKitGTK with its driver and Xvfb: set WEBKIT_DRIVER_PATH, WEBKIT_BROWSER_PATH, XVFB_PATH or install them";

/** A port that was free a moment ago. @returns {Promise<number>} */
function freePort() {
  const server = createServer();
  return new Promise((settle, fail) => {
    server.on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => settle(port));
    });
  });
}

/**
 * A child that does not outlive this process.
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 */
function begin(command, args, options) {
  const child = spawn(command, args, options);
  const kill = () => child.kill();
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
}

/** @param {import("node:child_process").ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((settle) => child.once("exit", settle));
  child.kill();
  await gone;
}

/**
 * A screen without a screen, on the first free display: Xvfb looks for it and writes its number.
 * @param {string} command
 */
async function startDisplay(command) {
  const child = begin(command, ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  let number = "";
  /** @type {import("node:stream").Readable} */ (child.stdio[3]).on("data", (chunk) => {
    number += chunk;
  });
  await until("Xvfb's display", () => number.endsWith("\n"));
  return { child, display: `:${number.trim()}` };
}

/** A home of its own: nobody's settings are read or written, and downloads have a place. */
function makeHome() {
  const home = mkdtempSync(join(tmpdir(), "webkit-home-"));
  const downloads = join(home, "Downloads");
  mkdirSync(downloads);
  mkdirSync(join(home, ".config"));
  writeFileSync(join(home, ".config", "user-dirs.dirs"), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n');
  return { home, downloads };
}

/** This driver knows no promises: its scripts end by calling back. @param {string} source */
const settled = (source) => `const settle = arguments[arguments.length - 1];
  (async () => ${source})().then((value) => settle({ value }), (error) => settle({ error: String(error) }));`;

/**
 * Notes in the page what it complains of: this driver hands on no messages of the console. What is said before this runs,
 * while the document loads, is missed. Sent to the page as text.
 */
function watch() {
  const faults = /** @type {string[]} */ ([]);
  Object.assign(window, { faults });
  addEventListener("error", ({ message }) => faults.push(message));
  addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    faults.push(`${violatedDirective} refuses ${blockedURI}`),
  );
  const say = console.error;
  console.error = (...words) => {
    faults.push(words.join(" "));
    say(...words);
  };
}

/**
 * The driver as a service, with the browser that it starts, on its own display.
 * @param {{ driver: string, browser: string }} found
 * @param {string} display
 * @param {string} home
 */
async function startService(found, display, home) {
  const port = await freePort();
  const child = begin(found.driver, [`--port=${port}`, "--host=127.0.0.1"], {
    env: {
      ...process.env,
      DISPLAY: display,
      HOME: home,
      XDG_CONFIG_HOME: join(home, ".config"),
      GDK_BACKEND: "x11",
      // Its sandbox needs namespaces that a container may not give, and only the test's own page is opened.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    },
    stdio: "ignore",
  });
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary: found.browser, args: ["--automation"] },
  });
  // The first attempts may come before the driver listens.
  const page = await until("WebKit's driver", () =>
    new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build(),
  );
  return { child, page };
}

/** A new MiniBrowser with one page. @returns {Promise<import("./driver.js").Engine<Handle>>} */
export async function start() {
  const found = findWebKit();
  if (!found) throw new Error(String(skip));
  const { home, downloads } = makeHome();
  const { child: screen, display } = await startDisplay(found.display);
  const { child: service, page } = await startService(found, display, home);
  await page.manage().setTimeouts({ script: 60_000, pageLoad: 60_000 });
  await page.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 900 });
  const evaluate = async (/** @type {string} */ source) => {
    const { value, error } = /** @type {{ value?: any, error?: string }} */ (
      await page.executeAsyncScript(settled(source))
    );
    if (error) throw new Error(error);
    return value;
  };
  /** @type {string[]} */
  const earlier = [];
  const faults = async () => [...earlier, ...(await evaluate("window.faults"))];
  return {
    name: "WebKit",
    downloads,
    goto: async (url) => {
      await page.get(url);
      await evaluate(`(${watch})()`);
    },
    reload: async () => {
      earlier.push(...(await evaluate("window.faults")));
      await page.navigate().refresh();
      await evaluate(`(${watch})()`);
    },
    evaluate,
    element: (source) => page.executeScript(`return ${source}`),
    click: (element) => element.click(),
    fill: async (element, text) => {
      await element.clear();
      await element.sendKeys(text);
    },
    choose: (element, files) => element.sendKeys(files.join("\n")),
    screenshot: async (file) => writeFileSync(file, await page.takeScreenshot(), "base64"),
    faults,
    close: async () => {
      await page.quit().catch(() => {});
      await end(service);
      await end(screen);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
