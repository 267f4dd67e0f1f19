// The frames of the simulator's video: pictures that move calmly and fade into each other, a badge, a bar.
import { badgeOf } from "./film-badge.js";
import { decode, drawn, release, surface } from "./picture.js";

/** @typedef {import("./picture.js").Canvas} Canvas */
/** @typedef {{ canvas: Canvas, paint: (second: number) => void }} Frames */

/**
 * The sides of a frame: exactly of the ratio, and even, as encoders want them.
 * @type {Record<string, [width: number, height: number]>}
 */
const SIZES = { "1:1": [480, 480], "16:9": [640, 360], "9:16": [360, 640] };

/** How thick the bar is that shows the time. */
const BAR = 4;

const FADE_SECONDS = 0.4;

// How fast and how far it moves: calm, also where four pictures share five seconds.
const ZOOM_PER_SECOND = 0.025;
const MOST_ZOOM = 0.16;
const PAN_PER_SECOND = 0.04;
const MOST_PAN = 0.3;

/** How much of the room around the window a pan uses: up to the edges, it would look like a slip. */
const ROOM_USED = 0.7;

/** Stills have more pixels than a frame, so that zooming in never shows enlarged ones. */
const DENSITY = 1.25;

/** Where the window stands in a picture that is taller: faces are above the half. */
const EYE_LEVEL = 0.4;

/** @param {number} from @param {number} to @param {number} share */
const between = (from, to, share) => from + (to - from) * share;

/**
 * Decodes the pictures, leaving out those that cannot be, and makes a canvas on which every moment can be painted.
 * @param {import("./film.js").Film} film
 * @returns {Promise<Frames>}
 */
export async function framesOf({ pictures, ratio, seconds, lines }) {
  const [width, height] = SIZES[ratio];
  /** @type {Canvas[]} */
  const stills = [];
  for (const blob of pictures) {
    const picture = await decode(blob).catch(() => undefined);
    if (!picture) continue;
    stills.push(stillOf(picture, width, height));
    release(picture);
  }
  if (stills.length === 0) throw new Error("This browser can read none of the pictures.");

  const { canvas, context } = surface(width, height);
  const share = seconds / stills.length;
  const ways = stills.map((still, at) => wayOver(still, width, height, share, at % 2 === 0 ? 1 : -1));
  const badge = badgeOf(lines, width);

  /** Paints one picture as it stands at this second. @param {number} at @param {number} second */
  const paintStill = (at, second) => {
    const { from, to } = ways[at];
    // Its way begins and ends amid the fades, where the picture beside it is still to be seen.
    const done = (second - at * share + FADE_SECONDS / 2) / (share + FADE_SECONDS);
    const [x, y, across, down] = from.map((start, side) => between(start, to[side], done));
    context.drawImage(stills[at], x, y, across, down, 0, 0, width, height);
  };

  /** @param {number} second */
  const paint = (second) => {
    const at = Math.min(stills.length - 1, Math.max(0, Math.floor((second - FADE_SECONDS / 2) / share)));
    paintStill(at, second);
    const faded = (second - (at + 1) * share) / FADE_SECONDS + 0.5;
    if (faded > 0 && at + 1 < stills.length) {
      context.globalAlpha = Math.min(1, faded);
      paintStill(at + 1, second);
      context.globalAlpha = 1;
    }
    context.drawImage(badge.canvas, badge.x, badge.y);
    context.fillStyle = "rgb(8 12 11 / 60%)";
    context.fillRect(0, height - BAR, width, BAR);
    context.fillStyle = "#4fc7bd";
    context.fillRect(0, height - BAR, (width * second) / seconds, BAR);
  };
  return { canvas, paint };
}

/**
 * A picture that covers the frame, with as much of what overflows as a pan may show.
 * @param {import("./picture.js").Decoded} picture
 * @param {number} width
 * @param {number} height
 */
function stillOf(picture, width, height) {
  const scale = Math.max(width / picture.width, height / picture.height);
  const across = Math.min(picture.width, Math.ceil((width * (1 + MOST_PAN)) / scale));
  const down = Math.min(picture.height, Math.ceil((height * (1 + MOST_PAN)) / scale));
  const x = Math.floor((picture.width - across) / 2);
  const y = Math.floor((picture.height - down) * EYE_LEVEL);
  const part = { x, y, width: across, height: down };
  return drawn(picture, part, Math.round(across * scale * DENSITY), Math.round(down * scale * DENSITY));
}

/**
 * The window's first and last place and size in a still: [x, y, width, height]. It comes nearer, and goes along.
 * @param {Canvas} still
 * @param {number} width
 * @param {number} height
 * @param {number} share how many seconds it takes
 * @param {1 | -1} direction
 */
function wayOver(still, width, height, share, direction) {
  const zoom = 1 + Math.min(MOST_ZOOM, ZOOM_PER_SECOND * share);
  const pan = Math.min(MOST_PAN, PAN_PER_SECOND * share);
  /** @param {number} nearness @param {1 | -1} sense */
  const windowAt = (nearness, sense) => {
    const sides = [width, height].map((side) => (side * DENSITY) / nearness);
    const starts = [still.width - sides[0], still.height - sides[1]].map((room, axis) => {
      const middle = room * (axis === 0 ? 0.5 : EYE_LEVEL);
      return middle + (sense * Math.min(room * ROOM_USED, pan * [width, height][axis] * DENSITY)) / 2;
    });
    return [...starts, ...sides];
  };
  return { from: windowAt(1, /** @type {1 | -1} */ (-direction)), to: windowAt(zoom, direction) };
}
