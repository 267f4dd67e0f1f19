// For maintainers: asks what is known against the dependencies, and says plainly what could not be asked. `npm run audit`
import { spawnSync } from "node:child_process";
import { main, root, Stop, toolEnv, which } from "./tools.mjs";

/** What tells a database that could not be reached from one that knows something. */
const UNREACHED =
  /npm warn audit \d{3} |audit endpoint returned an error|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|(failed to|couldn't) fetch advisory database/;

/**
 * @typedef {"clean" | "found" | "not checked"} Verdict
 * @typedef {{ name: string, verdict: Verdict, note: string }} Finding
 */

/**
 * Runs one of the tools and tells what came of it.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @returns {Finding}
 */
function ask(name, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    env: toolEnv(),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const said = `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`.trim();
  if (status === 0) return { name, verdict: "clean", note: "" };
  if (said === "") return { name, verdict: "not checked", note: `it ended with ${status} and no word` };
  const unreached = said.split("\n").find((line) => UNREACHED.test(line));
  if (unreached)
    return {
      name,
      verdict: "not checked",
      note: `its database does not answer: ${unreached.trim().slice(0, 120)}`,
    };
  console.log(`\n== ${name}\n${said}`);
  return { name, verdict: "found", note: "see above" };
}

/**
 * The same with a command of cargo's that may not be installed.
 * @param {string} name
 * @param {string} tool
 * @param {string[]} args
 */
function askCargo(name, tool, args) {
  const command = which(tool);
  if (command) return ask(name, command, args);
  const note = `${tool} is not installed: cargo install ${tool} --locked`;
  return { name, verdict: /** @type {Verdict} */ ("not checked"), note };
}

/** What each source says. */
export function findings() {
  return [
    ask("npm audit", "npm", ["audit", "--loglevel", "warn"]),
    askCargo("cargo deny: licences, bans, sources", "cargo-deny", ["check", "licenses", "bans", "sources"]),
    askCargo("cargo deny: advisories", "cargo-deny", ["check", "advisories"]),
    askCargo("cargo audit", "cargo-audit", ["audit"]),
    askCargo("cargo audit: the fuzz targets", "cargo-audit", ["audit", "--file", "fuzz/Cargo.lock"]),
  ];
}

main(import.meta.url, async () => {
  const all = findings();
  console.log("");
  for (const { name, verdict, note } of all)
    console.log(`${name.padEnd(38)}${verdict.padEnd(13)}${note}`.trimEnd());
  const found = all.filter(({ verdict }) => verdict === "found");
  if (found.length > 0)
    throw new Stop(`${found.map(({ name }) => name).join(", ")}: update or replace what is named above.`);
  const unchecked = all.filter(({ verdict }) => verdict === "not checked").length;
  if (unchecked > 0)
    console.log(
      `\n${unchecked} of ${all.length} could not be checked here: nothing is known of those, good or bad.`,
    );
});
