// Remedies for what Kling would mind about a picture: each makes a new JPEG of it, in the page.
import { MODEL } from "kling-multi-i2v";
import { decode, drawn, release } from "./picture.js";

/** @typedef {"jpeg" | "shrink" | "enlarge" | "crop"} Remedy */
/** @typedef {import("./picture.js").Part} Part */
/** @typedef {{ part: Part, width: number, height: number }} Plan which part of a picture is drawn at which size */

const { imageSide, imageBytes } = MODEL.advice;

/**
 * The remedy for each code. The order is that in which they are offered: the first that a picture needs also does the
 * work of those after it.
 * @type {[code: string, remedy: Remedy][]}
 */
const REMEDIES = [
  ["image_ratio", "crop"],
  ["image_pixels", "enlarge"],
  ["image_bytes", "shrink"],
  ["image_format", "jpeg"],
];

/** The best first; a JPEG that is still too large at the last is made of fewer pixels. */
const QUALITIES = [0.92, 0.85];
const FEWER = 0.8;

// What every browser's canvas holds: phones take no more pixels than this, others no longer side.
const MOST_PIXELS = 2 ** 24;
const MOST_SIDE = 16_384;

/**
 * Which remedies a picture's warnings ask for: at most one of each, in the order in which to offer them.
 * @param {string[]} codes of issues
 */
export function remediesFor(codes) {
  return REMEDIES.filter(([code]) => codes.includes(code)).map(([, remedy]) => remedy);
}

/**
 * What a remedy does, as a button says it.
 * @param {Remedy} remedy
 * @param {string} ratio
 */
export function remedyText(remedy, ratio) {
  switch (remedy) {
    case "jpeg":
      return "Convert to JPEG";
    case "shrink":
      return "Scale down";
    case "enlarge":
      return "Enlarge";
    case "crop":
      return `Crop to ${ratio}`;
  }
}

/**
 * The mended picture as a JPEG, upright, white where it was transparent, named like the old one.
 * Rejects with an Error for a person where the browser cannot do it.
 * @param {File} file
 * @param {Remedy} remedy
 * @param {string} ratio "16:9": what a picture is cropped to
 */
export async function mend(file, remedy, ratio) {
  const picture = await decode(file).catch((cause) => {
    throw new Error("This browser cannot read the picture: choose another one.", { cause });
  });
  try {
    const plan = remedy === "crop" ? cropped(picture, ratio) : whole(picture, remedy === "enlarge");
    const jpeg = await small(picture, plan);
    return new File([jpeg], nameOf(file.name), { type: "image/jpeg" });
  } finally {
    release(picture);
  }
}

/**
 * Both sides scaled. The longer one is rounded down and the shorter one up, so that no ratio grows and no side falls
 * below its limit; what arithmetic adds to a whole number is none of it.
 * @param {number} width
 * @param {number} height
 * @param {number} scale
 */
function scaled(width, height, scale) {
  const up = (/** @type {number} */ side) => Math.ceil(side * scale - 1e-6);
  const down = (/** @type {number} */ side) => Math.max(1, Math.floor(side * scale + 1e-6));
  return {
    width: width > height ? down(width) : up(width),
    height: height > width ? down(height) : up(height),
  };
}

/**
 * All of the picture, with as many pixels as it has or, enlarged, as it needs.
 * @param {import("./picture.js").Decoded} picture
 * @param {boolean} isEnlarged
 * @returns {Plan}
 */
function whole({ width, height }, isEnlarged) {
  const wanted = isEnlarged ? Math.max(1, imageSide / Math.min(width, height)) : 1;
  const most = Math.min(MOST_SIDE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
  if (wanted > 1 && wanted > most) {
    throw new Error("The picture is too long and narrow to be enlarged: crop it.");
  }
  return { part: { x: 0, y: 0, width, height }, ...scaled(width, height, Math.min(wanted, most)) };
}

/**
 * The middle of the picture at exactly this ratio.
 * @param {import("./picture.js").Decoded} picture
 * @param {string} ratio
 * @returns {Plan}
 */
function cropped({ width, height }, ratio) {
  const [across, down] = ratio.split(":").map(Number);
  const fits = Math.min(width / across, height / down);
  // In whole multiples of the ratio the new sides are exact.
  const most = Math.floor(Math.sqrt(MOST_PIXELS / (across * down)));
  const least = Math.ceil(imageSide / Math.min(across, down));
  const times = Math.max(least, Math.min(most, Math.floor(fits)));
  // Where nothing needs to be scaled, no pixel is changed.
  const taken = times === Math.floor(fits) ? times : fits;
  return {
    part: {
      x: Math.floor((width - across * taken) / 2),
      y: Math.floor((height - down * taken) / 2),
      width: across * taken,
      height: down * taken,
    },
    width: across * times,
    height: down * times,
  };
}

/**
 * Encodes it at the best quality and with the most pixels that stay below what Kling takes.
 * @param {import("./picture.js").Decoded} picture
 * @param {Plan} plan
 */
async function small(picture, { part, width, height }) {
  const least = Math.min(1, imageSide / Math.min(width, height));
  for (let scale = 1; ; scale = Math.max(least, scale * FEWER)) {
    const size = scaled(width, height, scale);
    const canvas = drawn(picture, part, size.width, size.height);
    for (const quality of QUALITIES) {
      const jpeg = await encoded(canvas, quality);
      if (jpeg.size <= imageBytes) return jpeg;
    }
    if (scale === least) throw new Error("The picture cannot be made small enough: choose another one.");
  }
}

/**
 * @param {import("./picture.js").Canvas} canvas
 * @param {number} quality
 */
async function encoded(canvas, quality) {
  const type = "image/jpeg";
  /** @type {Promise<Blob | null>} */
  const encoding =
    "convertToBlob" in canvas
      ? canvas.convertToBlob({ type, quality })
      : new Promise((resolve) => {
          canvas.toBlob(resolve, type, quality);
        });
  const jpeg = await encoding.catch(() => null);
  if (!jpeg) throw new Error("This browser cannot make a picture of this size: choose a smaller one.");
  return jpeg;
}

/** "beach.webp" → "beach.jpg" @param {string} name */
function nameOf(name) {
  if (/\.jpe?g$/i.test(name)) return name;
  return `${name.replace(/\.\w{1,5}$/, "") || "picture"}.jpg`;
}
