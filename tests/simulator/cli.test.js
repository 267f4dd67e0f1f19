// The command line, started as a person would.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serveSimulator } from "../../src/js/simulator/node.js";
import { REQUEST, SUBMIT } from "./helpers.js";

const CLI = fileURLToPath(new URL("../../src/js/cli.js", import.meta.url));

/** Runs it to its end. @param {...string} args */
async function run(...args) {
  const child = spawn(process.execPath, [CLI, ...args]);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, out, err };
}

test("simulate serves until it is told to stop", async () => {
  const child = spawn(process.execPath, [CLI, "simulate", "--port", "0", "--speed", "1000", "--job-ms", "0"]);
  const ended = new Promise((resolve) => child.on("exit", resolve));
  let out = "";
  const url = await new Promise((resolve) => {
    child.stdout.on("data", (chunk) => {
      out += chunk;
      const match = /listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(out);
      if (match) resolve(match[1]);
    });
  });
  const response = await fetch(url + SUBMIT, {
    method: "POST",
    headers: { authorization: "Bearer simulated-key" },
    body: JSON.stringify(REQUEST),
  });
  const { data } = await response.json();
  assert.equal(data.status, "completed");
  assert.equal((await fetch(data.outputs[0])).headers.get("content-type"), "video/mp4");
  child.kill("SIGTERM");
  assert.equal(await ended, 0);
});

test("help is told on request, and the version", async () => {
  for (const args of [["--help"], ["-h"], ["help"]]) {
    const { code, out } = await run(...args);
    assert.equal(code, 0);
    assert.match(out, /simulate/);
  }
  const help = await run("simulate", "--help");
  assert.equal(help.code, 0);
  for (const flag of ["--port", "--host", "--speed", "--job-ms"]) assert.ok(help.out.includes(flag));
  assert.match((await run("--version")).out, /^\d+\.\d+\.\d+/);
});

/** @type {[string[], RegExp][]} */
const SLIPS = [
  [[], /Name a command/],
  [["simulat"], /Unknown command "simulat"; there is: estimate, .*simulate/],
  [["--bogus"], /Unknown option "--bogus"/],
  [["simulate", "--bogus"], /--bogus/],
  [["simulate", "extra"], /extra/],
  [["simulate", "--port", "99999"], /--port must be 0 to 65535, not "99999"/],
  [["simulate", "--port", ""], /--port must be/],
  [["simulate", "--speed", "fast"], /--speed must be a number above 0, not "fast"/],
  [["simulate", "--job-ms", "-1"], /--job-ms/],
  [["toString"], /Unknown command/],
];
for (const [args, message] of SLIPS) {
  test(`a slip is told, with exit code 2: ${args.join(" ") || "(nothing)"}`, async () => {
    const { code, out, err } = await run(...args);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, message);
    assert.match(err, /See kling-multi-i2v/);
    assert.ok(!err.includes("at "), "no stack");
  });
}

test("a port in use is told in a sentence", async () => {
  const server = await serveSimulator();
  const { code, err } = await run("simulate", "--port", String(server.port));
  assert.equal(code, 1);
  assert.match(err, new RegExp(`Port ${server.port} is in use\\. Take another one with --port`));
  await server.close();
});
