// The batch from a CSV file, with the packed tarball: its price, its question, its results, and run again.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import Papa from "papaparse";
import { within, world } from "../../support/world.js";
import { example, run } from "./example.js";

const folder = await example("node-batch");

/** @param {string[]} args @param {Record<string, string>} [env] */
const batch = (args, env = {}) =>
  run(process.execPath, ["batch.js", ...args], {
    cwd: folder,
    env: { ...process.env, WAVESPEED_API_KEY: "", ...env },
    timeout: 60_000,
  }).catch((error) => error);

/** @param {string} name @returns {Promise<Record<string, string>[]>} */
const results = async (name) =>
  Papa.parse(await readFile(join(folder, name), "utf8"), { header: true, skipEmptyLines: true }).data;

test("it says the price and begins nothing without a yes", async () => {
  const { code, stdout, stderr } = await batch(["videos.csv"]);
  assert.equal(code, 1);
  assert.match(stdout, /^3 videos, 20 s in all: \$1\.00, simulated: nothing is charged\.\n$/);
  assert.match(stderr, /^Nothing was begun\. Say --yes/);
});

test("with a yes it makes all of them, and run again it has them already", async () => {
  const first = await batch(["videos.csv", "--yes"]);
  assert.match(first.stdout, /3 of 3 done: videos\.results\.csv/, first.stderr);
  const made = await results("videos.results.csv");
  assert.deepEqual(
    made.map(({ status, charge, video }) => [
      status,
      charge,
      /^https:\/\/simulator\.invalid\/.+\.mp4$/.test(video ?? ""),
    ]),
    Array(3).fill(["done", "charged", true]),
  );
  const again = await batch(["videos.csv", "--yes"]);
  assert.match(again.stdout, /3 of 3 done/, again.stderr);
  const ids = (/** @type {Record<string, string>[]} */ rows) => rows.map(({ job_id }) => job_id);
  assert.deepEqual(ids(await results("videos.results.csv")), ids(made), "the same jobs");
});

test("killed in the middle and run again: each row is submitted once", async (t) => {
  const here = await world(t, { clock: { hold: true }, jobMs: 1_000 });
  const rows = [1, 2, 3].map((n) => `scene ${n},https://example.com/${n}.png,,,,5,1:1`);
  await writeFile(
    join(folder, "killed.csv"),
    `prompt,image1,image2,image3,image4,duration,aspect_ratio\n${rows.join("\n")}\n`,
  );
  const env = { WAVESPEED_API_KEY: here.sim.key, KLING_BASE_URL: here.url };
  const child = spawn(process.execPath, ["batch.js", "killed.csv", "--yes"], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  await within(
    new Promise((begun) => {
      child.stdout.on(
        "data",
        () => /row 2: created/.test(out) && /row 1: created/.test(out) && begun(undefined),
      );
    }),
  );
  const ended = new Promise((end) => child.once("close", end));
  child.kill("SIGKILL");
  await ended;
  assert.match(out, /^3 videos, 15 s in all: \$0\.75 at the most, real money\./);
  assert.equal(here.sim.stats().submits, 2, "two at once");
  here.sim.clock.run(1_000);
  const again = await batch(["killed.csv", "--yes"], env);
  assert.match(again.stdout, /3 of 3 done/, again.stderr);
  assert.equal(here.sim.stats().submits, 3);
});

test("a file with mistakes is refused as a whole, each row and each missing picture named", async () => {
  const rows = [",https://example.com/a.png,,7", "a,gone.jpg,lost.png,5"];
  await writeFile(join(folder, "odd.csv"), `prompt,image1,image2,duration\n${rows.join("\n")}\n`);
  const { code, stdout, stderr } = await batch(["odd.csv", "--yes"]);
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /^odd\.csv cannot be used:\nrow 1 \/prompt: .+\nrow 1 \/duration: .+\nrow 2: .*gone\.jpg.+\nrow 2: .*lost\.png.+\n$/,
  );
});

test("a file that is not there is told in one line", async () => {
  const { code, stderr } = await batch(["gone.csv"]);
  assert.equal(code, 1);
  assert.match(stderr, /^\S+gone\.csv cannot be read \(ENOENT\): name a CSV file\.\n$/);
});

test("a row that fails is told with its reason", async (t) => {
  const here = await world(t);
  await writeFile(join(folder, "poor.csv"), "prompt,image1\na,https://example.com/a.png\n");
  here.sim.fault({ on: "submit", status: 402, message: "Insufficient credits" });
  const { code, stdout } = await batch(["poor.csv", "--yes"], {
    WAVESPEED_API_KEY: here.sim.key,
    KLING_BASE_URL: here.url,
  });
  assert.equal(code, 1);
  assert.match(stdout, /0 of 1 done.*\nrow 1: .*Insufficient credits.*\nRun it again for the rest\.\n$/);
});
