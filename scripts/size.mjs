// What the client costs a page: the bytes of `import { KlingClient }`, bundled and minified, raw, gzip and brotli.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { main, root, Stop } from "./tools.mjs";

/** What it is to come down to, and what it may not grow past on the way: the same source differs by 0.2 kB from folder to folder. */
const AIM_GZIP = 32_000;
const MOST_GZIP = 147_200;

/** Bundles the one line a page would write, against the built package by its public name. */
export async function measure(source = 'export { KlingClient } from "kling-multi-i2v";') {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: "js" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
  });
  const code = outputFiles[0].contents;
  const brotli = brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return { bytes: code.length, gzip: gzipSync(code, { level: 9 }).length, brotli: brotli.length };
}

/** Prints the bytes; throws where the limit is passed. */
export async function size() {
  const { bytes, gzip, brotli } = await measure();
  const kb = (/** @type {number} */ n) => `${(n / 1000).toFixed(1)} kB`;
  console.log(`import { KlingClient }: ${kb(bytes)} minified, ${kb(gzip)} gzip -9, ${kb(brotli)} brotli`);
  if (gzip > AIM_GZIP) console.log(`The aim is ${kb(AIM_GZIP)} gzip: ${kb(gzip - AIM_GZIP)} too many.`);
  if (gzip > MOST_GZIP) {
    throw new Stop(
      `The limit is ${kb(MOST_GZIP)} gzip. Find what grew: esbuild's --analyze on the same line shows it.`,
    );
  }
}

main(import.meta.url, size);
