// What each entry of the package costs a page: raw, gzip and brotli, of what comes with the import and of all that may be loaded. Checked against size.json: `npm run size`, `npm run size -- --write`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { main, root, Stop } from "./tools.mjs";

/** The most that `import { KlingClient }` may bring along, in bytes of gzip. */
const MOST_GZIP = 32_000;
/** How far a size may be above the committed one. */
const TOLERANCE = 1.02;

/** What a page would write. @type {Record<string, string>} */
const LINES = {
  "import { KlingClient }": 'export { KlingClient } from "kling-multi-i2v";',
  "import { validate, estimateCost }": 'export { validate, estimateCost } from "kling-multi-i2v";',
  "import { MODEL }": 'export { MODEL } from "kling-multi-i2v";',
  "import { KlingError }": 'export { KlingError } from "kling-multi-i2v";',
  "./slim, without its .wasm": 'export * from "kling-multi-i2v/slim";',
  "./react": 'export * from "kling-multi-i2v/react";',
  "./simulator": 'export * from "kling-multi-i2v/simulator";',
  "./proxy": 'export * from "kling-multi-i2v/proxy";',
  "./webhooks": 'export * from "kling-multi-i2v/webhooks";',
  "./redis": 'export * from "kling-multi-i2v/redis";',
  "./node": 'export * from "kling-multi-i2v/node";',
};

/**
 * @typedef {{ raw: number, gzip: number, brotli: number }} Bytes
 * @typedef {{ first: Bytes, all: Bytes }} Size what comes with the import, and with what it loads later
 */

/** @param {Uint8Array[]} files each is compressed for itself, as a server does @returns {Bytes} */
function bytesOf(files) {
  const sum = (/** @type {(file: Uint8Array) => { length: number }} */ packed) =>
    files.reduce((total, file) => total + packed(file).length, 0);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return {
    raw: sum((file) => file),
    gzip: sum((file) => gzipSync(file, { level: 9 })),
    brotli: sum((file) => brotliCompressSync(file, { params })),
  };
}

/**
 * Bundles one line against the built package by its public names, minified, in as many files as it takes.
 * @param {string} line
 * @param {{ from?: string, isOneFile?: boolean }} [options] the folder whose packages it names; whether nothing is loaded later
 * @returns {Promise<Size>}
 */
export async function measure(line, { from = root, isOneFile = false } = {}) {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    stdin: { contents: line, resolveDir: from, loader: "js", sourcefile: "page.js" },
    bundle: true,
    minify: true,
    splitting: !isOneFile,
    metafile: true,
    write: false,
    outdir: join(root, "target", "size"),
    absWorkingDir: root,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["node:*", "react"],
    plugins: [ownName],
    legalComments: "none",
  });
  const contents = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) =>
    entryPoint?.endsWith("page.js"),
  );
  /** The entry and what it imports, and what that does; also what it may load, or not. */
  const bytes = (/** @type {(kind: string) => boolean} */ isMeant) => {
    const paths = new Set(entry?.slice(0, 1));
    for (const path of paths)
      for (const { path: other, kind } of metafile.outputs[`${path}`].imports)
        if (isMeant(kind) && metafile.outputs[other]) paths.add(other);
    return bytesOf([...paths].map((path) => contents.get(join(root, `${path}`)) ?? new Uint8Array()));
  };
  return { first: bytes((kind) => kind === "import-statement"), all: bytes(() => true) };
}

/** The package by its own name, but for what its own entries import of each other: that is counted where it is asked for. */
const ownName = {
  name: "own name",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^kling-multi-i2v$/ }, ({ importer }) =>
      importer.endsWith("page.js") ? undefined : { external: true, path: "kling-multi-i2v" },
    );
  },
};

/** Measures every entry. */
export async function sizes() {
  /** @type {Record<string, Size>} */
  const found = {};
  for (const [name, line] of Object.entries(LINES)) found[name] = await measure(line);
  const wasm = bytesOf([readFileSync(join(root, "dist", "kling-multi-i2v.wasm"))]);
  found["./kling-multi-i2v.wasm"] = { first: wasm, all: wasm };
  return found;
}

const kb = (/** @type {number} */ n) => `${(n / 1000).toFixed(1)} kB`.padStart(9);

/** Prints the bytes; throws where one is more than a fiftieth above what is committed, or the client's above its limit. */
export async function size() {
  const file = join(root, "size.json");
  const found = await sizes();
  console.log(`${"".padEnd(36)}${"raw".padStart(9)}${"gzip -9".padStart(9)}${"brotli".padStart(9)}`);
  for (const [name, { first, all }] of Object.entries(found)) {
    const row = (/** @type {string} */ label, /** @type {Bytes} */ of) =>
      console.log(`${label.padEnd(36)}${kb(of.raw)}${kb(of.gzip)}${kb(of.brotli)}`);
    row(name, first);
    if (all.raw > first.raw) row("  with what it loads later", all);
  }
  if (process.argv.includes("--write")) {
    writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
    console.log("Written to size.json.");
  }
  const grown = grownSince(JSON.parse(readFileSync(file, "utf8")), found);
  if (grown.length > 0)
    throw new Stop(
      `More than a fiftieth above size.json: ${grown.join(", ")}. Find what grew: esbuild's --analyze shows it. Where it is worth it: npm run size -- --write`,
    );
  const { gzip } = found["import { KlingClient }"].first;
  if (gzip > MOST_GZIP)
    throw new Stop(`import { KlingClient } is ${kb(gzip)}; the limit is ${kb(MOST_GZIP)}.`);
}

/**
 * The sizes that have grown too far, in words.
 * @param {Record<string, Size>} committed
 * @param {Record<string, Size>} found
 */
export function grownSince(committed, found) {
  return Object.entries(found).flatMap(([name, now]) =>
    /** @type {const} */ (["first", "all"]).flatMap((part) =>
      /** @type {const} */ (["raw", "gzip", "brotli"])
        .filter((way) => !(now[part][way] <= (committed[name]?.[part][way] ?? 0) * TOLERANCE))
        .map(
          (way) =>
            `${name}, ${part}, ${way}: ${now[part][way]} bytes, was ${committed[name]?.[part][way] ?? "not there"}`,
        ),
    ),
  );
}

main(import.meta.url, size);
