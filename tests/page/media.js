// The modules of www/media, bundled each by itself, in a page with the playground's Content-Security-Policy.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { build } from "esbuild";
import { serveStatic } from "../../scripts/serve.mjs";
import { root } from "../../scripts/tools.mjs";
import { open, skip } from "./harness.js";

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof serveStatic>>} */
let server;

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "media-"));
  await build({
    absWorkingDir: root,
    entryPoints: {
      film: "www/media/film.js",
      mend: "www/media/mend.js",
      picture: "www/media/picture.js",
      kling: "kling-multi-i2v",
    },
    outdir: folder,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  const policy = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/.exec(
    readFileSync(join(root, "www", "index.html"), "utf8"),
  );
  if (!policy) throw new Error("www/index.html has no Content-Security-Policy.");
  // With an icon of its own, so that none is asked for.
  const head = `<meta charset="utf-8">${policy[0]}<title>Media</title><link rel="icon" href="data:,">`;
  writeFileSync(join(folder, "index.html"), `<!doctype html><html lang="en"><head>${head}</head></html>`);
  server = await serveStatic(folder);
});

after(async () => {
  await server?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/**
 * A page whose script may import "./film.js", "./mend.js", "./picture.js", and "./kling.js", which is the package.
 * @param {import("node:test").TestContext} t
 */
export async function openMedia(t) {
  const { page, faults } = await open(t);
  await page.goto(server.url);
  return { page, faults };
}
