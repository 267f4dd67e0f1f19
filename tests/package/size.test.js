// What the check of sizes minds: two per cent above size.json, in any way of counting; and an entry that is not in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { grownSince } from "../../scripts/size.mjs";

const bytes = (/** @type {number} */ gzip) => ({ raw: 1000, gzip, brotli: 1000 });
const of = (/** @type {number} */ first, all = first) => ({
  entry: { first: bytes(first), all: bytes(all) },
});

test("two per cent more pass, a byte more does not", () => {
  assert.deepEqual(grownSince(of(1000), of(1020)), []);
  assert.deepEqual(grownSince(of(1000), of(900)), []);
  assert.match(grownSince(of(1000, 2000), of(1021, 2000)).join(), /entry, first, gzip: 1021 bytes, was 1000/);
  assert.match(grownSince(of(1000, 2000), of(1000, 2041)).join(), /entry, all, gzip: 2041 bytes, was 2000/);
});

test("an entry that size.json does not have is no free one", () => {
  assert.match(grownSince({}, of(10)).join(), /was not there/);
});

test("size.json has every subpath that a page or a server can import", () => {
  const json = (/** @type {string} */ name) =>
    JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
  const named = Object.keys(json("size.json"));
  const subpaths = Object.keys(json("package.json").exports).filter(
    (path) => path !== "./package.json" && path !== ".",
  );
  for (const path of subpaths)
    assert.ok(
      named.some((name) => name === path || name.startsWith(`${path},`)),
      path,
    );
});
