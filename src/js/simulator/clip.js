// The video that the simulator delivers: says what it is, and moves, so that one sees it play.

import { encodeVideo } from "./encode-video.js";
import { GLYPH_HEIGHT } from "./font.js";
import { drawText, fillRect, makePicture, textWidth, yuv } from "./picture.js";

/** Small, of the exact ratio, and whole macroblocks on both sides. */
const SIZES = new Map([
  ["1:1", { width: 384, height: 384 }],
  ["16:9", { width: 512, height: 288 }],
  ["9:16", { width: 288, height: 512 }],
]);
const FPS = 12;
const MARGIN = 16;
const BALL = 24;
const WHITE = yuv(255, 255, 255);
const PALE = yuv(200, 205, 215);
const TRACK = yuv(60, 64, 74);

/**
 * @param {{ seconds: number, ratio: string, id: string }} clip
 * @returns {Uint8Array<ArrayBuffer>} an MP4
 */
export function makeClip({ seconds, ratio, id }) {
  const { width, height } = SIZES.get(ratio) ?? { width: 384, height: 384 };
  return encodeVideo({ width, height, fps: FPS, frames: draw(width, height, seconds, ratio, id) });
}

/** @param {number} width @param {number} height @param {number} seconds @param {string} ratio @param {string} id */
function* draw(width, height, seconds, ratio, id) {
  const picture = makePicture(width, height);
  const accent = colourOf(id);
  // A gradient from top to bottom: each row is one value, which the encoder continues from the left for nothing.
  const background = (/** @type {number} */ y, /** @type {number} */ rows) => {
    for (let row = y; row < y + rows; row++) {
      fillRect(picture, 0, row, width, 1, [28 + Math.round((row / height) * 24), 132, 126]);
    }
  };
  const centred = (
    /** @type {string} */ text,
    /** @type {number} */ y,
    /** @type {number} */ scale,
    colour = PALE,
  ) => {
    drawText(picture, text, ((width - textWidth(text, scale)) >> 2) * 2, y, scale, colour);
  };

  background(0, height);
  const large = Math.min(6, Math.floor((width - 2 * MARGIN) / textWidth("SIMULATED", 1)));
  const small = large - (large > 4 ? 2 : 1);
  let y = Math.round(height / 6 / 2) * 2;
  centred("SIMULATED", y, large, WHITE);
  y += (GLYPH_HEIGHT + 3) * large;
  centred(`${ratio}   ${seconds} s`, y, small);
  y += (GLYPH_HEIGHT + 3) * small;
  centred(`job ${id.slice(0, 8)}`, y, small);

  // Below: a ball that swings, the second it is, and a bar that fills.
  const bar = height - 3 * MARGIN;
  const lane = bar - BALL - MARGIN;
  const span = width - 2 * MARGIN;
  const frames = seconds * FPS;
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / FPS;
    background(lane, BALL);
    const left = MARGIN + Math.round(((1 - Math.cos(time * 2)) / 2) * (span - BALL));
    disc(picture, left, lane, accent);
    const filled = Math.round((((frame + 1) / frames) * span) / 2) * 2;
    fillRect(picture, MARGIN, bar, filled, MARGIN, accent);
    fillRect(picture, MARGIN + filled, bar, span - filled, MARGIN, TRACK);
    if (frame % FPS === 0) {
      background(bar + MARGIN + 4, MARGIN * 2 - 4);
      centred(`${Math.floor(time)} / ${seconds} s`, bar + MARGIN + 10, 2);
    }
    yield picture;
  }
}

/** @param {import("./picture.js").Picture} picture @param {number} left @param {number} top @param {import("./picture.js").Yuv} colour */
function disc(picture, left, top, colour) {
  const radius = BALL / 2;
  for (let row = 0; row < BALL; row++) {
    const half = Math.round(Math.sqrt(radius * radius - (row + 0.5 - radius) ** 2));
    fillRect(picture, left + radius - half, top + row, half * 2, 1, colour);
  }
}

/** A bright colour that differs from job to job. @param {string} id */
function colourOf(id) {
  const hue = ((Number.parseInt(id.slice(0, 4), 16) || 0) / 65_536) * 6;
  const channel = (/** @type {number} */ shift) => {
    const distance = Math.abs(((hue + shift) % 6) - 3);
    return 90 + 160 * Math.min(1, Math.max(0, distance - 1));
  };
  return yuv(channel(0), channel(4), channel(2));
}
