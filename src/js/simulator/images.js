// What an uploaded file's bytes tell: which image format it is and its size in pixels, or that it is no image.

/**
 * @typedef {{ format: "jpeg" | "png" | "webp" | "gif" | "bmp" | "tiff", type: string, width: number, height: number }} ImageInfo
 */

/**
 * Looks at a file's first bytes (and, for JPEG and TIFF, along its headers).
 *
 * @param {Uint8Array} bytes
 * @returns {ImageInfo | null} null where the format is unknown or no size above 0 can be read
 */
export function sniffImage(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [format, read] of READERS) {
    let size;
    try {
      size = read(bytes, view);
    } catch (error) {
      // A header that ends early makes DataView throw; anything else is a mistake of ours.
      if (!(error instanceof RangeError)) throw error;
    }
    if (size && size[0] > 0 && size[1] > 0) {
      return { format, type: `image/${format}`, width: size[0], height: size[1] };
    }
  }
  return null;
}

/** @typedef {(bytes: Uint8Array, view: DataView) => [number, number] | undefined} SizeReader */

/** @type {[ImageInfo["format"], SizeReader][]} */
const READERS = [
  ["jpeg", jpegSize],
  ["png", pngSize],
  ["webp", webpSize],
  ["gif", gifSize],
  ["bmp", bmpSize],
  ["tiff", tiffSize],
];

/** @param {Uint8Array} bytes @param {number} at @param {string} text */
function has(bytes, at, text) {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** @type {SizeReader} */
function jpegSize(bytes, view) {
  if (!has(bytes, 0, "\xff\xd8\xff")) return undefined;
  for (let at = 2; at < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    while (bytes[at + 1] === 0xff) at++; // fill bytes before a marker
    const marker = view.getUint8(at + 1);
    const startOfFrame =
      marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (startOfFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    if (marker === 0xd9 || marker === 0xda) return undefined; // the picture itself begins or ends: no size before it
    const standalone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (standalone) at += 2;
    else {
      const length = view.getUint16(at + 2);
      if (length < 2) return undefined;
      at += 2 + length;
    }
  }
  return undefined;
}

/** @type {SizeReader} */
function pngSize(bytes, view) {
  if (!has(bytes, 0, "\x89PNG\r\n\x1a\n") || !has(bytes, 12, "IHDR")) return undefined;
  return [view.getUint32(16), view.getUint32(20)];
}

/** @type {SizeReader} */
function webpSize(bytes, view) {
  if (!has(bytes, 0, "RIFF") || !has(bytes, 8, "WEBP")) return undefined;
  if (has(bytes, 12, "VP8 ") && has(bytes, 23, "\x9d\x01\x2a")) {
    return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  }
  if (has(bytes, 12, "VP8L") && bytes[20] === 0x2f) {
    const bits = view.getUint32(21, true);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (has(bytes, 12, "VP8X")) {
    const triple = (/** @type {number} */ at) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
    return [triple(24), triple(27)];
  }
  return undefined;
}

/** @type {SizeReader} */
function gifSize(bytes, view) {
  if (!has(bytes, 0, "GIF87a") && !has(bytes, 0, "GIF89a")) return undefined;
  return [view.getUint16(6, true), view.getUint16(8, true)];
}

/** @type {SizeReader} */
function bmpSize(bytes, view) {
  if (!has(bytes, 0, "BM")) return undefined;
  const header = view.getUint32(14, true);
  if (header === 12) return [view.getUint16(18, true), view.getUint16(20, true)];
  if (header < 40 || header > 124) return undefined;
  // A negative height means that the rows are stored from the top.
  return [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
}

/** @type {SizeReader} */
function tiffSize(bytes, view) {
  const little = has(bytes, 0, "II*\0");
  if (!little && !has(bytes, 0, "MM\0*")) return undefined;
  const directory = view.getUint32(4, little);
  const entries = view.getUint16(directory, little);
  let width = 0;
  let height = 0;
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    const tag = view.getUint16(entry, little);
    const short = view.getUint16(entry + 2, little) === 3;
    const value = short ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
    if (tag === 256) width = value;
    if (tag === 257) height = value;
  }
  return [width, height];
}
