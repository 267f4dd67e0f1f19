// `npm run bench`, as its reader has it: the parts that are soon measured, beside the peers, in one table.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

/** A part, a row of it, and what is beside us there. */
const ROWS = [
  ["size", /^import \{ KlingClient \}.* [\d.]+ kB +.*fal [\d.]+ kB/m],
  ["speed", /^check a request +[\d.]+ µs +zod [\d.]+ µs · ajv [\d.]+ µs/m],
  [
    "polling",
    /^polling \(normal, after 20 jobs\): requests a job +[\d.]+ +the best [\d.]+ .*official client.* [\d.]+ · fal.* [\d.]+ +1\.\d\d × the best/m,
  ],
];

test("the parts that are named are measured, and printed with the machine and the versions", async () => {
  const parts = ROWS.map(([part]) => String(part));
  const { stdout } = await run("npm", ["run", "-s", "bench", "--", ...parts], { cwd: root });
  for (const [part, row] of ROWS) assert.match(stdout, /** @type {RegExp} */ (row), String(part));
  for (const line of [/^CPU: \S/m, /^Node: \d/m, /^Rust: \d/m, /^Beside: .*ajv \d.*wavespeed \d.*zod \d/m])
    assert.match(stdout, line);
});

test("a part that there is none of is refused, and those that there are are named", async () => {
  const refused = run("npm", ["run", "-s", "bench", "--", "sped"], { cwd: root });
  await assert.rejects(refused, /No part is named "sped"\. There are: size, start, speed/);
});
