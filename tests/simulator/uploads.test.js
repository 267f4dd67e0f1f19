// Uploads by both ways, and what is looked at in them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sniffImage } from "../../src/js/simulator/images.js";
import { parseMultipart } from "../../src/js/simulator/multipart.js";
import { bothWays, PICTURES } from "./helpers.js";

/** @typedef {import("./helpers.js").World} World */

/** @param {World} world @param {Uint8Array<ArrayBuffer>} bytes @param {string} [name] */
function upload({ call }, bytes, name = "a.png") {
  const body = new FormData();
  body.append("file", new Blob([bytes]), name);
  return call("POST", "/api/v3/media/upload/binary", undefined, { body });
}

/** @param {World} world @param {Record<string, unknown>} ask */
async function ticket({ call }, ask) {
  return (await call("POST", "/api/v3/media/uploads", ask)).body.data;
}

for (const [name, { type, bytes }] of Object.entries(PICTURES)) {
  test(`a real ${name} is known, with its size`, () => {
    const info = sniffImage(bytes);
    assert.deepEqual([info?.type, info?.width, info?.height], [type, 3, 2]);
  });

  test(`a ${name} that breaks off anywhere is no reason to crash`, () => {
    for (let length = 0; length < bytes.length; length++) {
      const info = sniffImage(bytes.subarray(0, length));
      assert.ok(info === null || (info.width === 3 && info.height === 2), `at ${length}`);
    }
    assert.equal(sniffImage(bytes.subarray(0, 6)), null, "the magic alone is not enough");
  });
}

test("a bitmap stored from the top, and a TIFF whose sides are 32-bit numbers", () => {
  const bitmap = PICTURES.bmp.bytes.slice();
  new DataView(bitmap.buffer).setInt32(22, -2, true);
  assert.equal(sniffImage(bitmap)?.height, 2);
  const entry = (/** @type {number} */ tag, /** @type {number} */ value) => [
    tag >> 8,
    tag & 255,
    0,
    4,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    value,
  ];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 2, ...entry(256, 3), ...entry(257, 2), 0, 0, 0, 0];
  assert.deepEqual(
    [sniffImage(Uint8Array.from(tiff))?.width, sniffImage(Uint8Array.from(tiff))?.height],
    [3, 2],
  );
});

test("what is no image is not taken for one", () => {
  const text = (/** @type {string} */ value) => new TextEncoder().encode(value);
  for (const bytes of [
    text(""),
    text("hello"),
    text("BM and more text that is no bitmap at all, at any length"),
    text("<svg/>"),
  ]) {
    assert.equal(sniffImage(bytes), null);
  }
  const zero = PICTURES.png.bytes.slice();
  zero.fill(0, 16, 20);
  assert.equal(sniffImage(zero), null, "a width of 0");
  assert.equal(sniffImage(PICTURES.png.bytes.map((byte) => byte ^ 1)), null);
});

bothWays("upload/binary keeps the file, and gives it back", {}, async (world) => {
  const { bytes } = PICTURES.jpeg;
  const { status, body } = await upload(world, bytes, 'my "holiday" ü.jpg');
  assert.equal(status, 200, body.message);
  assert.equal(body.data.type, "image");
  assert.equal(body.data.size, bytes.length);
  assert.ok(body.data.download_url.startsWith(`${world.base}/uploads/`));
  const back = await world.fetch(body.data.download_url);
  assert.equal(back.status, 200);
  assert.equal(back.headers.get("content-type"), "image/jpeg");
  assert.deepEqual(new Uint8Array(await back.arrayBuffer()), bytes);
  assert.deepEqual(world.sim.stats().uploads, { count: 1, bytes: bytes.length });
});

bothWays("an upload must be one image in a part named file", {}, async (world) => {
  const form = (/** @type {[string, Blob][]} */ ...parts) => {
    const body = new FormData();
    for (const [name, blob] of parts) body.append(name, blob, "a.png");
    return body;
  };
  const png = new Blob([PICTURES.png.bytes]);
  const post = (/** @type {BodyInit} */ body, type = "") =>
    world.call("POST", "/api/v3/media/upload/binary", undefined, {
      body,
      headers: { authorization: `Bearer ${world.sim.key}`, ...(type ? { "content-type": type } : {}) },
    });
  const text = new FormData();
  text.append("file", "no file but a text");
  for (const answer of [
    await post(form(["image", png])),
    await post(form(["file", png], ["file", png])),
    await post(form(["file", new Blob(["not a picture"])])),
    await post(text),
    await post("{}", "application/json"),
    await post("--x\r\nnonsense", "multipart/form-data; boundary=x"),
    await post("", "multipart/form-data; boundary=x"),
    await post("--x--", "multipart/form-data"),
  ]) {
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
  }
  assert.equal(world.sim.stats().uploads.count, 0);
});

bothWays("tickets: PUT with the headers given, without the key", {}, async (world) => {
  const { bytes } = PICTURES.png;
  const given = await ticket(world, { filename: "a.png", size: bytes.length, content_type: "image/png" });
  assert.equal(given.upload.method, "PUT");
  assert.equal((await world.fetch(given.download_url)).status, 404, "not there yet");
  const put = (/** @type {Record<string, string>} */ headers, body = bytes) =>
    world.fetch(given.upload.url, { method: "PUT", headers, body });
  const right = given.upload.headers;
  assert.deepEqual(right, { "Content-Type": "image/png" });

  assert.equal(
    (await put({ ...right, authorization: `Bearer ${world.sim.key}` })).status,
    400,
    "with the key",
  );
  assert.equal((await put({ "content-type": "image/jpeg" })).status, 403, "another type");
  assert.equal((await put({})).status, 403, "no type");
  assert.equal((await put({ ...right, "x-amz-acl": "public-read" })).status, 403, "an unsigned header");
  assert.equal((await put(right, bytes.slice(1))).status, 400, "another size");
  assert.equal((await put(right, new Uint8Array(bytes.length))).status, 400, "no image");
  assert.equal((await put(right)).status, 200);
  assert.deepEqual(new Uint8Array(await (await world.fetch(given.download_url)).arrayBuffer()), bytes);
  assert.equal((await put(right)).status, 403, "a ticket is for one use");

  const late = await ticket(world, { filename: "a.png", size: bytes.length });
  world.sim.clock.advance(15 * 60_000);
  const expired = await world.fetch(late.upload.url, {
    method: "PUT",
    headers: late.upload.headers,
    body: bytes,
  });
  assert.equal(expired.status, 403);
});

bothWays("tickets need a name and a size", {}, async ({ call }) => {
  for (const ask of [{}, { filename: "a" }, { filename: "a", size: 0 }, { filename: "a", size: "5" }]) {
    assert.equal((await call("POST", "/api/v3/media/uploads", ask)).status, 400);
  }
  const large = await call("POST", "/api/v3/media/uploads", { filename: "a", size: 100 * 1024 * 1024 + 1 });
  assert.equal(large.status, 413);
});

bothWays("over the cap an upload is 413, early", { uploadLimit: 10_000 }, async (world) => {
  const large = new Uint8Array(9_000);
  large.set(PICTURES.gif.bytes);
  assert.equal((await upload(world, large)).status, 200);
  assert.equal((await upload(world, large)).status, 413);
  assert.equal((await upload(world, new Uint8Array(3_000_000))).status, 413);
  // Without a Content-Length the server counts.
  const stream = new Blob([new Uint8Array(3_000_000)]).stream();
  const streamed = await world.call("POST", "/api/v3/media/upload/binary", undefined, {
    body: stream,
    ...{ duplex: "half" },
  });
  assert.equal(streamed.status, 413);
  assert.equal(world.sim.stats().uploads.count, 1);
  assert.equal((await upload(world, PICTURES.png.bytes)).status, 200, "the server goes on");
});

bothWays("a picture missing from our own upload space fails the job with 1402", {}, async (world) => {
  const { sim, submit, result, base } = world;
  const there = (await upload(world, PICTURES.png.bytes)).body.data.download_url;
  const fine = await submit({ images: [there, "https://elsewhere.example/uploads/x/y.png"] });
  const bad = await submit({ images: [there, `${base}/uploads/0/gone.png`] });
  assert.equal(sim.stats().netMicros, 500_000);
  sim.clock.advance(150_000);
  assert.equal((await result(fine.id)).status, "completed");
  const failed = await result(bad.id);
  assert.deepEqual([failed.status, failed.code], ["failed", 1402]);
  assert.match(failed.error, /gone\.png/);
  assert.equal(sim.stats().netMicros, 250_000);
});

test("multipart: preamble, several parts, quoted boundary, binary with the boundary's beginning in it", () => {
  const body = new TextEncoder().encode(
    'preamble\r\n--b c\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n' +
      '--b c\r\ncontent-disposition: form-data; name="file"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n' +
      "\r\n--b\r\n\r\n--b c--\r\n",
  );
  const parts = parseMultipart(body, 'multipart/form-data; charset=utf-8; boundary="b c"');
  assert.deepEqual(
    parts?.map(({ bytes, ...part }) => ({ ...part, text: new TextDecoder().decode(bytes) })),
    [
      { name: "a", filename: null, type: "application/octet-stream", text: "one" },
      { name: "file", filename: "x.png", type: "image/png", text: "\r\n--b\r\n" },
    ],
  );
  for (let length = 0; length < body.length - 4; length++) {
    assert.equal(parseMultipart(body.subarray(0, length), 'multipart/form-data; boundary="b c"'), null);
  }
});
