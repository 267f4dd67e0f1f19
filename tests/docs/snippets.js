// The code in the guides: what is fenced in README.md and docs/*.md, and the examples in the types.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesIn, root } from "../../scripts/tools.mjs";

/**
 * @typedef {{ name: string, language: string, code: string }} Snippet
 */

const read = (/** @type {string} */ path) => readFileSync(join(root, path), "utf8");

/** The pages that people read: docs/api is generated from the types, whose examples are below. */
export const PAGES = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/**
 * What cannot be run by itself: the guide, a line of the snippet, and why.
 * @type {[page: string, line: string, reason: string][]}
 */
export const NOT_RUN = [
  ["CONTRIBUTING.md", "CI=true bash .ci/run", "it runs this very test"],
  [
    "docs/bundlers.md",
    "esbuild index.js worker.js",
    "npm run matrix runs these bundlers on projects of their own",
  ],
  ["docs/bundlers.md", "--global-name=kling", "npm run matrix does so with the packed package"],
  [
    "docs/bundlers.md",
    "kling-multi-i2v.wasm?url",
    "each line is for another bundler: npm run matrix runs them all",
  ],
  ["docs/fleets.md", "await redis.connect()", "it needs a Redis: tests/long/redis/fleet.test.js starts one"],
  ["docs/fleets.md", "setInterval(", "it goes on for ever"],
];

/**
 * What the compiler cannot follow, though it runs.
 * @type {[page: string, line: string, reason: string][]}
 */
export const NOT_TYPED = [
  ["docs/bundlers.md", "kling-multi-i2v.wasm?url", "a bundler's own address of a file"],
  ["docs/webhooks.md", "Readable.toWeb", "Node's streams and the DOM's are two types to it, and one thing"],
  ["docs/proxy.md", "Readable.toWeb", "the same"],
];

/** Why a snippet is not run; false where it is. @param {Snippet} snippet */
export const reason = ({ name, code }, list = NOT_RUN) =>
  list.find(([page, line]) => name.startsWith(`${page}:`) && code.includes(line))?.[2] ?? false;

/** Every fenced snippet, by its page and line. @returns {Snippet[]} */
export function fenced() {
  return PAGES.flatMap((page) => {
    const text = read(page);
    return [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((found) => {
      const line = text.slice(0, found.index).split("\n").length;
      return { name: `${page}:${line}`, language: found[1] ?? "", code: found[2] ?? "" };
    });
  });
}

/** An element closes, or ends in itself: `</p>`, `/>`. */
const JSX = /<\/\w+>|\s\/>/;

/** Every `@example` of the public types. @returns {Snippet[]} */
export function examples() {
  return filesIn(["src/js"])
    .filter((path) => path.endsWith(".d.ts"))
    .flatMap((path) => {
      const text = read(path);
      return [...text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*?\*\//g)].flatMap((comment) => {
        const plain = comment[0].replace(/\s*\*\/$/, "").replaceAll(/^\s*\* ?/gm, "");
        const line = text.slice(0, comment.index).split("\n").length;
        return plain
          .split("@example\n")
          .slice(1)
          .map((code) => code.split(/^@\w+/m)[0] ?? "")
          .map((code) => ({ name: `${path}:${line}`, language: JSX.test(code) ? "tsx" : "ts", code }));
      });
    });
}

/**
 * The same code, which holds a line's value against the comment at its end: `estimateCost({}).text; // "$0.25"`.
 * @param {string} code
 */
export function checked(code) {
  const value =
    /^(\s*)((?!const |let |return |import |export |await |throw |\/\/)[^\n]+?); \/\/ ("[^"\n]*"|\d+|true|false|null)$/gm;
  return code.replaceAll(value, "$1;__is($2, $3);");
}
