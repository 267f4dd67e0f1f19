// What the package ships, file by file, derived from what is committed: a test compares it with the packed tarball.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { filesIn, root } from "./tools.mjs";

/** What the build generates into dist/ beside the copy of src/js. */
const GENERATED = [
  "bytes.js",
  "checks-bytes.js",
  "checks-glue.js",
  "glue.js",
  "kling-multi-i2v.wasm",
  "model.js",
  "paths.js",
  "stamp.js",
];
/** What is for our own type check alone. */
const OWN = ["src/js/wasm.d.ts"];

/** What stands beside dist/ and docs/. */
const TOP = ["package.json", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/** A stray file beside the code is none of the package. @param {string} path */
const isCode = (path) => path.endsWith(".js") || path.endsWith(".d.ts");

/** Every path in the tarball, sorted. The guides ship; docs/api does not: its words are in the types. */
export function shipped() {
  const faces = filesIn(["src/js"])
    .filter((path) => isCode(path) && !OWN.includes(path))
    .map((path) => path.replace(/^src\/js\//, "dist/"));
  const guides = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  return [
    ...TOP,
    ...GENERATED.map((name) => `dist/${name}`),
    ...faces,
    ...guides.map((name) => `docs/${name}`),
  ].sort();
}
