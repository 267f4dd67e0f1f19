// What others wrote reaches the terminal as words only, and what the client says names what there is at a keyboard.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { desk, lines } from "./cli.js";

const EVIL = "no \u001b[2J\u001b]0;owned\u0007 GPU\r\u009b31m\u202e\u2066\u007f end";
const COMMANDS = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u;
/** Names that only a program has. */
const NAMES =
  /apiKey|baseUrl|deadlineMs|idempotencyKey|\.wait\(|resume\(\)|history\(\)|job\(id\)|option store/;

test("the service's words: no command to the terminal, not in JSON either, where they are the same words", async (t) => {
  const { generate, sim } = await desk(t);
  const rule = { on: "submit", job: { status: "failed", error: EVIL } };
  sim.fault(/** @type {import("kling-multi-i2v/simulator").FaultRule} */ (rule));
  const { err } = await generate().ended;
  assert.match(err, /GPU.*end/);
  assert.doesNotMatch(err, COMMANDS);
  sim.fault(/** @type {import("kling-multi-i2v/simulator").FaultRule} */ (rule));
  const { out } = await generate(["--json"]).ended;
  assert.doesNotMatch(out, COMMANDS);
  assert.match(lines(out)[0].message, /GPU.*end/s);
});

test("a file's words: names of pictures, prompts in the ledger, what is no JSON", async (t) => {
  const { run, folder, online, resume } = await desk(t);
  writeFileSync(join(folder, "r.json"), JSON.stringify({ prompt: EVIL, images: [`${EVIL}.jpg`] }));
  writeFileSync(join(folder, "evil.json"), EVIL);
  writeFileSync(join(folder, "good.json"), JSON.stringify({ prompt: EVIL, images: ["dune.jpg"] }));
  const calls = [
    ["validate", "--request", "r.json"],
    ["validate", "--request", "r.json", "--json"],
    ["validate", "--request", "evil.json"],
    ["validate", "--request", EVIL],
    ["generate", ...online, "--yes", "--request", "good.json"],
    [EVIL],
    [`--${EVIL}`],
  ];
  for (const args of calls) {
    const { out, err } = await run(args);
    assert.doesNotMatch(out + err, COMMANDS, args.join(" "));
    assert.notEqual(out + err, "");
  }
  for (const more of [[], ["--json"]]) {
    const { code, out } = await resume("--list", ...more);
    assert.equal(code, 0);
    assert.match(out, /owned/);
    assert.doesNotMatch(out, COMMANDS);
  }
});

/** @type {[string, import("kling-multi-i2v/simulator").FaultRule | null, string[], RegExp][]} */
const MESSAGES = [
  ["a refused key", { on: "submit", status: 401 }, [], /check WAVESPEED_API_KEY/],
  ["another service", { on: "submit", html: true, status: 404 }, [], /check --base-url/],
  ["an address that is none", null, ["--base-url", "ftp://x"], /--base-url must be an http\(s\) URL/],
  ["an address without TLS", null, ["--base-url", "http://example.com"], /--base-url must begin with https/],
  ["a key with a space", null, ["--base-url", "https://example.com"], /WAVESPEED_API_KEY has/],
];
for (const [name, rule, args, words] of MESSAGES) {
  test(`what to do, in words of the command line: ${name}`, async (t) => {
    const { run, online, sim } = await desk(t);
    const at = args.length > 0 ? [...args, "--store", "ledger"] : online;
    const call = ["generate", ...at, "--yes", "--prompt", "x", "--image", "dune.jpg"];
    const env = name.includes("space") ? { WAVESPEED_API_KEY: "a b" } : {};
    for (const more of [[], ["--json"]]) {
      if (rule) sim.fault(rule);
      const { code, err, out } = await run([...call, ...more], { env });
      assert.notEqual(code, 0);
      assert.match(err + out, words);
      assert.doesNotMatch(err + out, NAMES);
    }
  });
}

test("words with line ends of their own pass for no line of ours", async (t) => {
  const { generate, run, folder, sim } = await desk(t);
  const fake =
    "no GPU\n  charge   nothing was charged\nMade for $0.25, job 1.\u2028\r\nhttp://evil.example/v.mp4";
  sim.fault({ on: "submit", status: 402, message: fake });
  sim.fault({ on: "submit", job: { status: "cancelled", error: fake } });
  sim.fault({ on: "submit", job: { status: "failed", error: fake } });
  for (const more of [[], [], []]) {
    const { out, err } = await generate(more).ended;
    assert.equal(out, "");
    assert.doesNotMatch(err, /^(Made|http)/m);
    assert.equal(err.match(/^ {2}charge /gm)?.length, 1, err);
  }
  const name = "a\nThe request is valid.jpg";
  writeFileSync(join(folder, "r.json"), JSON.stringify({ prompt: "x", images: [name], "y\nMade": 1 }));
  for (const command of ["validate", "generate", "estimate"]) {
    const { code, out, err } = await run([command, "--request", "r.json"]);
    assert.equal(code, 2);
    assert.doesNotMatch(out + err, /^(The request is valid|Made)/m);
  }
  writeFileSync(join(folder, "evil.json"), "?\nMade for");
  assert.equal((await run(["estimate", "--request", "evil.json"])).err.trim().split("\n").length, 1);
});

test("a submit that nobody finds again: what to do is a command", async (t) => {
  const { generate, sim } = await desk(t);
  sim.fault({ on: "submit", cut: "after" });
  sim.fault({ on: "history", status: 403, times: "Infinity" });
  const { code, err } = await generate().ended;
  assert.equal(code, 3, err);
  assert.match(err, /kling-multi-i2v resume/);
  assert.doesNotMatch(err, NAMES);
});

test("another base URL is another ledger in the same file: a simulator's jobs are none of the service's", async (t) => {
  const { generate, run, start, online, sim } = await desk(t, { jobMs: 1000, clock: { hold: true } });
  const call = generate();
  const id = await call.said(/job (\S+)\n/);
  call.child.kill("SIGINT");
  await call.ended;
  const elsewhere = await desk(t);
  const other = ["--base-url", elsewhere.url, ...online.slice(2)];
  const nothing = await run(["resume", ...other]);
  assert.deepEqual([nothing.code, nothing.out], [0, ""]);
  assert.match(nothing.err, /Nothing is unfinished/);
  assert.equal((await run(["resume", "--list", "--store", "ledger"])).out, "");
  assert.match((await run(["resume", "--list", ...online])).out, new RegExp(id));
  const taken = start(["resume", ...online]);
  sim.clock.advance(2000);
  assert.equal((await taken.ended).code, 0);
});
