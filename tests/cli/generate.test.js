// generate: the price before the money, one submit, the video on the disk.

import assert from "node:assert/strict";
import { existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { estimateCost } from "kling-multi-i2v";
import { desk, lines, start } from "./cli.js";

test("one video: its address on stdout, all else on stderr", async (t) => {
  const { generate, sim } = await desk(t);
  const { code, out, err } = await generate().ended;
  assert.equal(code, 0, err);
  const [job] = sim.jobs();
  assert.match(out, new RegExp(`^http://\\S+/${job?.id}\\.mp4\n$`));
  assert.match(err, /^1 video, 5 s, \$0\.25\n/);
  assert.match(err, /uploading .*\nsubmitting\n/);
  assert.ok(!(out + err).includes(sim.key), "the key is told to nobody");
  assert.equal(sim.stats().submits, 1);
});

test("--json: one object with what a program needs", async (t) => {
  const { generate, sim } = await desk(t);
  const { code, out } = await generate(["--json", "--duration", "10", "--aspect-ratio", "16:9"]).ended;
  assert.equal(code, 0);
  const [told, ...more] = lines(out);
  const [job] = sim.jobs();
  assert.deepEqual(more, []);
  assert.deepEqual(
    [told.ok, told.index, told.jobId, told.file, told.downloadError, told.flagged, told.estimate],
    [true, 0, job?.id, null, null, false, estimateCost({ duration: 10 })],
  );
  assert.deepEqual(told.outputs, [told.video]);
  assert.equal(job?.input.aspect_ratio, "16:9");
});

test("nobody to ask and no --yes: refused, and nothing is sent", async (t) => {
  const { run, asking, sim } = await desk(t);
  const { code, out, err } = await run(asking, { input: "y\n" });
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /\$0\.25.*say --yes/);
  assert.deepEqual(sim.requests(), []);
});

test("no key and no proxy: refused before anything is asked", async (t) => {
  const { run, sim } = await desk(t);
  const args = ["generate", "--prompt", "x", "--image", "dune.jpg", "--yes", "--store", "ledger"];
  const { code, err } = await run(args, { env: { WAVESPEED_API_KEY: "" } });
  assert.equal(code, 2);
  assert.match(err, /WAVESPEED_API_KEY is not set/);
  assert.deepEqual(sim.requests(), []);
});

test("an invalid request: every problem, and nothing is sent", async (t) => {
  const { generate, sim } = await desk(t);
  const { code, out } = await generate(["--image", "gone.jpg", "--duration", "6", "--json"]).ended;
  assert.equal(code, 2);
  const [told] = lines(out);
  assert.deepEqual(
    [told.code, told.stage, told.charge, told.issues.map((/** @type {{ path: string }} */ { path }) => path)],
    ["validation", "validate", "none", ["/images/1", "/duration"]],
  );
  assert.deepEqual(sim.requests(), []);
});

test("--max-usd holds, to the cent", async (t) => {
  const { generate, sim } = await desk(t);
  const { code, err } = await generate(["--max-usd", "0.24"]).ended;
  assert.equal(code, 1);
  assert.match(err, /This costs \$0\.25, more than --max-usd 0\.24 allows/);
  assert.equal(sim.stats().submits, 0);
  assert.equal((await generate(["--max-usd", "0.25"]).ended).code, 0);
  assert.equal((await generate(["--max-usd", "-1"]).ended).code, 2);
  assert.equal(sim.stats().submits, 1);
});

test("--idempotency-key: run twice, paid once", async (t) => {
  const { generate, sim } = await desk(t);
  const first = await generate(["--idempotency-key", "order/1"]).ended;
  const second = await generate(["--idempotency-key", "order/1"]).ended;
  assert.deepEqual([second.code, second.out], [0, first.out]);
  assert.equal(sim.stats().submits, 1);
  const other = await generate(["--idempotency-key", "order/1", "--duration", "10", "--json"]).ended;
  assert.equal(other.code, 1);
  assert.equal(lines(other.out)[0].code, "idempotency_conflict");
});

test("--out FILE: whole, and never over another file without --force", async (t) => {
  const { generate, folder, sim } = await desk(t);
  const file = join("new", "v.mp4");
  const { code, out } = await generate(["--out", file]).ended;
  assert.deepEqual([code, out], [0, `${file}\n`]);
  assert.equal(readFileSync(join(folder, file)).subarray(4, 8).toString(), "ftyp");
  assert.deepEqual(readdirSync(join(folder, "new")), ["v.mp4"], "no part is left");
  writeFileSync(join(folder, file), "mine");
  const refused = await generate(["--out", file]).ended;
  assert.equal(refused.code, 2);
  assert.match(refused.err, /is there already.*--force/);
  assert.equal(readFileSync(join(folder, file), "utf8"), "mine");
  assert.equal(sim.stats().submits, 1, "it is seen before anything is paid");
  assert.equal((await generate(["--out", file, "--force"]).ended).code, 0);
  assert.equal(readFileSync(join(folder, file)).subarray(4, 8).toString(), "ftyp");
});

test("a file that comes while the video is made is not replaced either", async (t) => {
  const { generate, folder, caught } = await desk(t);
  const { arrived } = caught({ on: "output", delayMs: 1 });
  const call = generate(["--out", "v.mp4"]);
  await arrived;
  writeFileSync(join(folder, "v.mp4"), "mine");
  const { code, out } = await call.ended;
  assert.equal(code, 3);
  assert.match(out, /^http/);
  assert.equal(readFileSync(join(folder, "v.mp4"), "utf8"), "mine");
});

for (const [name, rule] of /** @type {const} */ ([
  ["404", { status: 404 }],
  ["a page in place of a video", { html: true, status: 200 }],
  ["cut in the middle, each time", { truncate: 1000, times: 4 }],
])) {
  test(`a download that fails is no failed job: ${name}`, async (t) => {
    const { generate, folder, sim, resume } = await desk(t);
    sim.fault({ on: "output", ...rule });
    const { code, out, err } = await generate(["--out", "v.mp4"]).ended;
    assert.equal(code, 3);
    const [job] = sim.jobs();
    assert.match(out, new RegExp(`^http\\S+${job?.id}\\.mp4\n$`));
    assert.match(err, /could not be downloaded: .*made and paid for/);
    assert.deepEqual(
      readdirSync(folder).filter((file) => file.startsWith("v.")),
      [],
      "nothing half is left",
    );
    const again = await resume(String(job?.id), "--out", "v.mp4");
    assert.deepEqual([again.code, again.out], [0, "v.mp4\n"]);
    assert.equal(sim.stats().submits, 1);
  });
}

test("a download that breaks off is begun anew, and is whole", async (t) => {
  const { generate, folder, sim, asked } = await desk(t);
  sim.fault({ on: "output", truncate: 1000 });
  sim.fault({ on: "output", status: 503 });
  sim.fault({ on: "output", cut: "before" });
  const { code, out, err } = await generate(["--out", "v.mp4", "--json"]).ended;
  assert.equal(code, 0, err);
  assert.equal(asked("output"), 4);
  const whole = await (await fetch(lines(out)[0].video)).arrayBuffer();
  assert.deepEqual(readFileSync(join(folder, "v.mp4")), Buffer.from(whole));
  assert.equal(sim.stats().submits, 1);
});

test("a job that the service fails: refunded, exit code 1", async (t) => {
  const { generate, sim } = await desk(t);
  sim.fault({ on: "submit", job: { status: "failed", error: "no GPU" } });
  const { code, out } = await generate(["--json"]).ended;
  assert.equal(code, 1);
  const [told] = lines(out);
  assert.deepEqual(
    [told.ok, told.code, told.charge, told.jobId],
    [false, "job_failed", "none", sim.jobs()[0]?.id],
  );
});

test("a job that is paid for and gone: exit code 3, with its id", async (t) => {
  const { generate, sim } = await desk(t);
  sim.fault({ on: "submit", job: { status: "cancelled" } });
  const { code, err, out } = await generate().ended;
  assert.deepEqual([code, out], [3, ""]);
  assert.ok(err.includes(String(sim.jobs()[0]?.id)));
  assert.match(err, /charged: the job exists and is billed/);
});

test("a refused key", async (t) => {
  const { generate } = await desk(t);
  const { code, out } = await generate(["--json"], { env: { WAVESPEED_API_KEY: "another-key" } }).ended;
  assert.equal(code, 1);
  assert.deepEqual([lines(out)[0].code, lines(out)[0].charge], ["unauthorized", "none"]);
  assert.ok(!out.includes("another-key"));
});

test("a batch: one line each, in order, into a folder; again with its key, nothing is paid", async (t) => {
  const { run, folder, online, sim } = await desk(t);
  const one = (/** @type {string} */ prompt) => ({ prompt, images: ["dune.jpg"] });
  writeFileSync(join(folder, "many.json"), JSON.stringify([one("a"), one("b"), one("c")]));
  const args = ["generate", ...online, "--request", "many.json", "--yes", "--json", "--out", "videos"];
  const batch = [...args, "--idempotency-key", "spring", "--concurrency", "3", "--max-usd", "0.75"];
  const first = await run(batch);
  assert.equal(first.code, 0, first.err);
  const told = lines(first.out);
  assert.deepEqual(
    told.map(({ ok, index }) => [ok, index]),
    [
      [true, 0],
      [true, 1],
      [true, 2],
    ],
  );
  for (const { file, jobId } of told) {
    assert.equal(file, join("videos", `${jobId}.mp4`));
    assert.ok(existsSync(join(folder, file)));
  }
  const second = await run(batch);
  assert.deepEqual(
    [second.code, lines(second.out).map(({ file }) => file)],
    [0, told.map(({ file }) => file)],
  );
  assert.equal(sim.stats().submits, 3);
  assert.equal((await run([...args, "--max-usd", "0.74"])).code, 1);
});

test("a batch in which one fails: what was paid beside it makes it 3", async (t) => {
  const { run, folder, online, sim } = await desk(t);
  const one = { prompt: "a", images: ["https://example.com/a.png"] };
  writeFileSync(join(folder, "many.json"), JSON.stringify([one, { ...one, prompt: "b" }]));
  sim.fault({ on: "submit", job: { status: "failed" } });
  const args = ["generate", ...online, "--request", "many.json", "--yes", "--json", "--concurrency", "1"];
  const { code, out } = await run(args);
  assert.equal(code, 3);
  assert.deepEqual(
    lines(out).map(({ ok, index }) => [ok, index]),
    [
      [false, 0],
      [true, 1],
    ],
  );
});

test("what is worth knowing of the pictures is told before anything is paid", async (t) => {
  const { run, folder, online, sim } = await desk(t);
  writeFileSync(join(folder, "notes.txt"), "no picture");
  const args = ["generate", ...online, "--prompt", "x", "--image", "dune.jpg", "--image", "notes.txt"];
  const { code, out, err } = await run(args);
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /^ {2}\/images\/1: .*\(a warning\)\n.*\$0\.25/);
  assert.deepEqual(sim.requests(), []);
});

test("a result that cannot be written is told, and is no success", async (t) => {
  if (!existsSync("/dev/full")) return t.skip("this platform has no /dev/full");
  const { folder, asking, sim } = await desk(t);
  /** @param {string[]} args */
  const intoFull = (args) => start(args, { cwd: folder, stdout: openSync("/dev/full", "w") }).ended;
  const paid = await intoFull([...asking, "--yes"]);
  assert.equal(paid.code, 3);
  assert.match(paid.err, /the result could not be written \(ENOSPC\).*resume --list/);
  assert.equal(sim.stats().submits, 1);
  assert.equal((await intoFull(["estimate"])).code, 1);
});

test("nobody reads: it goes on quietly to the end", async (t) => {
  const { generate, folder, sim } = await desk(t);
  const { code, err } = await generate(["--out", "v.mp4"], { isDeaf: true }).ended;
  assert.equal(code, 0);
  assert.ok(!/EPIPE|at /.test(err), err);
  assert.ok(existsSync(join(folder, "v.mp4")));
  assert.equal(sim.stats().submits, 1);
});
