// An example as a person takes it: a copy of its folder, into which the packed tarball and its tools are installed.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { root } from "../../../scripts/tools.mjs";

export const run = promisify(execFile);

/**
 * The folder of an example, ready to run; it is removed after the tests of the file.
 * @param {string} name
 * @param {string[]} [flags] for npm
 */
export async function example(name, flags = []) {
  const folder = await mkdtemp(join(tmpdir(), `kling-${name}-`));
  after(() => rm(folder, { recursive: true, force: true }));
  await cp(join(root, "examples", name), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|\.next|dist)([\\/]|$)/.test(path.slice(root.length)),
  });
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root });
  const [{ filename }] = JSON.parse(stdout);
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", ["install", ...quiet, ...flags, join(folder, filename)], { cwd: folder });
  return folder;
}
