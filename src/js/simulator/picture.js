// A picture in I420 (a plane of brightness, two of colour at half size), and drawing on it.

import { GLYPH_HEIGHT, GLYPH_WIDTH, glyph } from "./font.js";

/**
 * `width` and `height` are what is seen; the planes are padded to whole macroblocks of 16 × 16, `stride` wide.
 *
 * @typedef {{
 *   width: number, height: number, stride: number, rows: number,
 *   y: Uint8Array, u: Uint8Array, v: Uint8Array,
 * }} Picture
 */
/** @typedef {readonly [y: number, u: number, v: number]} Yuv */

/**
 * A grey picture.
 *
 * @param {number} width even
 * @param {number} height even
 * @returns {Picture}
 */
export function makePicture(width, height) {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 2 || side > 4_096 || side % 2 !== 0) {
      throw new RangeError(`A video's sides must be even numbers from 2 to 4096, not ${side}`);
    }
  }
  const stride = Math.ceil(width / 16) * 16;
  const rows = Math.ceil(height / 16) * 16;
  return {
    width,
    height,
    stride,
    rows,
    y: new Uint8Array(stride * rows).fill(128),
    u: new Uint8Array((stride * rows) / 4).fill(128),
    v: new Uint8Array((stride * rows) / 4).fill(128),
  };
}

/** A colour as BT.709 in video range, which the encoder announces. @returns {Yuv} */
export function yuv(/** @type {number} */ red, /** @type {number} */ green, /** @type {number} */ blue) {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [
    Math.round(16 + (luma * 219) / 255),
    Math.round(128 + ((blue - luma) * 224) / (255 * 1.8556)),
    Math.round(128 + ((red - luma) * 224) / (255 * 1.5748)),
  ];
}

/**
 * Paints canvas pixels (`getImageData().data`) over a picture of the same size.
 *
 * @param {Picture} picture
 * @param {Uint8ClampedArray | Uint8Array} rgba width × height × 4 bytes; alpha is ignored
 */
export function paintRgba(picture, rgba) {
  const { width, height, stride, rows } = picture;
  if (rgba.length !== width * height * 4) throw new RangeError("rgba must hold width × height × 4 bytes");
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < stride; column++) {
      // The padding repeats the edge.
      const at = (Math.min(row, height - 1) * width + Math.min(column, width - 1)) * 4;
      const [y, u, v] = yuv(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0);
      picture.y[row * stride + column] = y;
      if (row % 2 === 0 && column % 2 === 0) {
        const half = (row / 2) * (stride / 2) + column / 2;
        picture.u[half] = u;
        picture.v[half] = v;
      }
    }
  }
}

/**
 * Fills a rectangle, clipped to the planes. Sides at even places keep their colour sharp.
 *
 * @param {Picture} picture
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {Yuv} colour
 */
export function fillRect(picture, x, y, width, height, [luma, u, v]) {
  const { stride, rows } = picture;
  const left = Math.max(0, x);
  const right = Math.min(stride, x + width);
  const bottom = Math.min(rows, y + height);
  for (let row = Math.max(0, y); row < bottom && left < right; row++) {
    picture.y.fill(luma, row * stride + left, row * stride + right);
    if (row % 2 === 1) continue;
    const start = (row / 2) * (stride / 2);
    picture.u.fill(u, start + (left >> 1), start + ((right + 1) >> 1));
    picture.v.fill(v, start + (left >> 1), start + ((right + 1) >> 1));
  }
}

/**
 * Writes one line of text.
 *
 * @param {Picture} picture
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {number} scale picture pixels per font pixel; even ones look best
 * @param {Yuv} colour
 */
export function drawText(picture, text, x, y, scale, colour) {
  let left = x;
  for (const character of text) {
    const columns = glyph(character);
    for (let column = 0; column < GLYPH_WIDTH; column++) {
      for (let row = 0; row < GLYPH_HEIGHT; row++) {
        if (((columns[column] ?? 0) >> row) & 1) {
          fillRect(picture, left + column * scale, y + row * scale, scale, scale, colour);
        }
      }
    }
    left += (GLYPH_WIDTH + 1) * scale;
  }
}

/** How wide a line of text gets. @param {string} text @param {number} scale */
export function textWidth(text, scale) {
  return ([...text].length * (GLYPH_WIDTH + 1) - 1) * scale;
}
