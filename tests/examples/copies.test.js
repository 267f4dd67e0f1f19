// Each example can be copied alone, so what they share stands in each: equal to the byte, or one is mended and the other not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/tools.mjs";

const SHARED = [
  ["vite-react/src/style.css", "next-proxy/app/style.css", "vanilla/style.css"],
  ["vite-react/src/Result.jsx", "next-proxy/app/Result.jsx"],
  ["vite-react/src/Pictures.jsx", "next-proxy/app/Pictures.jsx"],
];

for (const [first = "", ...copies] of SHARED) {
  test(`${first} is the same in each example`, () => {
    const at = (/** @type {string} */ name) => readFileSync(join(root, "examples", name));
    for (const copy of copies)
      assert.ok(
        at(first).equals(at(copy)),
        `examples/${first} and examples/${copy} differ: make your change in one and copy it over the other`,
      );
  });
}
