// Holds docs/dependencies.md to what is installed: each direct dependency stands in it, and every licence is one that is allowed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { main, root, run, Stop } from "./tools.mjs";

/** Licences that ask for no more than their text to be kept; MPL-2.0 also for its own files' source, which is public. */
export const ALLOWED = new Set([
  ...["MIT", "MIT-0", "Apache-2.0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "Zlib"],
  ...["Unlicense", "CC0-1.0", "Unicode-3.0", "Python-2.0", "Apache-2.0 WITH LLVM-exception", "NCSA"],
  ...["MPL-2.0", "CC-BY-4.0"],
]);

/** Packages whose manifest names no licence as SPDX does, and what their own LICENSE file says. */
const READ_BY_HAND = new Map([["parse-cache-control@1.0.1", "BSD-3-Clause"]]);

/** Which may have others, and why: libvips (LGPL) is in programs that tests start, and in nothing that is built or shipped. */
const APART = /^@img\/sharp-/;

/** Where there is a package-lock.json: each holds to the list. */
const FOLDERS = [".", "scripts/reference", "tests/matrix", "benches"].filter((folder) =>
  existsSync(join(root, folder, "package-lock.json")),
);

/** @typedef {{ name: string, licence: string, from: string }} Dependency */

const json = (/** @type {string} */ path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/**
 * Whether a licence, as SPDX writes it, leaves a choice that is allowed.
 * @param {string} text
 * @returns {boolean}
 */
export function isAllowed(text) {
  const plain = text.replaceAll("/", " OR ").replace(/\s+/g, " ").trim();
  const parts = split(plain, " OR ");
  if (parts.length > 1) return parts.some(isAllowed);
  const all = split(plain, " AND ");
  if (all.length > 1) return all.every(isAllowed);
  return plain.startsWith("(") && plain.endsWith(")") ? isAllowed(plain.slice(1, -1)) : ALLOWED.has(plain);
}

/**
 * Splits at a word that stands outside of all brackets.
 * @param {string} text
 * @param {string} word
 */
function split(text, word) {
  const parts = [""];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    if (depth === 0 && text.startsWith(word, i)) {
      parts.push("");
      i += word.length - 1;
    } else parts[parts.length - 1] += text[i];
  }
  return parts.map((part) => part.trim());
}

/**
 * Everything that a package-lock.json names: by the manifest where it is installed, else by the lock.
 * @param {string} folder
 * @returns {Dependency[]}
 */
function ofNpm(folder) {
  const { packages } = json(join(folder, "package-lock.json"));
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, { name: of, version, license }]) => {
      // Installed under another name, the lock says whose package it is.
      const name = of ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const manifest = join(folder, path, "package.json");
      const own = existsSync(join(root, manifest)) ? json(manifest).license : undefined;
      const licence = READ_BY_HAND.get(`${name}@${version}`) ?? own?.type ?? own ?? license ?? "none named";
      return { name, licence: String(licence), from: join(folder, "package-lock.json") };
    });
}

/** What a package.json asks for itself; `npm:vite@7.3.8` is vite. @param {string} folder */
function directOfNpm(folder) {
  const manifest = json(join(folder, "package.json"));
  const kinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
  return (
    kinds
      .flatMap((kind) => Object.entries(manifest[kind] ?? {}))
      // The benches ask for this package itself.
      .filter(([, version]) => !String(version).startsWith("file:"))
      .map(([name, version]) => /^npm:(.+)@/.exec(String(version))?.[1] ?? name)
  );
}

/** @param {string} manifest */
async function ofCargo(manifest) {
  const args = ["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest];
  // What cargo says besides, of a lock or a download, stands on lines of its own.
  const said = await run("cargo", args, { quiet: true, hint: "Check that crates.io can be reached." });
  const { packages, workspace_members } = JSON.parse(
    said.split("\n").find((line) => line.startsWith("{")) ?? "",
  );
  const isOwn = (/** @type {{ id: string }} */ { id }) => workspace_members.includes(id);
  const own = new Set(["kling-multi-i2v"]);
  return {
    direct: packages
      .filter(isOwn)
      .flatMap((/** @type {any} */ one) => one.dependencies.map((/** @type {any} */ { name }) => name))
      .filter((/** @type {string} */ name) => !own.has(name)),
    all: packages
      .filter((/** @type {any} */ one) => !isOwn(one) && !own.has(one.name))
      .map((/** @type {any} */ { name, license }) => ({
        name,
        licence: license ?? "none named",
        from: manifest,
      })),
  };
}

/** What comes from elsewhere, and is named in no list: the ground, what cargo installs, and what maintainers run. */
const TOOLS = ["node", "rustup", "wasm-pack", "wasm-bindgen-cli", "cargo-deny", "cargo-audit", "cargo-fuzz"];

/** Tools that the set-up gets from elsewhere: Debian's packages, and those. */
function ofSetup() {
  const text = readFileSync(join(root, "scripts", "setup.mjs"), "utf8");
  const lists = [...text.matchAll(/PACKAGES? = (?:\[([^\]]*)\]|("[^"]*"))|aptInstall\(\s*\[([^\]]*)\]/g)];
  const packages = lists
    .flatMap((found) => [
      ...found
        .slice(1)
        .join(" ")
        .matchAll(/"([\w.+-]+)"/g),
    ])
    .map(([, name]) => name);
  return [...packages, ...TOOLS];
}

/** The rows of docs/dependencies.md: name, reason, licence. */
export function listed() {
  return readFileSync(join(root, "docs", "dependencies.md"), "utf8")
    .split("\n")
    .map((line) => /^\| `([^`]+)` \| (.+) \| (.+) \|$/.exec(line))
    .filter((found) => found !== null)
    .map(([, name, reason, licence]) => ({ name, reason, licence }));
}

/** Every problem, as a line each. */
export async function problems() {
  const crates = await Promise.all(["Cargo.toml", "fuzz/Cargo.toml"].map(ofCargo));
  const all = [...FOLDERS.flatMap(ofNpm), ...crates.flatMap(({ all }) => all)];
  const installed = [...FOLDERS.flatMap(directOfNpm), ...crates.flatMap(({ direct }) => direct)];
  const direct = new Set([...installed, ...ofSetup()]);
  const rows = listed();
  const names = new Set(rows.map(({ name }) => name));
  const licenceOf = new Map(all.map(({ name, licence }) => [name, licence]));
  const told = [];
  for (const name of direct)
    if (!names.has(name))
      told.push(
        `${name} is missing. Add the row: | \`${name}\` | why it is here | ${licenceOf.get(name) ?? "its licence"} |`,
      );
  for (const { name, licence } of rows) {
    if (!direct.has(name)) told.push(`${name} is listed and nothing asks for it: take the row out.`);
    const is = licenceOf.get(name);
    if (installed.includes(name) && is !== undefined && is !== licence)
      told.push(`${name} is listed as ${licence}, and is ${is}.`);
  }
  for (const { name, licence, from } of all)
    if (!isAllowed(licence) && !APART.test(name))
      told.push(
        `${name}, in ${from}, has the licence "${licence}", which scripts/licences.mjs does not allow.`,
      );
  return { told: [...new Set(told)], count: all.length, direct: direct.size };
}

/** Prints how many were read; throws with every problem. */
export async function licences() {
  const { told, count, direct } = await problems();
  if (told.length > 0) throw new Stop(`docs/dependencies.md and the licences:\n  ${told.join("\n  ")}`);
  console.log(
    `${direct} direct dependencies are listed; ${count} packages and crates have allowed licences.`,
  );
}

main(import.meta.url, licences);
