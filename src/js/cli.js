#!/usr/bin/env node
// The command line: `kling-multi-i2v simulate` serves the simulator.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

/** A slip of the person at the keyboard: its message is all that is shown, and the exit code is 2. */
class UsageError extends Error {}

/**
 * @typedef {{ summary: string, help: string, run: (args: string[]) => Promise<void> }} Command
 */

/** @type {Record<string, Command>} */
const COMMANDS = {
  simulate: {
    summary: "Serve a simulator of the WaveSpeedAI service on this machine: no key, no cost.",
    help: `Usage: kling-multi-i2v simulate [--port N] [--host H] [--speed X] [--job-ms N]

Serves the API of the model kwaivgi/kling-v1.6-multi-i2v-standard. Point a client's base URL at it.
Jobs finish by the clock with a video that says SIMULATED; nothing is generated and nobody is charged.

  --port N     Port to listen on. Default: 8787; 0 takes any free one.
  --host H     Address to listen on. Default: 127.0.0.1, this machine only.
  --speed X    How fast its clock runs. Default: 1; with 100 a job of 150 s takes 1.5 s.
  --job-ms N   How long a job takes on that clock, in milliseconds. Default: 150000 for 5 s of video, 240000 for 10 s.
  --help       Show this.

GET /_simulator/stats, /jobs and /requests tell what happened; POST /_simulator/faults makes requests fail.`,
    run: simulate,
  },
};

/** @param {string[]} args */
async function simulate(args) {
  const { values } = parse(args, {
    port: { type: "string", default: "8787" },
    host: { type: "string", default: "127.0.0.1" },
    speed: { type: "string", default: "1" },
    "job-ms": { type: "string" },
  });
  const port = numberFrom(
    "--port",
    values.port,
    (n) => Number.isInteger(n) && n >= 0 && n <= 65_535,
    "0 to 65535",
  );
  const speed = numberFrom("--speed", values.speed, (n) => n > 0 && Number.isFinite(n), "a number above 0");
  const host = String(values.host);
  const jobMs = values["job-ms"];

  const { serveSimulator } = await import("./simulator/node.js");
  const options = {
    speed,
    ...(jobMs === undefined
      ? {}
      : { jobMs: numberFrom("--job-ms", jobMs, (n) => n >= 0 && Number.isFinite(n), "milliseconds from 0") }),
  };
  let server;
  try {
    server = await serveSimulator(options, { port, host });
  } catch (error) {
    throw new Error(whyNotListening(error, host, port));
  }
  const stop = () => server.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(
    `Simulator listening on ${server.url}\n` +
      `  base URL  ${server.url}\n` +
      `  API key   ${server.simulator.key} ($100, nothing is charged)\n` +
      `  clock     ${speed === 1 ? "real" : `${speed} times real time`}\n` +
      `  control   ${server.url}/_simulator/stats\n` +
      "Stop it with Ctrl+C.\n",
  );
}

/** @param {unknown} error @param {string} host @param {number} port */
function whyNotListening(error, host, port) {
  const code = /** @type {NodeJS.ErrnoException} */ (error).code;
  if (code === "EADDRINUSE")
    return `Port ${port} is in use. Take another one with --port, or --port 0 for any free one.`;
  if (code === "EACCES")
    return `Port ${port} needs more rights than you have. Take one above 1023 with --port.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `${host} is no address of this machine. Leave --host out.`;
  return `The simulator could not listen on ${host}:${port}: ${error instanceof Error ? error.message : error}`;
}

/**
 * @template {NonNullable<import("node:util").ParseArgsConfig["options"]>} T
 * @param {string[]} args
 * @param {T} options
 */
function parse(args, options) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false });
  } catch (error) {
    // Node's own words tell which flag; their second sentence is about "--" and helps nobody here.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(". ")[0] ?? message);
  }
}

/**
 * @param {string} flag
 * @param {unknown} text
 * @param {(value: number) => boolean} fits
 * @param {string} range
 */
function numberFrom(flag, text, fits, range) {
  const value = String(text).trim() === "" ? Number.NaN : Number(text);
  if (!fits(value)) throw new UsageError(`${flag} must be ${range}, not "${text}"`);
  return value;
}

function overview() {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `Usage: kling-multi-i2v <command> [options]

Commands:
${lines.join("\n")}

  --help, -h     Show this, or a command's own help after its name.
  --version, -v  Show the version.`;
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
  if (wantsHelp(name) || name === "help") return console.log(overview());
  if (name === "--version" || name === "-v") {
    return console.log(await version());
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    throw new UsageError(
      name.startsWith("-")
        ? `Unknown option "${name}"`
        : `Unknown command "${name}"; there is: ${Object.keys(COMMANDS).join(", ")}`,
    );
  }
  if (args.some(wantsHelp)) return console.log(command.help);
  await command.run(args);
}

main(process.argv.slice(2)).catch((error) => {
  const usage = error instanceof UsageError;
  const hint = usage ? ". See kling-multi-i2v --help" : "";
  process.stderr.write(`kling-multi-i2v: ${error instanceof Error ? error.message : error}${hint}\n`);
  process.exitCode = usage ? 2 : 1;
});
