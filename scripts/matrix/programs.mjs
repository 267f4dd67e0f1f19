// Runs the tools as a person would, by their commands, and ends what they leave running.
import { spawn } from "node:child_process";
import { createServer } from "node:net";

/** Longer than any of them takes on a busy machine; what hangs is ended and fails. */
const MOST_MS = 240_000;

/** What only calls home, or colours what we read, is off. */
const QUIET = {
  NO_COLOR: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  DENO_NO_UPDATE_CHECK: "1",
  BROWSERSLIST_IGNORE_OLD_DATA: "1",
  CI: "1",
};

/** @typedef {{ cwd: string, env?: Record<string, string> }} ProgramOptions */

/** @param {string[]} command @param {ProgramOptions} options */
function start([file = "", ...args], { cwd, env }) {
  // What the caller's own run is set to is not theirs.
  const { NODE_ENV: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...outer } = process.env;
  const child = spawn(file, args, {
    cwd,
    env: { ...outer, ...QUIET, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: a tool's workers end with it.
    detached: true,
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said.err += text;
  });
  const kill = () => {
    try {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  process.once("exit", kill);
  const ended = new Promise((/** @type {(code: number | string | null) => void} */ done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", (code, signal) => done(signal ?? code));
  }).finally(() => process.off("exit", kill));
  return { child, said, ended, kill };
}

/**
 * Runs a command to its end and gives what it printed. Throws with all of it where it fails.
 * @param {string[]} command
 * @param {ProgramOptions} options
 * @returns {Promise<{ out: string, err: string }>}
 */
export async function program(command, options) {
  const { said, ended, kill } = start(command, options);
  const late = setTimeout(kill, MOST_MS);
  const code = await ended;
  clearTimeout(late);
  if (code === 0) return said;
  throw new Error(`${command.join(" ")} ended with ${code}:\n${said.out}${said.err}`.trim());
}

/**
 * Starts a server, and gives its address as soon as it answers.
 * @param {(port: number) => string[]} command
 * @param {ProgramOptions} options
 */
export async function server(command, options) {
  const port = await freePort();
  const { said, ended, kill } = start(command(port), options);
  const url = `http://127.0.0.1:${port}`;
  let over = false;
  const end = ended.then(() => {
    over = true;
  });
  const close = async () => {
    kill();
    await end;
  };
  for (const last = Date.now() + MOST_MS; ; ) {
    if (await answers(url)) return { url, close, said };
    if (!over && Date.now() < last) continue;
    await close();
    throw new Error(`${command(port).join(" ")} did not come up:\n${said.out}${said.err}`.trim());
  }
}

/** Whether somebody listens there; asks again no sooner than a tenth of a second later. @param {string} url */
async function answers(url) {
  const pause = new Promise((done) => setTimeout(done, 100));
  const is = await fetch(url, { signal: AbortSignal.timeout(30_000) }).then(
    (answer) => answer.text().then(() => true),
    () => false,
  );
  if (!is) await pause;
  return is;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((found, fail) => {
    const probe = createServer().once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => found(port));
    });
  });
}
