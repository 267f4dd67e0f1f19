// The package as several processes would load it: each instance has its own core, its own memory, its own name.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../../scripts/tools.mjs";

/** @typedef {typeof import("kling-multi-i2v")} Package */

/** @type {Promise<string> | undefined} */
let bundle;

/** One file with all of the package: what it imports would else be shared. */
async function bundled() {
  const { build } = await import("esbuild");
  const folder = mkdtempSync(join(tmpdir(), "kling-faults-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "client.mjs");
  const contents = 'export * from "kling-multi-i2v";';
  await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    // The package's own file is taken as it is.
    logLevel: "error",
  });
  return pathToFileURL(outfile).href;
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
