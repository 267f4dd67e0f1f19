// The same bytes are uploaded once, whoever asks for them and when; others are not taken for them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedStore } from "../support/stores.js";
import { failure, photo, REQUEST, within, world } from "../support/world.js";

/** @typedef {import("../support/world.js").World} World */

/** @param {...Blob} images */
const of = (...images) => ({ ...REQUEST, images });

/** The addresses of each job's pictures. @param {World} world */
const sent = ({ sim }) => sim.jobs().map(({ input }) => input.images);

test("twice in one request: once, and both places have the address", async (t) => {
  const here = await world(t);
  /** @type {any[]} */
  const told = [];
  const onUploadProgress = (/** @type {any} */ progress) => told.push(progress);
  const picture = photo("a.jpg");
  await within(here.client().generate(of(picture, photo("b.jpg")), { onUploadProgress }));
  assert.equal(here.asked("upload"), 1);
  const [[first, second] = []] = sent(here);
  assert.ok(first?.endsWith("/a.jpg"));
  assert.equal(second, first);
  const bytes = 2 * picture.size;
  assert.deepEqual(told.at(-1), { uploaded: 2, total: 2, loadedBytes: bytes, totalBytes: bytes });
});

test("four times in one request, of which two are others", async (t) => {
  const here = await world(t);
  const [one, other] = [photo("one.jpg", "1"), photo("other.jpg", "2")];
  await within(here.client().generate(of(one, other, photo("x", "2"), photo("y", "1"))));
  assert.equal(here.asked("upload"), 2);
  const names = sent(here)[0]?.map((url) => url.split("/").at(-1));
  assert.deepEqual(names, ["one.jpg", "other.jpg", "other.jpg", "one.jpg"]);
});

test("in two calls at once", async (t) => {
  const here = await world(t);
  const kling = here.client();
  await within(Promise.all([kling.generate(of(photo())), kling.generate(of(photo()))]));
  assert.equal(here.asked("upload"), 1);
  const [first, second] = sent(here);
  assert.deepEqual(second, first);
  assert.equal(here.sim.stats().jobs, 2);
});

test("in one call after the other, and by upload()", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const address = await within(kling.upload(photo()));
  await within(kling.generate(of(photo())));
  await within(kling.enhancePrompt({ image: photo() }));
  assert.equal(await within(kling.upload(new Blob([photo()]))), address);
  assert.equal(here.asked("upload"), 1);
  assert.deepEqual(sent(here), [[address]]);
});

test("by another client over the same store, and not by one over its own", async (t) => {
  const here = await world(t);
  const store = sharedStore();
  const address = await within(here.client({ store }).upload(photo()));
  assert.equal(await within(here.client({ store }).upload(photo())), address);
  assert.equal(here.asked("upload"), 1);
  assert.notEqual(await within(here.client().upload(photo())), address);
  assert.equal(here.asked("upload"), 2);
});

test("other bytes go up, of the same size and of another", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const all = [photo("a", "1"), photo("a", "2"), photo("a", "12"), photo("a")];
  const addresses = [];
  for (const picture of all) addresses.push(await within(kling.upload(picture)));
  assert.equal(new Set(addresses).size, all.length);
  assert.equal(here.asked("upload"), all.length);
});

test("once more after the service could not fetch the picture (1402), and after no other failure", async (t) => {
  const here = await world(t);
  const kling = here.client();
  for (const [code, uploads] of [
    [5000, 1],
    [1402, 1],
    [0, 2],
  ]) {
    here.sim.fault({ on: "submit", job: code ? { status: "failed", code, ms: 0 } : { ms: 0 } });
    const made = kling.generate(of(photo()));
    if (code) assert.equal((await failure(made)).code, "job_failed");
    else await within(made);
    assert.equal(here.asked("upload"), uploads, `after ${code}`);
  }
});

test("once more when the service has soon forgotten it: an hour before its seven days are over", async (t) => {
  const here = await world(t);
  const kling = here.client();
  await within(kling.upload(photo()));
  const { now } = Date;
  t.after(() => {
    Date.now = now;
  });
  const hours = 7 * 24 - 1;
  Date.now = () => now() + hours * 3_600_000 - 60_000;
  await within(kling.upload(photo()));
  assert.equal(here.asked("upload"), 1);
  Date.now = () => now() + hours * 3_600_000;
  await within(kling.upload(photo()));
  assert.equal(here.asked("upload"), 2);
});

test("who waits for an upload that fails sends its own", async (t) => {
  const here = await world(t);
  const controller = new AbortController();
  const { arrived } = here.caught({ on: "upload", hang: true });
  const kling = here.client();
  const first = failure(kling.upload(photo(), { signal: controller.signal }));
  await arrived;
  const second = kling.upload(photo());
  const third = kling.generate(of(photo()));
  controller.abort();
  assert.equal((await first).code, "aborted");
  const address = await within(second);
  await within(third);
  assert.deepEqual(sent(here), [[address]]);
  assert.equal(here.asked("upload"), 2, "the one that was aborted, and one for both that waited");
});

test("what the service took without an address is not remembered", async (t) => {
  const here = await world(t);
  const kling = here.client();
  here.sim.fault({ on: "upload", patch: { download_url: null } });
  assert.equal((await failure(kling.upload(photo()))).code, "upload_failed");
  assert.ok(await within(kling.upload(photo())));
  assert.equal(here.asked("upload"), 2);
});

test("without a digest it is uploaded each time", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const unread = () => {
    const picture = photo();
    picture.arrayBuffer = () => Promise.reject(new Error("gone"));
    return picture;
  };
  for (let time = 0; time < 2; time++) assert.ok(await within(kling.upload(unread())));
  assert.equal(here.asked("upload"), 2, "the file could not be read");
  // As in a page without a secure origin.
  const { crypto } = globalThis;
  const { getRandomValues, randomUUID } = crypto;
  const without = { getRandomValues: getRandomValues.bind(crypto), randomUUID: randomUUID.bind(crypto) };
  Object.defineProperty(globalThis, "crypto", { value: without, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true }));
  await within(kling.generate(of(photo(), photo())));
  assert.equal(here.asked("upload"), 4, "the platform has none");
});
