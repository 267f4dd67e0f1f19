// The videos: range requests, the file's structure, and what the encoder makes of pictures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeClip } from "../../src/js/simulator/clip.js";
import { encodeVideo } from "../../src/js/simulator/encode-video.js";
import { createSimulator } from "../../src/js/simulator/index.js";
import { fillRect, makePicture, paintRgba } from "../../src/js/simulator/picture.js";
import { parseRange } from "../../src/js/simulator/range.js";
import { bothWays } from "./helpers.js";

bothWays("a finished video is served whole, in parts, or by its head", {}, async (world) => {
  const { sim, fetch, submit, result } = world;
  const { id } = await submit({ aspect_ratio: "16:9" });
  const early = await fetch(`${world.base}/outputs/${id}.mp4`);
  assert.equal(early.status, 404, "not before it is finished");
  sim.clock.advance(150_000);
  const [url] = (await result(id)).outputs;

  const whole = await fetch(url);
  const bytes = new Uint8Array(await whole.arrayBuffer());
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get("content-type"), "video/mp4");
  assert.equal(whole.headers.get("accept-ranges"), "bytes");
  assert.equal(whole.headers.get("access-control-allow-origin"), "*");
  assert.equal(whole.headers.get("content-length"), String(bytes.length));
  const etag = whole.headers.get("etag") ?? "";

  const head = await fetch(url, { method: "HEAD" });
  assert.deepEqual([head.status, head.headers.get("content-length")], [200, String(bytes.length)]);
  assert.equal((await head.arrayBuffer()).byteLength, 0);

  const part = async (/** @type {Record<string, string>} */ headers) => {
    const response = await fetch(url, { headers });
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, range: response.headers.get("content-range"), body };
  };
  const total = bytes.length;
  const first = await part({ range: "bytes=0-99" });
  assert.deepEqual([first.status, first.range], [206, `bytes 0-99/${total}`]);
  assert.deepEqual(first.body, bytes.slice(0, 100));
  const rest = await part({ range: `bytes=${total - 10}-` });
  assert.deepEqual([rest.status, rest.range], [206, `bytes ${total - 10}-${total - 1}/${total}`]);
  assert.deepEqual(rest.body, bytes.slice(-10));
  const last = await part({ range: "bytes=-5" });
  assert.deepEqual(last.body, bytes.slice(-5));
  const beyond = await part({ range: `bytes=${total}-` });
  assert.deepEqual([beyond.status, beyond.range], [416, `bytes */${total}`]);
  assert.equal((await part({ range: "bytes=0-1", "if-range": etag })).status, 206);
  assert.equal((await part({ range: "bytes=0-1", "if-range": '"old"' })).status, 200);
  assert.equal((await part({ range: "lines=1-2" })).status, 200);

  sim.fault({ on: "output", truncate: 1_000 });
  await assert.rejects((await fetch(url)).arrayBuffer());
  sim.fault({ on: "output", status: 403 });
  assert.equal((await fetch(url)).status, 403);
});

test("ranges, to the byte", () => {
  /** @type {[string, number, ReturnType<typeof parseRange>][]} */
  const cases = [
    ["bytes=0-0", 10, [0, 0]],
    ["bytes=5-", 10, [5, 9]],
    ["bytes=5-99", 10, [5, 9]],
    ["bytes=-3", 10, [7, 9]],
    ["bytes=-99", 10, [0, 9]],
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=-1", 0, "unsatisfiable"],
    ["bytes=5-4", 10, null],
    ["bytes=-", 10, null],
    ["bytes=0-1,3-4", 10, null],
    ["bytes=a-b", 10, null],
    ["", 10, null],
  ];
  for (const [header, size, expected] of cases) assert.deepEqual(parseRange(header, size), expected, header);
});

test("outputUrl puts the video wherever the caller likes", async () => {
  /** @type {Uint8Array | undefined} */
  let made;
  const sim = createSimulator({
    jobMs: 0,
    outputUrl: (bytes, job) => {
      made = bytes();
      return `memory:${job.id}`;
    },
  });
  const response = await sim.fetch("https://x.test/api/v3/kwaivgi/kling-v1.6-multi-i2v-standard", {
    method: "POST",
    headers: { authorization: `Bearer ${sim.key}` },
    body: JSON.stringify({ prompt: "x", images: ["https://example.com/a.png"] }),
  });
  const { data } = await response.json();
  assert.deepEqual(data.outputs, [`memory:${data.id}`]);
  assert.ok((made?.length ?? 0) > 10_000);
});

/**
 * The boxes of an MP4, as a flat list of paths.
 *
 * @param {Uint8Array} bytes
 * @param {number} [start]
 * @param {number} [end]
 * @param {string} [path]
 * @returns {{ path: string, start: number, end: number }[]} of the contents
 */
function boxes(bytes, start = 0, end = bytes.length, path = "") {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found = [];
  let at = start;
  while (at < end) {
    const size = view.getUint32(at);
    assert.ok(size >= 8 && at + size <= end, `a box of ${size} bytes at ${at} leaves its parent`);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const here = `${path}/${type}`;
    found.push({ path: here, start: at + 8, end: at + size });
    if (["moov", "trak", "mdia", "minf", "dinf", "stbl"].includes(type)) {
      found.push(...boxes(bytes, at + 8, at + size, here));
    }
    at += size;
  }
  return found;
}

for (const [ratio, width, height] of /** @type {[string, number, number][]} */ ([
  ["1:1", 384, 384],
  ["16:9", 512, 288],
  ["9:16", 288, 512],
])) {
  for (const seconds of [5, 10]) {
    test(`the MP4 of ${ratio}, ${seconds} s: its boxes, times, sizes, offsets`, () => {
      const bytes = makeClip({ seconds, ratio, id: "0123456789abcdef0123456789abcdef" });
      assert.ok(bytes.length < 400_000, `${bytes.length} bytes`);
      const view = new DataView(bytes.buffer);
      const all = boxes(bytes);
      const box = (/** @type {string} */ path) => {
        const found = all.find((one) => one.path === path);
        assert.ok(found, `no ${path}`);
        return found;
      };
      const top = all.filter((one) => one.path.lastIndexOf("/") === 0).map((one) => one.path);
      assert.deepEqual(top, ["/ftyp", "/moov", "/mdat"], "the index comes before the pictures");

      const header = box("/moov/mvhd").start;
      assert.equal(view.getUint32(header + 16) / view.getUint32(header + 12), seconds);
      const track = box("/moov/trak/tkhd").end;
      assert.deepEqual(
        [view.getUint32(track - 8) / 65_536, view.getUint32(track - 4) / 65_536],
        [width, height],
      );

      const stbl = "/moov/trak/mdia/minf/stbl";
      const sizes = box(`${stbl}/stsz`).start;
      const count = view.getUint32(sizes + 8);
      assert.equal(count, seconds * 12);
      const data = box("/mdat");
      assert.equal(
        view.getUint32(box(`${stbl}/stco`).start + 8),
        data.start,
        "the first sample is where stco says",
      );
      let at = data.start;
      for (let i = 0; i < count; i++) {
        const size = view.getUint32(sizes + 12 + i * 4);
        assert.equal(view.getUint32(at) + 4, size, "each sample is one NAL unit with its length");
        assert.equal((bytes[at + 4] ?? 0) & 0x1f, i === 0 ? 5 : 1, "an IDR picture, then others");
        at += size;
      }
      assert.equal(at, data.end);
    });
  }
}

test("a still frame costs next to nothing, and odd sizes are refused", () => {
  const picture = makePicture(640, 360);
  const video = (/** @type {number} */ frames) =>
    encodeVideo({ width: 640, height: 360, fps: 10, frames: Array(frames).fill(picture) });
  assert.ok(video(101).length - video(1).length < 100 * 40);
  assert.throws(() => makePicture(33, 32), RangeError);
  assert.throws(() => encodeVideo({ width: 16, height: 16, fps: 10, frames: [] }), RangeError);
  assert.throws(() => encodeVideo({ width: 16, height: 16, fps: 10, frames: [null] }), TypeError);
  assert.throws(() => encodeVideo({ width: 16, height: 16, fps: 10, frames: [picture] }), RangeError);
});

test("canvas pixels become a picture; drawing outside is clipped", () => {
  const picture = makePicture(18, 2);
  paintRgba(picture, new Uint8ClampedArray(18 * 2 * 4).fill(255));
  assert.deepEqual([picture.y[0], picture.u[0], picture.v[0]], [235, 128, 128], "white in video range");
  assert.equal(picture.y[31], 235, "the padding repeats the edge");
  fillRect(picture, -10, -10, 1_000, 1_000, [16, 90, 200]);
  assert.ok(picture.y.every((value) => value === 16));
  fillRect(picture, 500, 500, 10, 10, [1, 1, 1]);
  fillRect(picture, -500, 0, 10, 10, [1, 1, 1]);
  assert.ok(picture.y.every((value) => value === 16));
  assert.throws(() => paintRgba(picture, new Uint8ClampedArray(4)), RangeError);
});
