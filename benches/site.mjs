// A small site for the benches that need a page: what esbuild made of a file and its packages, and an empty page.
import { createServer } from "node:http";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../scripts/tools.mjs";

/**
 * Bundles files of benches/ as a page's build would, each for itself, parts that are loaded later as files of their own.
 * @param {string[]} files
 * @returns {Promise<Map<string, Buffer>>} by path, as gzip
 */
export async function bundled(files) {
  const { build } = await import("esbuild");
  /** @type {Map<string, Buffer>} */
  const all = new Map();
  for (const file of files) {
    const name = basename(file, ".js");
    const { outputFiles } = await build({
      entryPoints: [{ in: file, out: name }],
      absWorkingDir: root,
      outdir: `/${name}`,
      write: false,
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      legalComments: "none",
    });
    for (const { path, contents } of outputFiles)
      all.set(path.replaceAll("\\", "/"), gzipSync(contents, { level: 9 }));
  }
  return all;
}

/**
 * Serves files, which may be kept, and one empty page, which may not. Its clock is as fine as a browser's gets.
 * @param {Map<string, Buffer>} files
 */
export async function site(files) {
  const isolated = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  const server = createServer(({ url = "/" }, response) => {
    const file = files.get(url);
    if (!file) {
      response.writeHead(200, { "content-type": "text/html", "cache-control": "no-store", ...isolated });
      response.end(
        '<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">',
      );
      return;
    }
    response.writeHead(200, {
      "content-type": "text/javascript",
      "content-encoding": "gzip",
      "content-length": file.length,
      "cache-control": "public, max-age=3600, immutable",
      ...isolated,
    });
    response.end(file);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
