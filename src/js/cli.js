#!/usr/bin/env node
// The command line: which command, its help, and how it ends.
import { readFile } from "node:fs/promises";
import { exitCodeOf, failureData, failureText, sayJson, tell } from "./cli/output.js";
import { UsageError } from "./cli/usage.js";
import { oneLine } from "./cli/words.js";
import { isKlingError } from "./error.js";

/** @typedef {{ help: string, run: (args: string[]) => Promise<number | void> }} Command */

/** Each is loaded when it is asked for. @type {Record<string, { summary: string, load: () => Promise<Command> }>} */
const COMMANDS = {
  estimate: {
    summary: "What it costs, without key or network.",
    load: () => import("./cli/estimate.js"),
  },
  validate: {
    summary: "All that is wrong with a request and its pictures, and its price; without key or network.",
    load: () => import("./cli/validate.js"),
  },
  generate: {
    summary: "Make a video, or many: says the price, asks, submits once, waits, downloads.",
    load: () => import("./cli/generate.js"),
  },
  resume: {
    summary: "Wait for what an earlier call left running, or show what the ledger knows.",
    load: () => import("./cli/resume.js"),
  },
  simulate: {
    summary: "Serve a simulator of the WaveSpeedAI service on this machine: no key, no cost.",
    load: () => import("./cli/simulate.js"),
  },
};

function overview() {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `Usage: kling-multi-i2v <command> [options]

Commands:
${lines.join("\n")}

  --help, -h     Show this, or a command's own help after its name.
  --version, -v  Show the version.

Try it without key or cost:
  kling-multi-i2v simulate --speed 100
  WAVESPEED_API_KEY=simulated-key kling-multi-i2v generate --base-url http://127.0.0.1:8787 --poll-ms 100 \\
    --prompt "Slow push in" --image photo.jpg --out video.mp4`;
}

/** The package's version. This file is one folder deeper in the repository than in the package. */
async function version() {
  for (const path of ["../package.json", "../../package.json"]) {
    const manifest = await readFile(new URL(path, import.meta.url), "utf8").then(JSON.parse, () => null);
    if (manifest?.name === "kling-multi-i2v") return manifest.version;
  }
  throw new Error("package.json is missing beside this command. Install the package again.");
}

/** @param {string[]} args */
async function main([name, ...args]) {
  const wantsHelp = (/** @type {string | undefined} */ text) => text === "--help" || text === "-h";
  if (name === undefined) throw new UsageError("Name a command");
  if (wantsHelp(name) || (name === "help" && args.length === 0)) return console.log(overview());
  if (name === "--version" || name === "-v") return console.log(await version());
  if (name === "help") return main([...args.slice(0, 1), "--help"]);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    throw new UsageError(
      name.startsWith("-")
        ? `Unknown option "${name.split("=")[0]}"`
        : `Unknown command "${name}"; there is: ${Object.keys(COMMANDS).join(", ")}`,
    );
  }
  const { help, run } = await command.load();
  if (args.some(wantsHelp)) return console.log(help);
  process.exitCode = (await run(args)) ?? 0;
}

const args = process.argv.slice(2);

/** Why nothing more can be printed. @type {string | undefined} */
let lost;

// Whoever reads may go before the end (`| head`): what is under way goes on, and there is nobody to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== "EPIPE") lost ??= error.code;
  });
}

// A full disk behind `> file`: the result is lost, and a video may have been paid for.
process.on("exit", (code) => {
  if (code !== 0 || lost === undefined) return;
  process.exitCode = ["generate", "resume"].includes(args[0] ?? "") ? 3 : 1;
  tell(
    `kling-multi-i2v: the result could not be written (${lost}). kling-multi-i2v resume --list shows each job's id.`,
  );
});

main(args).catch((error) => {
  process.exitCode = exitCodeOf(error);
  if (args.includes("--json")) return sayJson(failureData(error));
  const name = args[0] !== undefined && Object.hasOwn(COMMANDS, args[0]) ? ` ${args[0]}` : "";
  const hint = error instanceof UsageError ? `. See kling-multi-i2v${name} --help` : "";
  const text = isKlingError(error)
    ? failureText(error)
    : oneLine(error instanceof Error ? error.message : String(error));
  tell(`kling-multi-i2v: ${text}${hint}`);
});
