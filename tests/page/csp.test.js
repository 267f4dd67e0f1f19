// The page's Content-Security-Policy is strict, and the one that its guide prints.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/tools.mjs";

const read = (/** @type {string[]} */ ...path) => readFileSync(join(root, ...path), "utf8");

const policy = /content="(default-src [^"]+)"/.exec(read("www", "index.html"))?.[1] ?? "";

test("docs/playground.md prints the page's own policy", () => {
  assert.ok(policy !== "" && read("docs/playground.md").includes(`\n${policy}\n`), policy);
});

test("nothing is allowed that is not named, and no script but the page's own files", () => {
  const rules = new Map(
    policy.split("; ").map((rule) => {
      const [name = "", ...sources] = rule.split(" ");
      return [name, sources];
    }),
  );
  assert.deepEqual(rules.get("default-src"), ["'none'"]);
  assert.deepEqual(rules.get("script-src"), ["'self'", "'wasm-unsafe-eval'"]);
  assert.deepEqual(rules.get("style-src"), ["'self'"]);
  assert.ok(!/unsafe-inline|'unsafe-eval'/.test(policy));
  assert.ok(![...rules.values()].flat().includes("*"));
});

test("the built page has the policy, and no script in its own text", () => {
  const page = read("www", "dist", "index.html");
  assert.ok(page.includes(policy));
  for (const [, attributes, text] of page.matchAll(/<script([^>]*)>([^<]*)/g)) {
    assert.match(attributes ?? "", /src="\.\//);
    assert.equal(text, "");
  }
});
