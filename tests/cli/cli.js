// The command line as a person starts it: a process of its own, against a simulator over HTTP.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { within, world } from "../support/world.js";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const PHOTO = fileURLToPath(new URL("../fixtures/dune.jpg", import.meta.url));
const KEY = "key-of-these-tests";

/**
 * A simulator, an empty folder with a picture, and the command in it.
 *
 * @param {import("../support/world.js").Test} test
 * @param {import("kling-multi-i2v/simulator").SimulatorOptions} [options]
 */
export async function desk(test, options) {
  const here = await world(test, options);
  const folder = mkdtempSync(join(tmpdir(), "kling-cli-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(PHOTO, join(folder, "dune.jpg"));
  const online = ["--base-url", here.url, "--store", "ledger", "--poll-ms", "1"];
  const generate = ["generate", ...online, "--prompt", "a slow push in", "--image", "dune.jpg"];
  const at = (/** @type {string[]} */ args, more = {}) => {
    const started = start(args, { cwd: folder, ...more });
    // A test that fails in the middle leaves nobody waiting.
    test.after(() => started.child.kill("SIGKILL"));
    return started;
  };
  return {
    ...here,
    folder,
    online,
    start: at,
    /** Runs it to its end. @param {string[]} args @param {Options} [more] */
    run: (args, more) => at(args, more).ended,
    /** Pays without being asked. @param {string[]} args @param {Options} [more] */
    generate: (args = [], more = {}) => at([...generate, "--yes", ...args], more),
    /** A request that nothing is uploaded for. */
    asking: generate,
    resume: (/** @type {string[]} */ ...args) => at(["resume", ...online, ...args]).ended,
  };
}

/** @typedef {import("node:stream").Readable} Readable */
/** @typedef {import("node:stream").Writable} Writable */
/** @typedef {{ env?: Record<string, string | undefined>, input?: string, cwd?: string, isDeaf?: boolean, stdout?: number }} Options */

/**
 * @param {string[]} args
 * @param {Options} [options] with `isDeaf` nobody reads what it prints; with `stdout` it goes to that file
 */
export function start(args, { env = {}, input = "", cwd, isDeaf = false, stdout } = {}) {
  const child =
    /** @type {import("node:child_process").ChildProcessByStdio<Writable, Readable | null, Readable>} */ (
      spawn(process.execPath, [CLI, ...args], {
        cwd,
        stdio: ["pipe", stdout ?? "pipe", "pipe"],
        env: { ...process.env, WAVESPEED_API_KEY: KEY, ...env },
      })
    );
  let out = "";
  let err = "";
  /** @type {Set<() => void>} */
  const watchers = new Set();
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
    for (const look of watchers) look();
  });
  if (isDeaf) child.stdout?.destroy();
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const ended = within(
    new Promise((done) => child.once("close", (code, signal) => done({ code, signal, out, err }))),
    30_000,
  );
  return {
    child,
    ended: /** @type {Promise<{ code: number | null, signal: string | null, out: string, err: string }>} */ (
      ended
    ),
    /** Until stderr says it. @param {RegExp} words @returns {Promise<string>} the first group */
    said: (words) =>
      within(
        new Promise((done, fail) => {
          const look = () => {
            const match = words.exec(err);
            if (match) done(match[1] ?? match[0]);
          };
          watchers.add(look);
          child.once("close", () => fail(new Error(`it ended without ${words}: ${err}${out}`)));
          look();
        }),
      ),
  };
}

/** What it printed with --json, a line each. @param {string} out */
export const lines = (out) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
