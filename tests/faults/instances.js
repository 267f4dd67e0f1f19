// The package as several processes would load it: each instance has its own core, its own memory, its own name.

import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { threadId } from "node:worker_threads";
import { root } from "../../scripts/tools.mjs";

/** @typedef {typeof import("kling-multi-i2v")} Package */

/** @type {Promise<string> | undefined} */
let bundle;

/** One file with all of the package: what it imports would else be shared. Everybody's is the same, and is put there whole. */
async function bundled() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "kling-multi-i2v";', resolveDir: root },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    // The package's own file is taken as it is.
    logLevel: "error",
  });
  const folder = join(root, "target", "faults");
  const file = join(folder, "client.mjs");
  const draft = `${file}.${process.pid}.${threadId}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(draft, outputFiles[0]?.contents ?? "");
  renameSync(draft, file);
  return pathToFileURL(file).href;
}

/**
 * The instance of that number; the same number gives the same one again.
 *
 * @param {number} number
 * @returns {Promise<Package>}
 */
export async function instance(number) {
  bundle ??= bundled();
  return import(`${await bundle}?${number}`);
}

/** What a client is given so that it can be cut off from everything at once, as a crash does. */
export function mortality() {
  const end = new AbortController();
  const death = end.signal;
  /** Nothing works any more once it is dead. */
  const check = () => {
    if (death.aborted) throw new Error("This client is dead.");
  };
  return {
    death,
    check,
    /** Its lines break with it. @param {string} input @param {RequestInit} init */
    async fetch(input, init) {
      check();
      const signals = init.signal ? [init.signal, death] : [death];
      return fetch(input, { ...init, signal: AbortSignal.any(signals) });
    },
    kill: async () => end.abort(),
  };
}
