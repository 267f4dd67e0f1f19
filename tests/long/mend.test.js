// The remedies: each makes a JPEG that Kling would no longer mind for what it was asked, and for nothing new.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { remediesFor, remedyText } from "../../www/media/mend.js";
import { greyPng, JPEG, skip } from "../page/harness.js";
import { openMedia } from "../page/media.js";

/** @typedef {import("../../www/media/mend.js").Remedy} Remedy */

/**
 * A picture to mend: bytes, or what the page draws: blue with a red middle third across and down, or noise, or
 * nothing, which is transparent.
 * @typedef {{ name?: string, type?: string, base64: string }
 *   | { name?: string, type?: string, sides: [number, number], what?: "middle" | "noise" | "nothing" }} Given
 */

/**
 * Mends a picture in the page, one remedy after the other, and tells what became of it.
 * @param {import("playwright-core").Page} page
 * @param {Given} given
 * @param {Remedy[]} remedies
 * @param {string} [ratio]
 */
function mended(page, given, remedies, ratio = "16:9") {
  return page.evaluate(
    async ([given, remedies, ratio]) => {
      const modules = ["./mend.js", "./kling.js"];
      const [{ mend }, { inspectImage, validate }] = await Promise.all(modules.map((name) => import(name)));
      const { name = "picture.png", type = "image/png" } = given;

      /** @param {[number, number]} sides @param {string} what */
      const painted = ([width, height], what) => {
        const canvas = new OffscreenCanvas(width, height);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
        if (what === "noise") {
          const data = context.createImageData(width, height);
          const pixels = new Uint32Array(data.data.buffer);
          let state = 1;
          for (let at = 0; at < pixels.length; at += 1) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            pixels[at] = state | 0xff000000;
          }
          context.putImageData(data, 0, 0);
        }
        if (what === "middle") {
          context.fillStyle = "rgb(0 0 255)";
          context.fillRect(0, 0, width, height);
          context.fillStyle = "rgb(255 0 0)";
          context.fillRect(width / 3, height / 3, width / 3, height / 3);
        }
        return canvas.convertToBlob({ type, quality: 1 });
      };
      const content =
        "base64" in given
          ? Uint8Array.from(atob(given.base64), (character) => character.charCodeAt(0))
          : await painted(given.sides, given.what ?? "middle");

      const tell = async (/** @type {File} */ file) => {
        const { width, height, format, warnings } = await inspectImage(file);
        const outside = validate({ prompt: "A", images: [file] }).warnings;
        const codes = new Set([...warnings, ...outside].map(({ code }) => code));
        return {
          name: file.name,
          type: file.type,
          format,
          width,
          height,
          bytes: file.size,
          codes: [...codes],
        };
      };
      let file = new File([content], name, { type });
      const before = await tell(file);
      for (const remedy of remedies) file = await mend(file, remedy, ratio);
      const bitmap = await createImageBitmap(file);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
      context.drawImage(bitmap, 0, 0);
      const pixel = (/** @type {number} */ x, /** @type {number} */ y) => [
        ...context.getImageData(Math.round(x), Math.round(y), 1, 1).data.slice(0, 3),
      ];
      const middle = pixel(bitmap.width / 2, bitmap.height / 2);
      return { before, ...(await tell(file)), corner: pixel(2, 2), middle };
    },
    /** @type {const} */ ([given, remedies, ratio]),
  );
}

/** @param {number[]} colour @param {number[]} wanted */
function assertColour(colour, wanted) {
  assert.ok(
    colour.every((part, at) => Math.abs(part - wanted[at]) < 12),
    `${colour} is not ${wanted}`,
  );
}

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];

/** dune.jpg with an EXIF segment that says: turn me by a quarter. */
function turnedJpeg() {
  const jpeg = readFileSync(JPEG);
  const exif = Buffer.from(
    // "Exif", a big-endian TIFF, one entry: orientation (0x0112), a short, one of them, 6.
    "457869660000 4d4d002a00000008 0001 0112 0003 00000001 00060000 00000000".replaceAll(" ", ""),
    "hex",
  );
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]).toString("base64");
}

test("warnings ask for remedies, each once, and the first does the work of the others", () => {
  assert.deepEqual(remediesFor([]), []);
  assert.deepEqual(remediesFor(["url", "image_format", "image_format"]), ["jpeg"]);
  assert.deepEqual(remediesFor(["image_bytes", "image_format"]), ["shrink", "jpeg"]);
  const all = ["image_format", "image_bytes", "image_pixels", "image_ratio"];
  assert.deepEqual(remediesFor(all), ["crop", "enlarge", "shrink", "jpeg"]);
  const texts = remediesFor(all).map((remedy) => remedyText(remedy, "16:9"));
  assert.deepEqual(texts, ["Crop to 16:9", "Enlarge", "Scale down", "Convert to JPEG"]);
});

test("what is no JPEG and no PNG becomes a JPEG of the same size", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  const given = /** @type {Given} */ ({ name: "beach.webp", type: "image/webp", sides: [500, 400] });
  const { before, ...after } = await mended(page, given, ["jpeg"]);
  assert.deepEqual(before.codes, ["image_format"]);
  assert.deepEqual(after.codes, []);
  assert.deepEqual(
    [after.name, after.type, after.format, after.width, after.height],
    ["beach.jpg", "image/jpeg", "jpeg", 500, 400],
  );
  assertColour(after.middle, RED);
  assertColour(after.corner, BLUE);

  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="red"/></svg>',
  );
  const drawing = { name: "drawing.svg", type: "image/svg+xml", base64: svg.toString("base64") };
  const { width, height, codes, middle } = await mended(page, drawing, ["jpeg"]);
  assert.deepEqual([width, height, codes], [400, 300, []]);
  assertColour(middle, RED);
  assert.deepEqual(faults, []);
});

test("it is named like the old one", { skip }, async (t) => {
  const { page } = await openMedia(t);
  for (const [old, name] of [
    ["a.b.png", "a.b.jpg"],
    ["photo.JPEG", "photo.JPEG"],
    ["1.5 kg", "1.5 kg.jpg"],
    ["", "picture.jpg"],
    [".png", "picture.jpg"],
  ]) {
    assert.equal((await mended(page, { name: old, sides: [300, 300] }, ["jpeg"])).name, name);
  }
});

test("a file that has too many bytes is made smaller, and no smaller than it may be", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  const png = await mended(page, { sides: [2000, 1500], what: "noise" }, ["shrink"]);
  assert.deepEqual(png.before.codes, ["image_bytes"]);
  assert.deepEqual([png.codes, png.width, png.height], [[], 2000, 1500]);

  // Noise of this size, and of the longest ratio, is too large a JPEG in any quality.
  const given = /** @type {Given} */ ({ type: "image/jpeg", sides: [6010, 2404], what: "noise" });
  const jpeg = await mended(page, given, ["shrink"]);
  assert.deepEqual(jpeg.before.codes, ["image_bytes"]);
  assert.deepEqual(jpeg.codes, []);
  assert.ok(jpeg.bytes <= MODEL.advice.imageBytes && jpeg.bytes > MODEL.advice.imageBytes / 3);
  assert.ok(jpeg.width < 6010 && jpeg.height > 1000, `${jpeg.width} × ${jpeg.height}`);
  assert.deepEqual(faults, []);
});

test("a small picture is enlarged to the least that Kling takes", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  for (const [width, height, ...wanted] of [
    [120, 90, 400, 300],
    [101, 250, 300, 742],
    [1, 1, 300, 300],
  ]) {
    const given = /** @type {Given} */ ({ type: "image/webp", sides: [width, height] });
    const { before, ...after } = await mended(page, given, ["enlarge"]);
    assert.deepEqual(before.codes.sort(), ["image_format", "image_pixels"]);
    assert.deepEqual([after.width, after.height, after.codes], [...wanted, []]);
  }
  assert.deepEqual(faults, []);
});

test("a long picture is cropped to its middle, at each ratio, and is large enough", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  for (const [ratio, ...wanted] of /** @type {[string, number, number][]} */ ([
    ["1:1", 300, 300],
    ["16:9", 544, 306],
    ["9:16", 306, 544],
  ])) {
    const { before, ...after } = await mended(page, { sides: [2000, 300] }, ["crop"], ratio);
    assert.deepEqual(before.codes, ["image_ratio"]);
    assert.deepEqual([after.width, after.height, after.codes], [...wanted, []]);
    assertColour(after.middle, RED);
    assertColour(after.corner, BLUE);
  }
  const thin = await mended(page, { type: "image/webp", sides: [40, 900] }, ["crop"]);
  assert.deepEqual(thin.before.codes.sort(), ["image_format", "image_pixels", "image_ratio"]);
  assert.deepEqual([thin.width, thin.height, thin.codes], [544, 306, []]);

  const large = await mended(page, { sides: [1603, 1200] }, ["crop"]);
  assert.deepEqual([large.width, large.height, large.codes], [1600, 900, []]);
  assert.deepEqual(faults, []);
});

test("a picture stands as its EXIF data says, and is white where it was transparent", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  const turned = { type: "image/jpeg", base64: turnedJpeg() };
  const { before, ...after } = await mended(page, turned, ["jpeg"]);
  assert.deepEqual([before.width, before.height], [400, 600]);
  assert.deepEqual([after.width, after.height, after.codes], [600, 400, []]);
  const again = await mended(page, turned, ["jpeg", "jpeg"]);
  assert.deepEqual([again.width, again.height], [600, 400]);

  const empty = await mended(page, { sides: [400, 400], what: "nothing" }, ["jpeg"]);
  assertColour(empty.middle, [255, 255, 255]);
  assert.deepEqual(faults, []);
});

test("a huge picture stays within what every canvas holds", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  const base64 = greyPng(9000, 5000).toString("base64");
  const { width, height, codes } = await mended(page, { base64 }, ["jpeg"]);
  assert.ok(width * height <= 2 ** 24 && width * height > 2 ** 23, `${width} × ${height}`);
  assert.ok(Math.abs(width / height - 1.8) < 0.001);
  assert.deepEqual(codes, []);
  assert.deepEqual(faults, []);
});

test("what cannot be done is said to a person", { skip }, async (t) => {
  const { page } = await openMedia(t);
  const text = { base64: btoa("this is text") };
  await assert.rejects(mended(page, text, ["jpeg"]), /This browser cannot read the picture/);
  const thread = /** @type {Given} */ ({ sides: [3000, 4] });
  await assert.rejects(mended(page, thread, ["enlarge"]), /too long and narrow to be enlarged: crop it/);
  assert.deepEqual((await mended(page, thread, ["crop"])).codes, []);
});
