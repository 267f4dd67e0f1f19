// What the file store's tests share: a folder that goes with its test, and processes that use a store in it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore } from "../../src/js/node.js";
import { within } from "../support/watchdog.js";

/** @typedef {{ after: (end: () => unknown) => void }} Test what is used of a test's context */

/** A path for a store that is not there yet. @param {Test} t */
export async function storePath(t) {
  const folder = await mkdtemp(join(tmpdir(), "kling-file-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "kling.store");
}

/** What a file holds for a process that opens it now. @param {string} path @returns {Promise<Record<string, any>>} */
export async function contents(path) {
  const store = fileStore(path);
  try {
    return Object.fromEntries(await store.list(""));
  } finally {
    await store.close();
  }
}

/** Before the code of a process: the store at its path, and a way to say something that a kill does not take back. */
const BEGIN = `
  import fs, { writeSync } from "node:fs";
  const { fileStore } = await import(${JSON.stringify(new URL("../../src/js/node.js", import.meta.url))});
  const [path, argument] = process.argv.slice(-2);
  const store = fileStore(path);
  const say = (...words) => writeSync(1, words.join(" ") + "\\n");
`;

/**
 * A process with a store, and the lines that it has said.
 * @param {Test} t
 * @param {string} path
 * @param {string} code
 * @param {{ argument?: string | number, before?: string[] }} [options] `before` is a command that runs it
 */
export function other(t, path, code, { argument = "", before = [] } = {}) {
  const node = [process.execPath, "--input-type=module", "-e", BEGIN + code, "x", path, String(argument)];
  const [command = "", ...args] = [...before, ...node];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  let out = "";
  let errors = "";
  /** @type {(() => void)[]} */
  let waiting = [];
  const wake = () => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
    wake();
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  const ended = once(child, "close").then(() => wake());
  // What is said in part was never said.
  const lines = () => out.split("\n").slice(0, -1);
  return {
    child,
    lines,
    /** Resolves once it has said so many lines, or has ended. @param {number} count */
    said: (count) =>
      within(
        new Promise((done) => {
          const look = () => {
            if (lines().length < count && child.exitCode === null && child.signalCode === null) return;
            waiting = waiting.filter((other) => other !== look);
            done(lines());
          };
          waiting.push(look);
          look();
        }),
      ),
    /** Resolves to what it said, once it has ended. */
    async end() {
      await within(ended);
      return { lines: lines(), errors, signal: child.signalCode };
    },
  };
}
