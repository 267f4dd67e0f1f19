// Where this repository and its tools are, and how a script runs one of them.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
export const isCI = /^(1|true|yes)$/i.test(process.env.CI ?? "");
export const isWindows = process.platform === "win32";
export const cargoHome = process.env.CARGO_HOME || join(homedir(), ".cargo");

/** What a person has to do next; scripts print its message without a stack. */
export class Stop extends Error {
  /** What the failed command printed, where there was one. */
  output = "";
}

/**
 * True for the module that `node` was started with.
 * @param {string} metaUrl
 */
export function isMain(metaUrl) {
  return Boolean(process.argv[1]) && pathToFileURL(realpathSync(process.argv[1])).href === metaUrl;
}

/**
 * Runs a script's main function: a `Stop` ends it with its message, anything else with its stack.
 * @param {string} metaUrl
 * @param {() => Promise<unknown>} run
 */
export function main(metaUrl, run) {
  if (!isMain(metaUrl)) return;
  run().catch((error) => {
    console.error(error instanceof Stop ? `\n${error.message}` : error);
    process.exitCode = 1;
  });
}

/** The wasm-bindgen version that Cargo.toml pins; its command must be of the same version. */
export function wasmBindgenVersion() {
  const pin = /^wasm-bindgen\s*=\s*(?:\{[^}\n]*?version\s*=\s*)?"=?([0-9][^"]*)"/m;
  const found = pin.exec(readFileSync(join(root, "Cargo.toml"), "utf8"));
  if (!found) throw new Stop('Cargo.toml names no wasm-bindgen version: pin it as wasm-bindgen = "=x.y.z".');
  return found[1];
}

function wasmPackCache() {
  if (process.env.WASM_PACK_CACHE) return process.env.WASM_PACK_CACHE;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", ".wasm-pack");
  if (isWindows) return join(process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), ".wasm-pack");
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), ".wasm-pack");
}

/** Folders of wasm-pack's cache that hold a wasm-bindgen: with one on the PATH, wasm-pack asks no network. */
function wasmBindgenFolders() {
  const cache = wasmPackCache();
  if (!existsSync(cache)) return [];
  const version = wasmBindgenVersion();
  const isOurs = (/** @type {string} */ name) => {
    if (name.startsWith("wasm-bindgen-cargo-install-")) return name.endsWith(`-${version}`);
    return name.startsWith("wasm-bindgen-") && versionOf(join(cache, name, exe("wasm-bindgen"))) === version;
  };
  return readdirSync(cache)
    .filter(isOurs)
    .map((name) => join(cache, name));
}

/** @param {string} name */
export function exe(name) {
  return isWindows ? `${name}.exe` : name;
}

/**
 * "tool 1.2.3 (abc)" → "1.2.3"; undefined where the tool does not run.
 * @param {string} command
 */
export function versionOf(command, form = /\d+\.\d+\.\d+\S*/) {
  const { status, stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
  return status === 0 ? form.exec(stdout)?.[0] : undefined;
}

/**
 * The environment of every tool: what npm and cargo installed comes before the rest of the PATH.
 * @param {Record<string, string>} [extra]
 * @returns {NodeJS.ProcessEnv & { PATH: string }}
 */
export function toolEnv(extra = {}) {
  const first = [join(root, "node_modules", ".bin"), join(cargoHome, "bin"), ...wasmBindgenFolders()];
  const path = [...new Set([...first, ...(process.env.PATH ?? "").split(delimiter)])].filter(Boolean);
  return { ...process.env, PATH: path.join(delimiter), ...extra };
}

/**
 * The full path of a command, looked up as a shell would.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
export function which(name, env = toolEnv()) {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    for (const suffix of isWindows ? [".exe", ".cmd", ""] : [""]) {
      const file = join(folder, name + suffix);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/** A Chromium or Chrome that playwright-core and chromedriver can start, or undefined. */
export async function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named))
      throw new Stop(`CHROME_PATH is ${named}, which is not there. Correct or unset it.`);
    return named;
  }
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    const file = which(name, process.env);
    // Ubuntu's "chromium-browser" is a script that only asks for a snap.
    if (file && versionOf(file)) return file;
  }
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  if (existsSync(mac)) return mac;
  if (!existsSync(join(root, "node_modules", "playwright-core"))) return undefined;
  const { chromium } = await import("playwright-core");
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : undefined;
}

/** The chromedriver beside the browser: the wasm tests in a page are driven by it. */
export function findDriver() {
  return process.env.CHROMEDRIVER || which("chromedriver", process.env);
}

/** Flags that let Chromium run anywhere: as root there is no sandbox, and it looks nothing up by itself. */
export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Runs a command in the repository and resolves to what it printed; throws a `Stop` where it fails.
 * `quiet` keeps its output back unless it fails; `hint` is what a person does then.
 * @typedef {{ env?: NodeJS.ProcessEnv, quiet?: boolean, hint?: string }} RunOptions
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>}
 */
export function run(command, args, { env = toolEnv(), quiet = false, hint = "" } = {}) {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      shell: isWindows,
    });
    /** @type {Buffer[]} */
    const chunks = [];
    const take = (/** @type {NodeJS.WriteStream} */ to) => (/** @type {Buffer} */ chunk) => {
      chunks.push(chunk);
      if (!quiet) to.write(chunk);
    };
    child.stdout.on("data", take(process.stdout));
    child.stderr.on("data", take(process.stderr));
    const end = stopWithUs(child);
    child.on("error", (error) => {
      end();
      fail(new Stop(`${command} did not start: ${error.message}.${hint ? ` ${hint}` : ""}`));
    });
    child.on("close", (code, signal) => {
      end();
      const output = Buffer.concat(chunks).toString("utf8");
      if (code === 0) return settle(output);
      if (quiet) process.stderr.write(output);
      const stop = new Stop(
        `${command} ${args.join(" ")} failed (${signal ?? `exit ${code}`}). ${hint}`.trim(),
      );
      stop.output = output;
      fail(stop);
    });
  });
}

/**
 * A child must not outlive a script that was told to end.
 * @param {import("node:child_process").ChildProcess} child
 */
function stopWithUs(child) {
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    child.kill(signal);
    process.exitCode = 130;
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  return () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
}

/**
 * Every file below the given files and folders, as sorted paths from the repository's root.
 * @param {string[]} paths
 * @returns {string[]}
 */
export function filesIn(paths) {
  /** @type {(path: string) => string[]} */
  const walk = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return [];
    if (!statSync(full).isDirectory()) return [path];
    return readdirSync(full).flatMap((name) => walk(join(path, name)));
  };
  return paths
    .flatMap(walk)
    .map((path) => relative(root, join(root, path)).split(sep).join("/"))
    .sort();
}

/**
 * One digest over names and contents: it tells whether anything changed, whatever the clocks say.
 * @param {string[]} paths
 */
export function digest(paths) {
  const hash = createHash("sha256");
  for (const path of filesIn(paths))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex");
}
