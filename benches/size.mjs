// What each import adds to a page, bundled and minified by esbuild: the entries as size.json has them, and the peers' own.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { root } from "../scripts/tools.mjs";
import { alone, peers } from "./support.mjs";

const PEERS = [
  { name: "fal", line: 'export { createFalClient } from "@fal-ai/client";' },
  { name: "zod", line: 'export { z } from "zod";' },
];

/** @typedef {{ raw: number, gzip: number, brotli: number }} Size in bytes */

/** Everything that a line loads, at once or later. @param {string} line @returns {Promise<Size>} */
async function weighed(line) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: line, resolveDir: join(root, "benches"), loader: "js" },
    outdir: "/out",
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
  });
  const sum = (/** @type {(code: Uint8Array) => number} */ of) =>
    outputFiles.reduce((all, { contents }) => all + of(contents), 0);
  return {
    raw: sum((code) => code.length),
    gzip: sum((code) => gzipSync(code, { level: 9 }).length),
    brotli: sum((code) => brotliCompressSync(code).length),
  };
}

/** Of each entry, as size.json says and `npm run size` checks. @returns {[string, Size][]} */
function entries() {
  const path = join(root, "size.json");
  if (!existsSync(path)) return [];
  const read = JSON.parse(readFileSync(path, "utf8"));
  return Object.entries(read.entries ?? read);
}

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  await peers();
  const ours = await weighed('export { KlingClient } from "kling-multi-i2v";');
  const others = await Promise.all(
    PEERS.map(async ({ name, line }) => ({ name, size: await weighed(line) })),
  );
  const row = (/** @type {string} */ form, /** @type {keyof Size} */ what) => ({
    part: "size",
    name: `import { KlingClient }, ${form}`,
    unit: "kB",
    ours: ours[what] / 1000,
    peers: Object.fromEntries(others.map(({ name, size }) => [name, size[what] / 1000])),
  });
  return [
    row("minified", "raw"),
    { ...row("gzip -9", "gzip"), note: "with all that it loads later", isEssential: true },
    row("brotli", "brotli"),
    ...entries().map(([name, { gzip }]) => ({
      part: "size",
      name: `size.json: ${name}, gzip`,
      unit: "kB",
      ours: gzip / 1000,
      peers: {},
    })),
  ];
}

alone(import.meta.url, measure);
