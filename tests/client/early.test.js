// Calls that are made before the client's own core is loaded: what they were given counts as it was then. Each in a process of its own, for a process loads it once.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** What a program tells, as JSON, that has a client whose core is not loaded yet. @param {string} code */
async function told(code) {
  const program = `import { readFileSync } from "node:fs";
    import { KlingClient, KlingError, inspectImage, validate } from "kling-multi-i2v";
    import { createSimulator } from "kling-multi-i2v/simulator";
    const sim = createSimulator({ jobMs: 0 });
    const options = {
      apiKey: sim.key, fetch: sim.fetch, lookup: { pauseMs: 1 }, retry: { attempts: 2, baseMs: 1, maxMs: 1 },
      polling: { firstMs: 1, minMs: 1, maxMs: 5 },
    };
    const image = "https://example.com/a.png";
    const failure = (error) => [error instanceof KlingError, error.code, error.stage, error.charge];
    const tell = (what) => console.log(JSON.stringify(what));
    ${code}`;
  const args = ["--input-type=module", "-e", program];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: root, timeout: 60_000 });
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

test("a request and options that change after the call", async () => {
  const code = `
    const kling = new KlingClient(options);
    options.apiKey = "another"; options.fetch = () => { throw new Error("another fetch") }; options.retry.attempts = 0;
    const address = new URL(image);
    const request = { prompt: "a slow push in", images: [image, address], duration: 10 };
    const heard = [], others = [];
    const given = { onUpdate: ({ phase }) => heard.push(phase), idempotencyKey: "mine" };
    const made = kling.generate(request, given);
    request.prompt = ""; request.images.length = 0; request.duration = 7; address.href = "https://example.com/b.png";
    given.onUpdate = () => others.push(1); given.idempotencyKey = "theirs";
    const { estimate } = await made;
    const [entry] = await kling.jobs();
    tell([estimate.text, entry.request, entry.idempotencyKey, heard.includes("completed"), others]);`;
  assert.deepEqual(await told(code), [
    "$0.50",
    {
      prompt: "a slow push in",
      images: ["https://example.com/a.png", "https://example.com/a.png"],
      duration: 10,
      aspect_ratio: "1:1",
    },
    "mine",
    true,
    [],
  ]);
});

test("a batch that changes after the call, whose requests are refused one by one", async () => {
  const code = `
    const kling = new KlingClient(options);
    const requests = [{ prompt: "one", images: [image] }, { prompt: "two", images: [] }, { prompt: "three", images: [image] }];
    const made = kling.generateAll(requests);
    requests[0].prompt = ""; requests[1].images.push(image); requests.length = 1;
    const outcomes = await made;
    tell([outcomes.map(({ status, reason }) => reason?.code ?? status), sim.stats().jobs]);`;
  assert.deepEqual(await told(code), [["fulfilled", "validation", "fulfilled"], 2]);
});

test("a class whose fields are getters, and a store and a signal of somebody's own", async () => {
  const code = `
    class Request { #prompt = "a slow push in"; get prompt() { return this.#prompt; } get images() { return [image]; } turn() { this.#prompt = ""; } }
    class Store {
      kept = new Map();
      get(key) { return this.kept.get(key); } put(key, value) { this.kept.set(key, value); } delete(key) { this.kept.delete(key); }
      list(prefix) { return [...this.kept].filter(([key]) => key.startsWith(prefix)); }
    }
    const store = new Store();
    const plain = { kept: new Map(), get: Store.prototype.get, put: Store.prototype.put, delete: Store.prototype.delete, list: Store.prototype.list };
    class Signal { aborted = true; reason = "enough"; addEventListener() {} removeEventListener() {} }
    const request = new Request();
    const mine = new KlingClient({ ...options, store }), theirs = new KlingClient({ ...options, store: plain });
    const made = mine.generate(request), other = theirs.generate(request);
    const stopped = mine.generate(request, { signal: new Signal() }).catch((error) => [...failure(error), error.cause]);
    request.turn();
    await made; await other;
    tell([store.kept.size > 0, plain.kept.size > 0, await stopped]);`;
  assert.deepEqual(await told(code), [true, true, [true, "aborted", "validate", "none", "enough"]]);
});

test("what throws when it is read, is a list without end, or is none of it", async () => {
  const code = `
    const kling = new KlingClient(options);
    const hollow = { get prompt() { throw new Error("no prompt"); }, images: [image] };
    const revoked = Proxy.revocable({}, {}); revoked.revoke();
    const closed = new Proxy({}, { ownKeys() { throw new Error("no keys"); } });
    const round = { prompt: "round", images: [image] }; round.self = round;
    const given = [hollow, revoked.proxy, closed, round, { prompt: "many", images: new Array(4e9) }, undefined, null, 7, "text", [], Symbol.iterator, { promptt: "x", images: [image] }];
    const early = given.map((request) => kling.submit(request).catch((error) => [error.code, error.issues]));
    const first = await Promise.all(early);
    const late = await Promise.all(given.map((request) => kling.submit(request).catch((error) => [error.code, error.issues])));
    tell([first, late, sim.stats().jobs]);`;
  const [early, late, jobs] = await told(code);
  // One whose keys cannot be read is unreadable as a whole before, and its fields alone after.
  for (const [index, outcome] of early.entries())
    if (index !== 2) assert.deepEqual(outcome, late[index], `${index}`);
  assert.ok(early.every((/** @type {[string]} */ [code]) => code === "validation"));
  assert.equal(jobs, 0);
});

test("options and ids that cannot be right throw at once", async () => {
  const code = `
    const caught = (run) => { try { run(); return "nothing"; } catch (error) { return [...failure(error), error.message]; } };
    const kling = new KlingClient(options);
    tell([
      caught(() => new KlingClient()), caught(() => new KlingClient({ apiKey: "k", budgett: {}, concurrency: 0.5 })),
      caught(() => new KlingClient({ apiKey: "k", baseUrl: "http://example.com" })),
      caught(() => new KlingClient({ apiKey: "k", headers: { "a b": "c" } })), caught(() => kling.job("a/b")),
    ]);`;
  const config = [true, "config", "config", "none"];
  const [none, unknown, open, header, id] = await told(code);
  assert.deepEqual(none.slice(0, 4), config);
  assert.match(none[4], /apiKey is missing/);
  assert.match(unknown[4], /did you mean "budget".*concurrency/s);
  assert.match(open[4], /https:/);
  assert.match(header[4], /headers has a name/);
  assert.deepEqual(id.slice(0, 4), [true, "validation", "validate", "none"]);
});

test("a job by its id, followed and stopped before there is anything to follow it with", async () => {
  const code = `
    const kling = new KlingClient({ ...options, polling: { firstMs: 60_000, minMs: 60_000, maxMs: 60_000 } });
    const job = kling.job("0123456789abcdef");
    const waited = job.wait().catch((error) => [...failure(error), error.jobId]);
    job.stop();
    tell([job.id, job.estimate, await waited, job.id]);`;
  assert.deepEqual(await told(code), [
    "0123456789abcdef",
    null,
    [true, "aborted", "poll", "unknown", "0123456789abcdef"],
    "0123456789abcdef",
  ]);
});

test("inspectImage, whose core comes with its first call", async () => {
  const code = `
    const blob = new Blob([readFileSync("tests/fixtures/bottle.png")], { type: "image/png" });
    const [{ format, warnings }, wrong] = await Promise.all([inspectImage(blob), inspectImage("text").catch(failure)]);
    tell([format, warnings, wrong]);`;
  assert.deepEqual(await told(code), ["png", [], [true, "validation", "validate", "none"]]);
});

test("two clients of one process, and many calls at once, have one core and one ledger each", async () => {
  const code = `
    const one = new KlingClient(options), two = new KlingClient(options);
    const request = { prompt: "a slow push in", images: [image] };
    const ids = await Promise.all([1, 2, 3].map(() => one.submit(request, { idempotencyKey: "same" }).then(({ id }) => id)));
    await two.submit(request);
    tell([new Set(ids).size, (await one.jobs()).length, (await two.jobs()).length, sim.stats().jobs]);`;
  assert.deepEqual(await told(code), [1, 1, 1, 2]);
});

test("a core that cannot be loaded: nothing was sent, and the next call tries again", async (t) => {
  const copy = await mkdtemp(join(tmpdir(), "kling-early-"));
  t.after(() => rm(copy, { recursive: true, force: true }));
  await cp(join(root, "dist"), copy, { recursive: true });
  const code = `
    import { renameSync } from "node:fs";
    const { KlingClient: Copied } = await import(${JSON.stringify(join(copy, "index.js"))});
    renameSync(${JSON.stringify(join(copy, "whole.js"))}, ${JSON.stringify(join(copy, "away"))});
    const kling = new Copied(options);
    await new Promise((done) => setImmediate(done));
    const request = { prompt: "a slow push in", images: [image] };
    const error = await kling.generate(request).catch((error) => error);
    const job = kling.job("0123456789abcdef");
    const [generated, followed] = await Promise.all([kling.generate(request), job.wait()].map((call) => call.catch((error) => error)));
    renameSync(${JSON.stringify(join(copy, "away"))}, ${JSON.stringify(join(copy, "whole.js"))});
    const { video } = await kling.generate(request);
    const ofJob = [followed.code, followed.stage, followed.charge, followed.canResubmit, followed.jobId, generated.charge];
    tell([error.name, error.code, error.stage, error.charge, error.canResubmit, error.message, video.endsWith(".mp4"), sim.stats().jobs, ofJob]);`;
  const [name, errorCode, stage, charge, canResubmit, message, isVideo, jobs, ofJob] = await told(code);
  // Who obeys `canResubmit` must not pay for a job again that there is already.
  assert.deepEqual(ofJob, ["network", "poll", "unknown", false, "0123456789abcdef", "none"]);
  assert.deepEqual(
    [name, errorCode, stage, charge, canResubmit],
    ["KlingError", "network", "config", "none", true],
  );
  assert.match(message, /reload the page.*slim/);
  assert.deepEqual([isVideo, jobs], [true, 1]);
});

test("a core that never comes holds up nobody who is done waiting, and the others no longer than a minute", async (t) => {
  const copy = await mkdtemp(join(tmpdir(), "kling-early-"));
  t.after(() => rm(copy, { recursive: true, force: true }));
  await cp(join(root, "dist"), copy, { recursive: true });
  await writeFile(join(copy, "whole.js"), "await new Promise(() => {});");
  const code = `
    const { KlingClient: Copied } = await import(${JSON.stringify(join(copy, "index.js"))});
    const real = globalThis.setTimeout;
    const late = new Promise((done) => { globalThis.setTimeout = (run, ms, ...rest) => ms === 60_000 ? done(() => run(...rest)) : real(run, ms, ...rest); });
    const kling = new Copied(options);
    const request = { prompt: "a slow push in", images: [image] };
    const told = (call) => call.catch(({ name, code, stage, charge, jobId, cause }) => [name, code, stage, charge, jobId, cause?.message]);
    const gone = new AbortController(); gone.abort(new Error("enough"));
    const leaves = new AbortController();
    const other = told(kling.generate(request));
    const during = told(kling.job("0123456789abcdef").wait({ signal: leaves.signal }));
    const before = await told(kling.generate(request, { signal: gone.signal }));
    leaves.abort(new Error("enough"));
    const left = await during;
    (await late)();
    tell([before, left, await other, sim.stats().jobs]);`;
  const [before, left, other, jobs] = await told(code);
  assert.deepEqual(before, ["KlingError", "aborted", "validate", "none", null, "enough"]);
  assert.deepEqual(left, ["KlingError", "aborted", "poll", "unknown", "0123456789abcdef", "enough"]);
  assert.deepEqual(other.slice(0, 4), ["KlingError", "network", "config", "none"]);
  assert.match(other[5], /a minute/);
  assert.equal(jobs, 0);
});

test("fields that are hidden are given, too", async () => {
  const code = `
    const hidden = (fields) => Object.defineProperties({}, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }])));
    const kling = new KlingClient(options);
    const request = Object.assign(hidden({ duration: 10 }), { prompt: "a slow push in", images: [image] });
    const twice = [1, 2].map(() => kling.submit(request, hidden({ idempotencyKey: "one" })));
    const [one, two] = await Promise.all(twice);
    tell([one.id === two.id, one.estimate.seconds, sim.stats().jobs]);`;
  assert.deepEqual(await told(code), [true, 10, 1]);
});

test("a script that is read in another encoding than UTF-8 says so", async (t) => {
  const copy = await mkdtemp(join(tmpdir(), "kling-early-"));
  t.after(() => rm(copy, { recursive: true, force: true }));
  await cp(join(root, "dist"), copy, { recursive: true });
  // As a server sends it that names another charset, and a page that names none.
  for (const name of ["checks-bytes.js", "bytes.js"]) {
    const bytes = await readFile(join(root, "dist", name));
    await writeFile(join(copy, name), new TextDecoder("windows-1252").decode(bytes));
  }
  const code = `
    const copied = await import(${JSON.stringify(join(copy, "index.js"))});
    const { load } = await import(${JSON.stringify(join(copy, "whole.js"))});
    const { start } = await import(${JSON.stringify(join(copy, "engine.js"))});
    const told = ({ name, code, charge, message }) => [name, code, charge, message];
    const failures = [() => copied.validate({}), () => new copied.KlingClient({ apiKey: "k" }), () => load(start)];
    tell(await Promise.all(failures.map((call) => new Promise((done) => done(call())).catch(told))));`;
  for (const [name, errorCode, charge, message] of await told(code)) {
    assert.deepEqual([name, errorCode, charge], ["KlingError", "config", "none"]);
    assert.match(message, /another encoding than UTF-8.*charset/);
  }
});
