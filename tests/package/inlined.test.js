// A wasm in a module's own text: its bytes come out as they went in.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { inlined } from "../../scripts/inline.mjs";
import { root } from "../../scripts/tools.mjs";

/** What the module of these bytes gives. @param {Buffer} bytes */
async function given(bytes) {
  const module = Buffer.from(await inlined(bytes)).toString("base64");
  const { wasmBytes } = await import(`data:text/javascript;base64,${module}`);
  return Buffer.from(wasmBytes());
}

test("every byte, of texts that fill one page of memory and that need many", async () => {
  // Each byte is as frequent as any other, so that half of the characters take two bytes.
  for (const length of [1, 256, 42_000, 43_000, 300_000]) {
    const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 167 + (at >> 8)) & 255));
    assert.ok((await given(bytes)).equals(bytes), `${length} bytes`);
  }
});

test("the package's two carry the very same core", async () => {
  const { wasmBytes } = await import(pathToFileURL(join(root, "dist", "bytes.js")).href);
  const file = readFileSync(join(root, "dist", "kling-multi-i2v.wasm"));
  const bytes = Buffer.from(wasmBytes());
  // The file has what tells it from every other build's behind it.
  assert.ok(bytes.length > 100_000 && file.subarray(0, bytes.length).equals(bytes));
});
