// Installs what a fresh machine lacks, and nothing that is there: `node scripts/setup.mjs [build] [test]`.
// Uses only Node's builtins, for it runs before anything is installed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findFirefox, findWebKit } from "./engines.mjs";
import { findRedis } from "./redis.mjs";
import { findBrowser, findDriver, isCI, main, root, run, Stop, toolEnv, versionOf, which } from "./tools.mjs";

const WASM_PACK = "0.15.1";
const TARGET = "wasm32-unknown-unknown";
const LEAST_NODE = [20, 19];
const FIREFOX_PACKAGES = ["firefox-esr"];
const WEBKIT_PACKAGES = ["webkit2gtk-driver", "xvfb"];
/** Without it neither of the two plays an MP4. */
const CODECS_PACKAGE = "gstreamer1.0-libav";

const say = (/** @type {string} */ text) => console.log(`setup: ${text}`);

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new Stop(
    `Node ${LEAST_NODE.join(".")} or later is needed, this is ${process.versions.node}: https://nodejs.org`,
  );
}

function checkRust() {
  if (which("cargo")) return;
  throw new Stop("Rust is needed to build the core. Install it from https://rustup.rs, then run this again.");
}

/**
 * Whether what a folder's package-lock.json names is not what is installed there.
 * @param {string} folder
 */
function isStale(folder) {
  // npm keeps a copy of the lock beside what it installed: compare contents, for a checkout gives new dates.
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  const copy = join(folder, "node_modules", ".package-lock.json");
  const had = existsSync(copy) ? JSON.parse(readFileSync(copy, "utf8")).packages : {};
  return Object.entries(lock.packages).some(([path, { version, optional }]) => {
    // Beside what is installed stand the folder itself, and what it only links.
    if (!path.startsWith("node_modules/")) return false;
    return had[path] ? had[path].version !== version : !optional;
  });
}

const NPM_CI = ["ci", "--no-audit", "--no-fund"];
const NPM_HINT = "Check that the npm registry can be reached.";

async function nodeModules() {
  if (!isStale(root)) return;
  say("npm ci: the build, lint and test tools that package-lock.json names");
  await run("npm", NPM_CI, { hint: NPM_HINT });
}

/** What the benches measure beside this package: tsc reads its types, and the licences are checked. */
export async function peers() {
  if (!isStale(join(root, "benches"))) return;
  say("npm ci --prefix benches: the packages that the benches measure beside this one");
  await run("npm", [...NPM_CI, "--prefix", "benches"], { hint: NPM_HINT });
}

/** @param {"target" | "component"} kind */
function installed(kind) {
  return run("rustup", [kind, "list", "--installed"], { quiet: true });
}

async function wasmTarget() {
  if (!which("rustup")) {
    // A Rust from elsewhere (a distribution, Nix) brings its own target or none; the sysroot tells which.
    const sysroot = (await run("rustc", ["--print", "sysroot"], { quiet: true })).trim();
    if (existsSync(join(sysroot, "lib", "rustlib", TARGET))) return;
    throw new Stop(
      `The Rust target ${TARGET} is missing and there is no rustup to add it: install it the way Rust came.`,
    );
  }
  if ((await installed("target")).includes(TARGET)) return;
  say(`rustup target add ${TARGET}: the core is compiled to WebAssembly`);
  await run("rustup", ["target", "add", TARGET], { hint: "Check the network, then run this again." });
}

async function rustComponents() {
  const need = [
    ["clippy", "cargo-clippy", "lints the Rust code"],
    ["rustfmt", "rustfmt", "checks how the Rust code is laid out"],
  ];
  if (!which("rustup")) return;
  const have = await installed("component");
  for (const [name, , why] of need) {
    if (have.includes(name)) continue;
    say(`rustup component add ${name}: ${why}`);
    await run("rustup", ["component", "add", name], { hint: "Check the network, then run this again." });
  }
}

async function wasmPack() {
  const found = which("wasm-pack");
  if (found && versionOf(found)) return;
  say(`cargo install wasm-pack ${WASM_PACK}: it turns the crate into a package (about two minutes, once)`);
  await run("cargo", ["install", "wasm-pack", "--version", WASM_PACK, "--locked"], {
    hint: "Check that crates.io can be reached and that a C compiler is installed.",
  });
}

/** root, or sudo that asks for no password: how apt-get may be called; undefined where it may not. */
async function aptGet() {
  if (process.platform !== "linux" || !which("apt-get")) return undefined;
  if (process.getuid?.() === 0) return ["apt-get"];
  if (!which("sudo")) return undefined;
  const free = await run("sudo", ["-n", "true"], { quiet: true }).catch(() => undefined);
  return free === undefined ? undefined : ["sudo", "-n", "apt-get"];
}

/**
 * Installs packages where apt may be called. A failure is only said: whoever needs them looks for them afterwards.
 * @param {string[]} packages
 * @param {string} why
 */
async function aptInstall(packages, why) {
  const apt = await aptGet();
  if (!apt) return;
  say(`apt-get install ${packages.join(" ")}: ${why}`);
  const [command, ...args] = apt;
  const options = { env: toolEnv({ DEBIAN_FRONTEND: "noninteractive" }), quiet: true };
  const install = [...args, "install", "-y", "--no-install-recommends", ...packages];
  for (const step of [[...args, "update"], install])
    await run(command, step, options).catch((error) => say(error.message));
}

/**
 * Ends a set-up that counts where something is missing, and else says what is skipped.
 * @param {string[]} missing
 * @param {string} next what a person does then
 * @param {boolean} [counts] whether it could have been installed here
 * @param {string} [tests] which tests need it
 */
function without(missing, next, counts = isCI, tests = "in a browser") {
  if (missing.length === 0) return;
  const what = `no ${missing.join(" and no ")}`;
  if (counts) throw new Stop(`For the tests ${tests} there is ${what}. ${next}`);
  say(`skipped: ${what}, so the tests that need it are skipped. ${next}`);
}

async function chromium() {
  if ((await findBrowser()) && findDriver()) return;
  await aptInstall(["chromium", "chromium-driver"], "the page and the wasm are tested in a real browser");
  if (!(await findBrowser())) {
    say("playwright-core install chromium: no browser was found, so Playwright fetches its own");
    await run("playwright-core", ["install", "chromium"]).catch((error) => say(error.message));
  }
  without(
    [(await findBrowser()) ? "" : "Chromium", findDriver() ? "" : "chromedriver"].filter(Boolean),
    "Install Chromium or Chrome with its chromedriver; CHROME_PATH and CHROMEDRIVER name them where they are not on the PATH.",
  );
}

async function redis() {
  if (findRedis()) return;
  await aptInstall(
    ["redis-server"],
    "the shared store is tested against a real one. The tests start their own; Debian starts one more, on port 6379",
  );
  without(
    findRedis() ? [] : ["redis-server"],
    "Install Redis; REDIS_SERVER_PATH names its redis-server where it is not on the PATH.",
    isCI,
    "of a store that processes share",
  );
}

async function otherEngines() {
  const packages = [...(findFirefox() ? [] : FIREFOX_PACKAGES), ...(findWebKit() ? [] : WEBKIT_PACKAGES)];
  if (packages.length === 0) return;
  await aptInstall([...packages, CODECS_PACKAGE], "the page is tested in Firefox and in WebKit, too");
  without(
    [findFirefox() ? "" : "Firefox", findWebKit() ? "" : "WebKitGTK with its driver and Xvfb"].filter(
      Boolean,
    ),
    "FIREFOX_PATH, WEBKIT_DRIVER_PATH, WEBKIT_BROWSER_PATH and XVFB_PATH name them where they are not on the PATH.",
    // WebKitGTK is for Linux alone: elsewhere nobody can install what is missing.
    isCI && process.platform === "linux",
  );
}

/** @type {Record<string, (() => void | Promise<void>)[]>} */
const PARTS = {
  build: [checkRust, nodeModules, wasmTarget, wasmPack],
  test: [peers, rustComponents, chromium, redis],
  long: [otherEngines],
};

/**
 * Makes this machine ready for the named parts: "build", "test", "long". What is there already costs under a second.
 * @param {string[]} parts
 */
export async function setup(parts) {
  checkNode();
  for (const part of parts) {
    if (!PARTS[part])
      throw new Stop(`setup knows the parts ${Object.keys(PARTS).join(", ")}; "${part}" is none of them.`);
    for (const step of PARTS[part]) await step();
  }
}

main(import.meta.url, async () => {
  const parts = process.argv.slice(2);
  await setup(parts.length > 0 ? parts : Object.keys(PARTS));
});
