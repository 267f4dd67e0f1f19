// Pictures as pixels: decoding a file, and drawing a part of one at a size.

/**
 * @typedef {ImageBitmap | HTMLImageElement} Decoded
 * @typedef {OffscreenCanvas | HTMLCanvasElement} Canvas
 * @typedef {OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D} Context
 * @typedef {{ x: number, y: number, width: number, height: number }} Part a rectangle of a picture, in its pixels
 */

/**
 * A file's picture, upright as its EXIF data says; rejects where the browser cannot read it.
 * @param {Blob} blob
 * @returns {Promise<Decoded>}
 */
export async function decode(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    // An element shows what a bitmap is not made of: SVG, and in some browsers their newest formats.
    return decodeByElement(blob);
  }
}

/** @param {Blob} blob */
async function decodeByElement(blob) {
  const address = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    // An SVG need not have a size of its own.
    if (image.width === 0 || image.height === 0) throw new Error("The picture has no size.");
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Gives a decoded picture's memory back at once: a large one has hundreds of megabytes. @param {Decoded} picture */
export function release(picture) {
  if ("close" in picture) picture.close();
}

/**
 * A canvas that lives in plain memory: nothing here is shown, everything is read back.
 * @param {number} width
 * @param {number} height
 * @returns {{ canvas: Canvas, context: Context }}
 */
export function surface(width, height) {
  const canvas =
    typeof OffscreenCanvas === "undefined"
      ? document.createElement("canvas")
      : new OffscreenCanvas(width, height);
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {Context | null} */ (canvas.getContext("2d", { willReadFrequently: true }));
  if (!context) throw new Error("This browser gives no room to draw the picture.");
  return { canvas, context };
}

/**
 * Draws a part of a picture at this size, on white where it is transparent.
 * @param {Decoded} picture
 * @param {Part} part
 * @param {number} width
 * @param {number} height
 */
export function drawn(picture, part, width, height) {
  /** @type {Decoded | Canvas} */
  let source = picture;
  let { x, y, width: across, height: down } = part;
  // Not every browser looks at all pixels where it scales down by more than half: so it is done by exact halves.
  while (across > 2 * width && down > 2 * height) {
    const half = surface(Math.ceil(across / 2), Math.ceil(down / 2));
    half.context.imageSmoothingQuality = "high";
    half.context.drawImage(source, x, y, across, down, 0, 0, across / 2, down / 2);
    source = half.canvas;
    x = 0;
    y = 0;
    across /= 2;
    down /= 2;
  }
  const { canvas, context } = surface(width, height);
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(source, x, y, across, down, 0, 0, width, height);
  return canvas;
}
