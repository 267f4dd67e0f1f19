// The tools of the matrix, installed once, and fresh projects that have this package from its tarball.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run, Stop } from "../tools.mjs";

/** Set-ups, as a newcomer would write them, and the lock of the tools. */
export const sources = join(root, "tests", "matrix");
export const folder = join(root, "target", "matrix");

const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** Where a tool's package is. @param {string[]} path */
export const tool = (...path) => join(folder, "node_modules", ...path);

/** A tool's command, run by this Node. @param {string[]} path */
export const command = (...path) => [process.execPath, tool(...path)];

/** The installed version of a tool, by its name here. @param {string} name */
export function version(name) {
  const manifest = tool(name, "package.json");
  return existsSync(manifest) ? String(JSON.parse(readFileSync(manifest, "utf8")).version) : "";
}

/** Installs what tests/matrix/package-lock.json names, unless it is there. */
export async function installTools() {
  mkdirSync(folder, { recursive: true });
  const lock = readFileSync(join(sources, "package-lock.json"), "utf8");
  const stamp = join(folder, "installed.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock && existsSync(tool())) return;
  rmSync(stamp, { force: true });
  console.log("matrix: npm ci: bundlers, frameworks and runtimes (about a minute, once)");
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(sources, name), join(folder, name));
  // Nobody's install step runs: each of these tools finds the binary that npm brought for this platform by itself.
  await run("npm", ["ci", ...QUIET, "--prefix", folder], {
    quiet: true,
    hint: "Check that the npm registry can be reached.",
  });
  writeFileSync(stamp, lock);
}

/** Packs the package as it would be published. Gives the tarball's path. */
export async function pack() {
  const told = await run("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", folder], {
    quiet: true,
  });
  const [{ filename }] = JSON.parse(told.slice(told.indexOf("[")));
  return join(folder, filename);
}

/**
 * Makes a fresh project out of the named folders of tests/matrix, one laid over the other, with the tarball installed.
 * @param {string} tarball
 * @param {string} name
 * @param {string[]} from
 */
export async function project(tarball, name, from) {
  const home = join(folder, name);
  rmSync(home, { recursive: true, force: true });
  for (const each of from) cpSync(join(sources, each), home, { recursive: true });
  const manifest = join(home, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true, "type": "module" }\n');
  await run("npm", ["install", "--offline", ...QUIET, "--prefix", home, tarball], {
    quiet: true,
  });
  if (!existsSync(join(home, "node_modules", "kling-multi-i2v", "package.json")))
    throw new Stop(`npm installed ${tarball} into ${home}, but the package is not there.`);
  return home;
}
