// What a bundler that splits makes of the package: one file that comes with the import, and one that comes later.
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";

test("an import waits for one file alone, and the core comes in one more", async () => {
  const { metafile } = await build({
    stdin: {
      contents: 'export { KlingClient, KlingError, validate } from "kling-multi-i2v";',
      resolveDir: ".",
      sourcefile: "page.js",
    },
    bundle: true,
    splitting: true,
    metafile: true,
    write: false,
    outdir: "target/files",
    format: "esm",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  assert.deepEqual(
    imports.map(({ kind }) => kind),
    ["dynamic-import"],
  );
});
