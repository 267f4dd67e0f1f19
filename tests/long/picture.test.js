// Pictures as pixels: what is drawn small still shows all of the picture.
import assert from "node:assert/strict";
import { test } from "node:test";
import { skip } from "../page/harness.js";
import { openMedia } from "../page/media.js";

test("a picture drawn much smaller shows its parts in their places, and a mean of its pixels", {
  skip,
}, async (t) => {
  const { page, faults } = await openMedia(t);
  const seen = await page.evaluate(async () => {
    const module = "./picture.js";
    const { decode, drawn, release } = await import(module);
    const canvas = new OffscreenCanvas(1601, 1200);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    // Black but for stripes of one pixel: white ones on the left, red ones below them.
    context.fillRect(0, 0, 1601, 1200);
    for (let x = 0; x < 800; x += 2) {
      context.fillStyle = "#fff";
      context.fillRect(x, 0, 1, 600);
      context.fillStyle = "#f00";
      context.fillRect(x, 600, 1, 600);
    }
    const picture = await decode(await canvas.convertToBlob());
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    const small = drawn(picture, whole, 80, 60);
    const part = drawn(picture, { ...whole, x: 800, width: 800 }, 40, 60);
    release(picture);
    /** @param {OffscreenCanvas} from @param {number} x @param {number} y */
    const pixel = (from, x, y) => [
      ...(from.getContext("2d")?.getImageData(x, y, 1, 1).data.slice(0, 3) ?? []),
    ];
    return {
      whole: [pixel(small, 4, 4), pixel(small, 36, 26), pixel(small, 4, 34), pixel(small, 44, 34)],
      part: pixel(part, 2, 30),
      sizes: [small.width, small.height, part.width, part.height],
    };
  });
  const near = (/** @type {number[]} */ colour, /** @type {number[]} */ wanted) =>
    assert.ok(
      colour.every((value, at) => Math.abs(value - wanted[at]) < 30),
      `${colour} is not ${wanted}`,
    );
  const grey = [128, 128, 128];
  for (const [at, wanted] of [grey, grey, [128, 0, 0], [0, 0, 0]].entries()) near(seen.whole[at], wanted);
  near(seen.part, [0, 0, 0]);
  assert.deepEqual(seen.sizes, [80, 60, 40, 60]);
  assert.deepEqual(faults, []);
});
