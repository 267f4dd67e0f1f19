// The Worker in workerd, bundled as Cloudflare's own tool does: the .wasm stays a module of its own.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

const compiled = [];
await build({
  entryPoints: ["worker.js"],
  outfile: "dist/worker.js",
  bundle: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  plugins: [
    {
      name: "compiled-wasm",
      setup: ({ onResolve }) =>
        onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path, resolveDir }) => {
          const name = path.split("/").at(-1).replace("?module", "");
          compiled.push({ name, file: join(resolveDir, dirname(path), name) });
          return { path: `./${name}`, external: true };
        }),
    },
  ],
});
const modules = [
  { type: "ESModule", path: "worker.js", contents: await readFile("dist/worker.js", "utf8") },
  ...(await Promise.all(
    compiled.map(async ({ name, file }) => ({
      type: "CompiledWasm",
      path: name,
      contents: await readFile(file),
    })),
  )),
];

export const miniflare = new Miniflare({ modules, cf: false, compatibilityDate: "2026-07-01" });
