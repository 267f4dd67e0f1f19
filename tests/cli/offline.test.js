// estimate, validate and help: no key, no network.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { estimateCost } from "kling-multi-i2v";
import { desk, lines, start } from "./cli.js";

const NO_KEY = { env: { WAVESPEED_API_KEY: undefined } };

test("each command has its help, with the exit codes of those that can fail", async () => {
  for (const command of ["estimate", "validate", "generate", "resume"]) {
    const { code, out, err } = await start([command, "--help"], NO_KEY).ended;
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, new RegExp(`^Usage: kling-multi-i2v ${command} `));
    assert.match(out, /Exit codes:/);
    assert.ok(out.split("\n").every((line) => line.length <= 120));
  }
  assert.equal((await start(["help", "resume"]).ended).out, (await start(["resume", "--help"]).ended).out);
});

test("estimate: flags, a count, a file of many", async (t) => {
  const { run, folder } = await desk(t);
  assert.equal((await run(["estimate"], NO_KEY)).out, "$0.25  1 video, 5 s\n");
  assert.equal((await run(["estimate", "--duration", "10", "--count", "5"])).out, "$2.50  5 videos, 50 s\n");
  const many = [{ prompt: "x", images: ["nowhere.jpg"] }, { duration: 10 }];
  writeFileSync(join(folder, "many.json"), JSON.stringify(many));
  const json = await run(["estimate", "--request", "many.json", "--count", "2", "--json"]);
  assert.deepEqual(lines(json.out), [estimateCost([{ count: 2 }, { duration: 10, count: 2 }])]);
  const stdin = await run(["estimate", "--request", "-"], { input: '{"duration":10}' });
  assert.equal(stdin.out, "$0.50  1 video, 10 s\n");
});

test("estimate: what has no price", async (t) => {
  const { run } = await desk(t);
  const told = await run(["estimate", "--duration", "7"]);
  assert.deepEqual([told.code, told.out], [2, ""]);
  assert.match(told.err, /duration must be the number 5 or 10 \(seconds\), got 7/);
  const [failure] = lines((await run(["estimate", "--duration", "7", "--json"])).out);
  assert.deepEqual([failure.ok, failure.code, failure.issues[0].path], [false, "validation", "/duration"]);
});

test("validate: every problem at once, a missing picture among them", async (t) => {
  const { run, folder } = await desk(t);
  const args = ["--prompt", "", "--image", "gone.jpg", "--image", "dune.jpg", "--duration", "x"];
  const { code, out } = await run(["validate", ...args], NO_KEY);
  assert.equal(code, 2);
  assert.match(out, /^The request has 3 problems:/);
  assert.ok(
    out.includes(`/images/0: gone.jpg cannot be read: there is no such file`) && out.includes(folder),
  );
  assert.match(out, /\/prompt: .*\n.*\/duration: /);
  assert.match(out, /dune\.jpg: JPEG, 400 × 600, 7 kB/);
});

test("validate: a good one, with its price and its picture", async (t) => {
  const { run } = await desk(t);
  const { code, out } = await run(["validate", "--prompt", "x", "--image", "dune.jpg", "--json"], NO_KEY);
  assert.equal(code, 0);
  const [told] = lines(out);
  assert.deepEqual(told, {
    ok: true,
    index: 0,
    errors: [],
    warnings: [],
    estimate: estimateCost({}),
    images: [{ source: "dune.jpg", format: "jpeg", width: 400, height: 600, bytes: 6059 }],
  });
});

test("validate: what is no picture, and many requests with pictures beside their file", async (t) => {
  const { run, folder } = await desk(t);
  writeFileSync(join(folder, "notes.txt"), "no picture");
  const one = { prompt: "x", images: ["dune.jpg"] };
  writeFileSync(
    join(folder, "many.json"),
    JSON.stringify([one, { ...one, images: ["notes.txt"] }, 7, { ...one, img: 1 }]),
  );
  const { code, out } = await run(["validate", "--request", join(folder, "many.json"), "--json"], {
    cwd: "/",
  });
  assert.equal(code, 2);
  const told = lines(out);
  assert.deepEqual(
    told.map(({ ok, index }) => [ok, index]),
    [
      [true, 0],
      [told[1].ok, 1],
      [false, 2],
      [false, 3],
    ],
  );
  assert.ok(told[1].errors.length + told[1].warnings.length > 0, "it is told that this is no picture");
  assert.equal(told[3].errors[0].path, "/img");
});

/** @type {[string[], RegExp, string?][]} */
const SLIPS = [
  [["validate", "--image", "a.jpg", "b.jpg"], /'b\.jpg': each picture has a --image of its own/],
  [["validate", "--request", "gone.json"], /gone\.json cannot be read: there is no such file/],
  [["validate", "--request", "."], /it is a folder/],
  [["validate", "--request", "dune.jpg"], /dune\.jpg is no JSON/],
  [["validate", "--request", "-"], /stdin is no JSON/, "{"],
  [["validate", "--request", "-"], /an empty array/, "[]"],
  [["validate", "--request", "-", "--prompt", "x"], /--prompt and --request do not go together/, "{}"],
  [["estimate", "--count", "0"], /--count must be a whole number above 0, not "0"/],
  [["estimate", "--count", "1.5"], /--count/],
  [["estimate", "--duration", "10", "--duration", "5"], /--duration is given twice/],
];
for (const [args, words, input] of SLIPS) {
  test(`a slip: ${args.join(" ")}`, async (t) => {
    const { run } = await desk(t);
    const { code, out, err } = await run(args, { input });
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, words);
    assert.match(err, new RegExp(`See kling-multi-i2v ${args[0]} --help\n$`));
    const [json] = lines((await run([...args, "--json"], { input })).out);
    assert.deepEqual([json.ok, json.code, json.charge], [false, "usage", "none"]);
  });
}

test("a key as a flag is refused, and not repeated", async (t) => {
  const { run } = await desk(t);
  for (const flag of [["--api-key", "sk-secret"], ["--api-key=sk-secret"], ["--apikey=sk-secret"]]) {
    for (const command of ["generate", "resume", "estimate"]) {
      const { code, out, err } = await run([command, ...flag, "--json"]);
      assert.equal(code, 2);
      assert.match(out, /WAVESPEED_API_KEY/);
      assert.ok(!(out + err).includes("sk-secret"));
    }
  }
});
