// resume: what Ctrl+C, a kill or a lost answer left is taken up, and paid for once.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { desk, lines } from "./cli.js";

/** Jobs end only when the test says so. @type {import("kling-multi-i2v/simulator").SimulatorOptions} */
const HELD = { jobMs: 1000, clock: { hold: true } };
const RUNNING = /(?:created|processing).* job (\S+)\n/;

test("Ctrl+C ends the waiting, says so, and resume goes on", async (t) => {
  const { generate, resume, sim, folder, online } = await desk(t, HELD);
  const call = generate();
  const id = await call.said(RUNNING);
  call.child.kill("SIGINT");
  // npx passes it on: one press comes twice. (Two of one kind at once would be one to the process.)
  call.child.kill("SIGTERM");
  const { code, out, err } = await call.ended;
  assert.deepEqual([code, out], [130, ""]);
  assert.ok(err.includes(`Job ${id} goes on and is billed`), err);
  assert.ok(err.includes(`kling-multi-i2v resume --store ledger --base-url ${online[1]} --poll-ms 1`), err);
  sim.clock.advance(2000);
  const again = await resume("--out", "v.mp4");
  assert.deepEqual([again.code, again.out], [0, "v.mp4\n"]);
  assert.ok(existsSync(join(folder, "v.mp4")));
  assert.equal(sim.stats().submits, 1);
  const nothing = await resume();
  assert.deepEqual([nothing.code, nothing.out], [0, ""]);
  assert.match(nothing.err, /Nothing is unfinished/);
});

test("the same command after Ctrl+C: what is unfinished is told before anything is paid", async (t) => {
  const { generate, run, start, asking, resume, sim } = await desk(t, HELD);
  const call = generate(["--idempotency-key", "order"]);
  const id = await call.said(RUNNING);
  call.child.kill("SIGINT");
  await call.ended;
  const { code, err } = await run(asking);
  assert.equal(code, 2);
  assert.match(err, new RegExp(`left 1 job unfinished.*\n.* running .*${id}  a slow push in\n`));
  assert.match(
    err,
    /another one\. For what is there: kling-multi-i2v resume --store ledger --base-url .*\n.*\$0\.25/,
  );
  const own = start([...asking, "--yes", "--idempotency-key", "order"]);
  await own.said(RUNNING);
  own.child.kill("SIGINT");
  assert.doesNotMatch((await own.ended).err, /unfinished/);
  sim.clock.advance(2000);
  await resume();
  assert.doesNotMatch((await run(asking)).err, /unfinished/);
  assert.equal(sim.stats().submits, 1);
});

test("Ctrl+C with --json: the failure says what it cost", async (t) => {
  const { generate } = await desk(t, HELD);
  const call = generate(["--json"]);
  const id = await call.said(RUNNING);
  call.child.kill("SIGTERM");
  const { code, out } = await call.ended;
  assert.equal(code, 130);
  const [told] = lines(out);
  assert.deepEqual([told.ok, told.code, told.charge, told.jobId], [false, "aborted", "charged", id]);
});

test("Ctrl+C before the paid request: nothing was charged", async (t) => {
  const { generate, caught, sim } = await desk(t);
  const { arrived } = caught({ on: "upload", hang: true });
  const call = generate();
  await arrived;
  call.child.kill("SIGINT");
  const { code, err } = await call.ended;
  assert.equal(code, 130);
  assert.match(err, /Interrupted\. Nothing was charged/);
  assert.equal(sim.stats().submits, 0);
});

test("kill -9 while it waits", async (t) => {
  const { generate, resume, sim } = await desk(t, HELD);
  const call = generate();
  const id = await call.said(RUNNING);
  call.child.kill("SIGKILL");
  assert.equal((await call.ended).signal, "SIGKILL");
  sim.clock.advance(2000);
  const { code, out } = await resume("--json");
  assert.equal(code, 0);
  assert.deepEqual(
    lines(out).map(({ ok, jobId }) => [ok, jobId]),
    [[true, id]],
  );
  assert.equal(sim.stats().submits, 1);
});

test("kill -9 while the paid request is out: it is found, and not sent again", async (t) => {
  const { generate, resume, sim, caught } = await desk(t);
  const { arrived } = caught({ on: "submit", hang: true, after: true });
  const call = generate();
  await arrived;
  while (sim.stats().jobs === 0) await new Promise(setImmediate);
  call.child.kill("SIGKILL");
  await call.ended;
  const { code, out, err } = await resume();
  assert.equal(code, 0, err);
  assert.match(out, new RegExp(`${sim.jobs()[0]?.id}\\.mp4\n$`));
  assert.match(err, /looking for the job in the service's history/);
  assert.deepEqual([sim.stats().submits, sim.stats().charges], [1, 1]);
});

test("Ctrl+C in resume leaves the job to the next", async (t) => {
  const { generate, run, start, online, sim } = await desk(t, HELD);
  const call = generate();
  await call.said(RUNNING);
  call.child.kill("SIGKILL");
  await call.ended;
  const waiting = start(["resume", ...online]);
  await waiting.said(RUNNING);
  waiting.child.kill("SIGINT");
  assert.equal((await waiting.ended).code, 130);
  sim.clock.advance(2000);
  assert.equal((await run(["resume", ...online])).code, 0);
});

test("--list shows the ledger, without key and without asking anybody", async (t) => {
  const { generate, resume, run, online, sim } = await desk(t);
  await generate().ended;
  const asked = sim.requests().length;
  const { code, out, err } = await resume("--list");
  assert.equal(code, 0);
  assert.match(out, /^\d{4}-\d\d-\d\d \d\d:\d\d {2}completed +\$0\.25 charged +\w+ {2}a slow push in\n$/);
  assert.match(err, /1 in the ledger\. Spent: \$0\.25 today \(UTC\), \$0\.25 in all/);
  const noKey = { env: { WAVESPEED_API_KEY: undefined } };
  const json = await run(["resume", "--list", "--json", "--store", "ledger", ...online.slice(0, 2)], noKey);
  assert.deepEqual(
    lines(json.out).map(({ state, charge }) => [state, charge]),
    [["ended", "charged"]],
  );
  assert.equal(sim.requests().length, asked);
  const deaf = await run(["resume", "--list", ...online], { isDeaf: true });
  assert.deepEqual([deaf.code, /EPIPE|at /.test(deaf.err)], [0, false]);
});

test("a ledger that another process has is told, with what to do", async (t) => {
  const { generate, resume } = await desk(t, HELD);
  const call = generate();
  await call.said(RUNNING);
  const { code, err } = await resume();
  assert.equal(code, 1);
  assert.match(err, new RegExp(`process ${call.child.pid} uses it`));
  call.child.kill("SIGKILL");
  await call.ended;
});

test("an id that the service does not know: nothing is said of waiting for it again", async (t) => {
  const { resume } = await desk(t);
  const { code, out, err } = await resume("0123456789abcdef");
  assert.deepEqual([code, out], [3, ""]);
  assert.match(err, /knows no job with this id.*\n {2}job {6}0123456789abcdef\n {2}charge {3}unknown.*\n$/);
  assert.doesNotMatch(err, /next/);
});

test("a wait that fails names the command for this very job", async (t) => {
  const { resume, generate, sim } = await desk(t, HELD);
  const call = generate();
  const id = await call.said(RUNNING);
  call.child.kill("SIGKILL");
  await call.ended;
  sim.fault({ on: "result", status: 401 });
  const { code, err } = await resume(id);
  assert.equal(code, 3);
  assert.match(err, new RegExp(`next {5}kling-multi-i2v resume --store .* ${id}\n$`));
});

for (const path of ["/proc/x", "/dev/zero", "."]) {
  test(`a store that is no file ends with what to do: ${path}`, async (t) => {
    if (!existsSync("/proc")) return t.skip("this platform has no /proc");
    const { run, asking, sim } = await desk(t);
    for (const args of [
      [...asking, "--yes"],
      ["resume", "--list"],
    ]) {
      const kept = args.filter((arg, index) => arg !== "--store" && args[index - 1] !== "--store");
      const { code, err } = await run([...kept, "--store", path]);
      assert.equal(code, 1);
      assert.match(err, /The store .* cannot be used: .* Name a/);
    }
    assert.equal(sim.stats().submits, 0);
  });
}

test("an id that cannot be one is an invalid request", async (t) => {
  const { resume, sim } = await desk(t);
  assert.equal((await resume("../../etc")).code, 2);
  assert.equal((await resume("--list", "abc")).code, 2);
  assert.deepEqual(sim.requests(), []);
});
