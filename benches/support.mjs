// What the benches share: rows and how they are shown, medians, children, a Chromium, and who is measured on what.
import { fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { chromiumArgs, findBrowser, main, root, versionOf } from "../scripts/tools.mjs";

/**
 * One measure of ours, beside the same of others.
 * @typedef {object} Row
 * @property {string} part the bench it is of
 * @property {string} name what was measured
 * @property {string} unit of all its values; empty for a word or a plain number
 * @property {number | string} ours
 * @property {Record<string, number | string>} peers by the name of each
 * @property {string} [note] what else is worth knowing
 * @property {boolean} [isEssential] whether it stands in the README
 */

export { peers } from "../scripts/setup.mjs";

/** Why a bench cannot be run on this machine: it is told, and the others go on. */
export class Skip extends Error {}

const BENCHES = join(root, "benches");

/** @param {number[]} numbers @param {number} part 0.5 is the median */
export function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** @param {number[]} numbers */
export const median = (numbers) => quantile(numbers, 0.5);

/** What a child of ours tells next. @param {import("node:child_process").ChildProcess} child */
export const heard = (child) =>
  new Promise((done, fail) => {
    child.once("message", done);
    child.once("error", fail);
    child.once("exit", (code, signal) => fail(new Error(`a process has ended with ${signal ?? code}`)));
  });

/**
 * Starts a file of this folder as a process of its own. What it prints on the way is not ours to show.
 * @param {string} file
 * @param {object} settings
 * @param {string[]} [flags] of Node
 */
export function child(file, settings, flags = []) {
  const started = fork(join(BENCHES, file), [JSON.stringify(settings)], {
    execArgv: flags,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let last = "";
  started.stderr?.on("data", (chunk) => {
    last = (last + chunk).slice(-2000);
  });
  // What it said is of use where it ended by itself, and badly.
  started.once("exit", (code) => code !== 0 && last && console.error(last));
  return started;
}

/** What a child was given. */
export const given = () => JSON.parse(process.argv[2] ?? "{}");

/** Starts a Chromium; a bench that needs one is skipped where there is none. @param {string[]} [flags] */
export async function chromium(flags = []) {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Skip("there is no Chromium: install it, or set CHROME_PATH");
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath, args: [...chromiumArgs, ...flags] });
}

/** What everything was measured on, as pairs of a name and what it is. */
export async function machine() {
  const [first] = cpus();
  const browser = await findBrowser();
  const system = existsSync("/etc/os-release")
    ? /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1]
    : undefined;
  return {
    CPU: `${first?.model.trim() || "unknown"} (${arch()}), ${cpus().length} cores`,
    memory: `${(totalmem() / 1024 ** 3).toFixed(0)} GB`,
    OS: `${system ?? type()}, ${type()} ${release().split("-")[0]}`,
    Node: process.versions.node,
    Chromium: (browser && versionOf(browser)) ?? "none",
    Rust: versionOf("rustc") ?? "none",
  };
}

/** The peers' names with their versions, as benches/package.json pins them. */
export function versions() {
  const { dependencies } = JSON.parse(readFileSync(join(BENCHES, "package.json"), "utf8"));
  return Object.entries(dependencies)
    .filter(([, version]) => !version.startsWith("file:"))
    .map(([name, version]) => `${name} ${version}`);
}

/**
 * A value with three digits that count, and its unit.
 * @param {number | string} value
 * @param {string} unit
 */
export function shown(value, unit) {
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return "–";
  const most = { maximumSignificantDigits: 3 };
  const text =
    Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : value.toLocaleString("en", most);
  return unit ? `${text} ${unit}` : text;
}

const HEAD = ["measured", "this package", "beside it", "note"];

/** @param {Row} row */
const cells = ({ name, unit, ours, peers, note = "" }) => {
  const others = Object.entries(peers).map(([who, value]) => `${who} ${shown(value, unit)}`);
  return [name, shown(ours, unit), others.join(" · "), note];
};

/** Rows as a table in Markdown. @param {Row[]} rows */
export function markdown(rows) {
  const line = (/** @type {string[]} */ texts) =>
    `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(HEAD), "|---|---|---|---|", ...rows.map((row) => line(cells(row)))].join("\n");
}

/** Rows as columns for a terminal. @param {Row[]} rows */
export function columns(rows) {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Says how far a bench is. @param {string} text */
export const say = (text) => console.log(`  ${text}`);

/**
 * Runs a bench that is started by itself, and prints its rows.
 * @param {string} metaUrl
 * @param {() => Promise<Row[]>} measure
 */
export function alone(metaUrl, measure) {
  main(metaUrl, async () => {
    try {
      console.log(`\n${columns(await measure())}`);
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      console.log(`skipped: ${error.message}`);
    }
  });
}
