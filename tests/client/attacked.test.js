// What reviewers and attackers of this client once broke: each test is one of their cases.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspectImage, isKlingError, validate } from "kling-multi-i2v";
import { failure, photo, REQUEST, within, world } from "../support/world.js";

/** @typedef {import("kling-multi-i2v").Job} Job */
/** @typedef {import("kling-multi-i2v").Generation} Generation */

test("stop() is heard in the very turn of wait(), and in its first update", async (t) => {
  const { client, running } = await world(t);
  running();
  const kling = client({ polling: { firstMs: 60_000, minMs: 60_000, maxMs: 60_000 } });
  /** @type {((job: Job) => Promise<Generation>)[]} */
  const ways = [
    (job) => {
      const promise = job.wait();
      job.stop();
      return promise;
    },
    (job) => job.wait({ onUpdate: () => job.stop() }),
    (job) => {
      const promise = job.wait();
      kling.job(job.id).stop();
      return promise;
    },
  ];
  for (const way of ways) {
    const job = await within(kling.submit(REQUEST));
    const error = await failure(way(job));
    assert.deepEqual(
      [error.code, error.stage, error.charge, error.jobId],
      ["aborted", "poll", "charged", job.id],
    );
  }
  const onUpdate = ({ jobId = /** @type {string | null} */ (null) }) => {
    if (jobId) kling.job(jobId).stop();
  };
  assert.equal((await failure(kling.generate(REQUEST, { onUpdate }))).code, "aborted");
});

test("a job known by its id alone may be none: an abort and the deadline say so", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "result", times: "Infinity", hang: true });
  const aborted = await failure(
    client()
      .job("some-id")
      .wait({ signal: AbortSignal.timeout(5) }),
  );
  assert.deepEqual([aborted.code, aborted.charge], ["aborted", "unknown"]);
  assert.doesNotMatch(aborted.message, /submitted/);
  const late = await failure(client({ deadlineMs: 5 }).job("some-id").wait());
  assert.deepEqual([late.code, late.charge], ["deadline", "unknown"]);
});

test("a look that was given up is not remembered as a failure", async (t) => {
  const { client, caught, asked } = await world(t);
  const { id } = await within(client().submit(REQUEST));
  const { arrived } = caught({ on: "result", hang: true });
  const job = client().job(id);
  const controller = new AbortController();
  const asking = failure(job.status({ signal: controller.signal }));
  await arrived;
  controller.abort();
  assert.equal((await asking).code, "aborted");
  assert.equal((await within(job.status())).status, "completed");
  assert.equal(asked("result"), 2);
});

test("a URL that changes after the call changes nothing", async (t) => {
  const { client, sim } = await world(t);
  const url = new URL("https://example.com/original.png");
  const kling = client({ apiKey: async () => sim.key });
  const promise = kling.generate({ ...REQUEST, images: [url, photo()] });
  url.href = "http://localhost/secret";
  await within(promise);
  assert.match(JSON.stringify(sim.jobs()[0]?.input), /original\.png/);
});

test("headers are taken once, and the package's own cannot be doubled", async (t) => {
  const { client, sim } = await world(t);
  const headers = { "X-One": "1" };
  const kling = client({ headers });
  headers["X-One"] = "no\nheader";
  await within(kling.balance());
  assert.ok(sim.requests().at(-1)?.headers.includes("x-one"));
  /** @type {Record<string, string>[]} */
  const doubled = [{ authorization: "Basic x" }, { Authorization: "Basic x" }, { "content-type": "a/b" }];
  for (const own of doubled) assert.throws(() => client({ headers: own }), { code: "config" });
  assert.ok(client({ headers: /** @type {any} */ (null) }), "null is as good as left out");
  assert.ok(client({ store: "memory" }), "which is what it does");
});

test("a base URL is taken as it is or not at all", async (t) => {
  const { client, url } = await world(t);
  for (const tail of ["?target=x", "#part"])
    assert.throws(() => client({ baseUrl: url + tail }), { code: "config" });
  const withUser = url.replace("://", "://user:pw@");
  assert.throws(() => client({ baseUrl: withUser }), { code: "config" });
});

test("a stand-in for a key spoils no answer, and a key that was changed is kept out like the new one", async (t) => {
  const { client, sim, running } = await world(t, { key: "test" });
  const data = { id: "7test", status: "completed", outputs: ["https://cdn.example/test/v.mp4"] };
  sim.fault({ on: "submit", patch: data });
  assert.deepEqual((await within(client().generate(REQUEST))).outputs, data.outputs);
  running();
  const keys = ["a-key-of-yesterday-1234", "a-key-of-today-5678"];
  for (const key of keys) sim.addAccount({ key });
  sim.fault({ on: "result", status: 401, message: `${keys[0]} is no longer ${keys[1]}` });
  let given = 0;
  const error = await failure(client({ apiKey: () => String(keys[Math.min(given++, 1)]) }).generate(REQUEST));
  assert.match(error.message, /\[key\] is no longer \[key\]/);
});

test("bytes that are not what they seem leave nothing pending", async (t) => {
  const { client } = await world(t);
  const answers = [
    () => Symbol("s"),
    () => 7,
    () => null,
    () => Promise.resolve("text"),
    () => Promise.reject(new Error("gone")),
    () => {
      throw new Error("gone");
    },
  ];
  for (const arrayBuffer of answers) {
    const blob = photo();
    Object.assign(blob, { slice: () => ({ arrayBuffer }) });
    const info = await within(inspectImage(blob));
    assert.equal(info.format, null);
    assert.ok((await within(client().generate({ ...REQUEST, images: [blob] }))).video);
  }
});

test("what cannot be read is never taken for left out", async (t) => {
  const { client, sim } = await world(t);
  const hidden = new Proxy(REQUEST, {
    ownKeys() {
      throw new Error("no");
    },
  });
  assert.deepEqual(
    validate(hidden).errors.map(({ code }) => code),
    ["unreadable"],
  );
  const options = {
    get signal() {
      throw new Error("no");
    },
  };
  const error = await failure(client().generate(REQUEST, /** @type {any} */ (options)));
  assert.deepEqual([error.code, sim.stats().jobs], ["config", 0]);
});

test("more problems than are told are counted", () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, 1]));
  const { errors } = validate({ ...REQUEST, ...many });
  assert.equal(errors.length, 41);
  assert.match(String(errors.at(-1)?.message), /20 unknown fields more/);
});

test("an upload without a usable address is not paid for", async (t) => {
  const { client, sim } = await world(t);
  for (const download_url of ["javascript:1", "/x", "not a url"]) {
    sim.fault({ on: "upload", patch: { download_url } });
    const error = await failure(client().generate({ ...REQUEST, images: [photo()] }));
    assert.equal(error.code, "upload_failed");
  }
  assert.equal(sim.stats().submits, 0);
});

test("an address that runs something is no video", async (t) => {
  const { client, sim } = await world(t);
  sim.fault({ on: "submit", patch: { status: "completed", outputs: [" JavaScript:alert(1)"] } });
  assert.equal((await failure(client().generate(REQUEST))).code, "no_output");
});

test("a failed job is told as failed, whatever code stands on the envelope", async (t) => {
  const { client, sim, running } = await world(t);
  running();
  sim.fault({ on: "result", code: 1200, after: true, patch: { status: "failed", code: 1200, error: "no" } });
  const error = await failure(client().generate(REQUEST));
  assert.deepEqual([error.code, error.charge], ["moderated", "none"]);
});

test("a picture for the optimizer is judged as one for a video", async (t) => {
  const { client, sim } = await world(t);
  const error = await failure(client().enhancePrompt({ text: "a", image: "not a url" }));
  assert.ok(isKlingError(error) && error.code === "validation");
  assert.equal(sim.stats().optimizer.runs, 0);
});

test("what a file says of itself and what its bytes say is told once", async (t) => {
  const { client } = await world(t);
  const gif = Buffer.from("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==", "base64");
  /** @type {string[]} */
  const told = [];
  const onUpdate = (/** @type {import("kling-multi-i2v").Update} */ update) => {
    if (update.phase === "checking") told.push(...update.warnings.map(({ code }) => code));
  };
  await within(
    client().generate({ ...REQUEST, images: [new Blob([gif], { type: "image/gif" })] }, { onUpdate }),
  );
  assert.deepEqual(told.sort(), ["image_format", "image_pixels"]);
});
