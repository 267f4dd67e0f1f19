// Before a release: what npm and crates.io would take is tried without sending it. `npm run release:check`
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fresh } from "./outputs.mjs";
import { setup } from "./setup.mjs";
import { shipped } from "./ships.mjs";
import { main, root, run, Stop } from "./tools.mjs";

const text = (/** @type {string} */ path) => readFileSync(join(root, path), "utf8");

/** The version, which is one in both manifests and in the changelog. */
function version() {
  const { version } = JSON.parse(text("package.json"));
  const crate = /^version = "(.+)"/m.exec(text("Cargo.toml"))?.[1];
  if (crate !== version)
    throw new Stop(`package.json has the version ${version}, Cargo.toml ${crate}: make them one.`);
  if (!text("CHANGELOG.md").includes(`\n## [${version}]`))
    throw new Stop(`CHANGELOG.md has no section "## [${version}]": write down what it brings.`);
  return version;
}

/** What npm would upload is what is meant to ship. */
async function npm() {
  const hint = "npm's words above say what it does not take.";
  const said = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { quiet: true, hint });
  const [{ files, size }] = JSON.parse(said.slice(said.indexOf("["), said.lastIndexOf("]") + 1));
  const paths = files.map((/** @type {{ path: string }} */ { path }) => path);
  const expected = shipped();
  const other = [
    ...paths
      .filter((/** @type {string} */ path) => !expected.includes(path))
      .map((/** @type {string} */ path) => `+ ${path}`),
    ...expected.filter((path) => !paths.includes(path)).map((path) => `- ${path}`),
  ];
  if (other.length > 0)
    throw new Stop(`The tarball is not what scripts/ships.mjs lists:\n  ${other.join("\n  ")}`);
  // Without scripts: "prepublishOnly" is this very check.
  await run("npm", ["publish", "--dry-run", "--ignore-scripts"], { quiet: true, hint });
  console.log(`npm publish --dry-run: ${paths.length} files, ${(size / 1000).toFixed(0)} kB`);
}

/** The crate builds from what would be uploaded. */
async function cargo() {
  const said = await run("cargo", ["publish", "--dry-run", "--locked"], {
    quiet: true,
    hint: "Commit first: what is not committed is not published. Cargo's words above say the rest.",
  });
  console.log(`cargo publish --dry-run: ${/Packaged (.*)/.exec(said)?.[1] ?? "passed"}`);
}

main(import.meta.url, async () => {
  console.log(`release: ${version()}`);
  await setup(["build"]);
  await fresh("package");
  await npm();
  await cargo();
});
