// Where the page's other two engines are, Firefox's and WebKit's. Chromium, which more tests need, is in tools.mjs.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isWindows, Stop, versionOf, which } from "./tools.mjs";

/**
 * The file that an environment variable names, if it is set.
 * @param {string} variable
 */
function named(variable) {
  const file = process.env[variable];
  if (file && !existsSync(file))
    throw new Stop(`${variable} is ${file}, which is not there. Correct or unset it.`);
  return file;
}

/** A Firefox that puppeteer-core can start, or undefined. */
export function findFirefox() {
  const file = named("FIREFOX_PATH");
  if (file) return file;
  for (const name of ["firefox-esr", "firefox"]) {
    const found = which(name, process.env);
    // Ubuntu's "firefox" may be a script that only asks for a snap.
    if (found && (isWindows || versionOf(found, /\d+\.\d+/))) return found;
  }
  return [
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    join(process.env.ProgramFiles ?? "C:\\Program Files", "Mozilla Firefox", "firefox.exe"),
  ].find(existsSync);
}

/** WebKitGTK's small browser lies beside its library, not on the PATH; the newest interface comes first. */
function findMiniBrowser() {
  const roots = ["/usr/libexec", "/usr/lib", "/usr/lib64"].filter(existsSync);
  // Debian has a folder more for the machine's kind: /usr/lib/x86_64-linux-gnu.
  const folders = roots.flatMap((root) => [
    root,
    ...readdirSync(root)
      .filter((name) => name.endsWith("-linux-gnu"))
      .map((name) => join(root, name)),
  ]);
  return ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"]
    .flatMap((kind) => folders.map((folder) => join(folder, kind, "MiniBrowser")))
    .find(existsSync);
}

/**
 * WebKitGTK's driver and browser, and the display that they are drawn on without a screen; undefined unless all are there.
 * @returns {{ driver: string, browser: string, display: string } | undefined}
 */
export function findWebKit() {
  const driver = named("WEBKIT_DRIVER_PATH") ?? which("WebKitWebDriver", process.env);
  const browser = named("WEBKIT_BROWSER_PATH") ?? findMiniBrowser();
  const display = named("XVFB_PATH") ?? which("Xvfb", process.env);
  return driver && browser && display ? { driver, browser, display } : undefined;
}
