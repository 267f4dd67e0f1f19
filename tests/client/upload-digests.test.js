// What tells one file's bytes from another's: made while nobody waits for it, a slice of the file at a time, outside wasm.

import assert from "node:assert/strict";
import { test } from "node:test";
// First: it sees the wasm as it is made.
import { wasmBytes } from "../../benches/wasm-memory.js";
import { sharedStore } from "../support/stores.js";
import { failure, photo, REQUEST, signal, within, world } from "../support/world.js";

const MB = 1_048_576;

/** @param {Blob} image */
const of = (image) => ({ ...REQUEST, images: [image] });

/** A picture whose bytes can be read, after its first ones, when they are let. */
function slow() {
  const { promise, settle } = signal();
  const picture = photo();
  const read = picture.arrayBuffer.bind(picture);
  picture.arrayBuffer = () => promise.then(read);
  return { picture, let: settle };
}

/** A picture of so many bytes, of which one may be another, and the slices of it that were read. @param {number} bytes */
function large(bytes, other = -1) {
  const content = new Uint8Array(bytes);
  if (other >= 0) content[other] = 1;
  const picture = new File([photo(), content], "large.jpg", { type: "image/jpeg" });
  const slice = picture.slice.bind(picture);
  /** @type {number[]} */
  const read = [];
  picture.slice = (start = 0, end = picture.size) => {
    read.push(Math.min(end, picture.size) - start);
    return slice(start, end);
  };
  picture.arrayBuffer = () => Promise.reject(new Error("too much at once"));
  return { picture, read };
}

test("the address is there before the file was read, and is remembered after it", async (t) => {
  const here = await world(t);
  const store = sharedStore();
  const kling = here.client({ store });
  const first = slow();
  const address = await within(kling.upload(first.picture));
  assert.equal(store.texts.size, 0);
  const again = [kling.upload(photo()), here.client({ store }).upload(photo())];
  const other = kling.upload(photo("b.jpg", "of another size"));
  assert.notEqual(await within(other), address, "it waits for nobody");
  first.let();
  assert.deepEqual(await within(Promise.all(again)), [address, address]);
  assert.equal(here.asked("upload"), 2);
});

test("a file is read when the uploads beside it are over, and takes no time from them", async (t) => {
  const here = await world(t);
  const { promise: letGo, settle } = signal();
  let uploads = 0;
  const kling = here.client({
    fetch: async (url, init) => {
      if (String(url).includes("/upload") && ++uploads === 1) await letGo;
      return fetch(url, init);
    },
  });
  const beside = kling.upload(photo());
  const { picture, read } = large(2 * MB);
  const address = await within(kling.upload(picture));
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.ok(!read.includes(MB), "read while another was going up");
  settle();
  await within(beside);
  assert.equal(await within(kling.upload(large(2 * MB).picture)), address);
  assert.ok(read.includes(MB));
  assert.equal(here.asked("upload"), 2);
});

test("a job is paid and done before the file was read", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const first = slow();
  await within(kling.generate(of(first.picture)));
  first.let();
  await within(kling.generate(of(photo())));
  assert.equal(here.asked("upload"), 1);
});

test("what the service has lost meanwhile (1402) is not remembered", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const { promise: digested, settle } = signal();
  const { subtle } = crypto;
  const digest = subtle.digest.bind(subtle);
  t.after(() => Reflect.deleteProperty(subtle, "digest"));
  subtle.digest = (...given) => {
    const made = digest(...given);
    made.then(() => setImmediate(settle));
    return made;
  };
  here.sim.fault({ on: "submit", job: { status: "failed", code: 1402, ms: 0 } });
  const first = slow();
  assert.equal((await failure(kling.generate(of(first.picture)))).code, "job_failed");
  first.let();
  await within(digested);
  await within(kling.generate(of(photo())));
  assert.equal(here.asked("upload"), 2);
});

test("of two calls at once, the second takes the first one's address when both are read", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const { picture, let: read } = slow();
  const both = Promise.all([kling.upload(picture), kling.upload(photo())]);
  read();
  const [first, second] = await within(both);
  assert.equal(second, first);
  assert.equal(here.asked("upload"), 1);
});

test("files of one size never wait for each other in a circle", async (t) => {
  const here = await world(t);
  const [first, second, isSecondUp] = [signal(), signal(), signal()];
  const gates = [first.promise, second.promise];
  let uploads = 0;
  const kling = here.client({
    fetch: async (url, init) => {
      if (uploads === 1) isSecondUp.settle();
      if (String(url).includes("/upload")) await gates[uploads++];
      return fetch(url, init);
    },
  });
  const up = (/** @type {string} */ text) => kling.upload(photo("a.jpg", text));
  const one = up("one");
  // It reads itself, and goes up once the first is known to be another.
  const other = up("two");
  first.settle();
  await within(one);
  // What is known of the first is noted when the second is up; the third waits for that note, and no later one.
  const third = up("six");
  await within(isSecondUp.promise);
  second.settle();
  assert.equal(new Set(await within(Promise.all([one, other, third]))).size, 3);
  assert.equal(uploads, 3);
});

test("an upload that hangs holds up nobody whose bytes are up, nor is it waited for before they are noted", async (t) => {
  const here = await world(t);
  const store = sharedStore();
  const hangs = signal();
  let uploads = 0;
  const kling = here.client({
    store,
    fetch: async (url, init) => {
      if (String(url).includes("/upload") && ++uploads === 1) await hangs.promise;
      return fetch(url, init);
    },
  });
  const hung = kling.upload(photo("b.jpg", "of another size"));
  const address = await within(kling.upload(photo()));
  const again = [kling.upload(photo()), here.client({ store }).upload(photo())];
  assert.deepEqual(await within(Promise.all(again)), [address, address]);
  assert.equal(uploads, 2);
  hangs.settle();
  await within(hung);
});

test("what is noted and is no address of the web is nobody's, and is written over", async (t) => {
  const here = await world(t);
  const store = sharedStore();
  const up = () => within(here.client({ store }).upload(photo()));
  await up();
  const address = await up();
  const [name = assert.fail(), text = assert.fail()] =
    [...store.texts].find(([key]) => key.includes("/upload/")) ?? [];
  for (const [index, url] of [null, 5, "", {}, "javascript:alert(1)", "data:,x"].entries()) {
    store.texts.set(name, JSON.stringify({ ...JSON.parse(text), url }));
    const other = await up();
    assert.match(other, /^https?:/);
    assert.notEqual(other, address);
    assert.equal(await up(), other);
    assert.equal(here.asked("upload"), 2 + index);
  }
});

test("a large file is read in slices of at most 1 MiB, and one byte of any makes it another", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const bytes = 3 * MB;
  const addresses = new Set();
  for (const at of [-1, 0, MB, 2 * MB, bytes - 1])
    addresses.add(await within(kling.upload(large(bytes, at).picture)));
  assert.equal(addresses.size, 5);
  const { picture, read } = large(bytes);
  assert.ok(addresses.has(await within(kling.upload(picture))));
  assert.equal(here.asked("upload"), 5);
  assert.equal(Math.max(...read), MB);
  assert.equal(
    read.reduce((sum, size) => sum + size, 0),
    picture.size,
  );
});

test("a key is held to the bytes of large files, too", async (t) => {
  const here = await world(t);
  const kling = here.client();
  const make = (/** @type {number} */ other) =>
    kling.generate(of(large(3 * MB, other).picture), { idempotencyKey: "one" });
  const { id } = await within(make(-1));
  assert.equal((await within(make(-1))).id, id);
  assert.equal((await failure(make(2 * MB))).code, "idempotency_conflict");
  assert.equal(here.asked("upload"), 1);
});

test("no byte of them enters wasm: its memory stays as it is", async (t) => {
  const here = await world(t);
  const kling = here.client();
  await within(kling.upload(photo()));
  const before = wasmBytes();
  assert.ok(before > 0);
  const files = [1, 2, 3].map((at) => large(9_000_000 - at).picture);
  await within(Promise.all(files.map((file) => kling.upload(file))));
  await within(Promise.all(files.map((file) => kling.upload(file))));
  assert.equal(here.asked("upload"), 4);
  assert.equal(wasmBytes(), before);
});
