// The simulator's video, made in the page from the person's own pictures, by the browser's own encoder.
import {
  BufferTarget,
  CanvasSource,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  WebMOutputFormat,
} from "mediabunny";
import { framesOf } from "./film-frames.js";

/**
 * @typedef {object} Film
 * @property {Blob[]} pictures shown one after the other, each as long
 * @property {"1:1" | "16:9" | "9:16"} ratio
 * @property {5 | 10} seconds
 * @property {string[]} lines small texts below the word SIMULATED: "16:9 · 5 s"
 */

const FRAMES_PER_SECOND = 24;

/** Enough for pictures in calm motion, and ten seconds stay below 3 MB. */
const QUALITY = new Quality({ bitrate: 1_600_000, bitrateMode: "variable" });

/**
 * What the browsers play, the most welcome first: an MP4 can be shown and kept everywhere.
 * @type {{ codec: "avc" | "vp9" | "vp8", container: "mp4" | "webm", type: string }[]}
 */
const ENCODINGS = [
  { codec: "avc", container: "mp4", type: 'video/mp4; codecs="avc1.64001e"' },
  { codec: "vp9", container: "webm", type: 'video/webm; codecs="vp09.00.21.08"' },
  { codec: "vp8", container: "webm", type: 'video/webm; codecs="vp8"' },
];

/**
 * The pictures as a video of exactly this length and ratio, with SIMULATED on every frame. The same film always looks
 * the same. Rejects where this browser can encode none, or can read none of the pictures.
 * @param {Film} film
 * @returns {Promise<Blob>} an MP4, or a WebM where MP4 cannot be encoded
 */
export async function makeFilm(film) {
  const frames = await framesOf(film);
  const { width, height } = frames.canvas;
  /** @type {unknown} */
  let cause;
  for (const encoding of ENCODINGS) {
    // WebKitGTK crashes where an encoder is asked for before anything was asked about playing.
    if (document.createElement("video").canPlayType(encoding.type) === "") continue;
    if (!(await canEncodeVideo(encoding.codec, { width, height, quality: QUALITY }))) continue;
    try {
      return await encode(frames, film.seconds, encoding);
    } catch (error) {
      // Some browsers only find out while they encode that they cannot.
      cause = error;
    }
  }
  throw new Error("This browser can make no video.", { cause });
}

/**
 * @param {import("./film-frames.js").Frames} frames
 * @param {number} seconds
 * @param {typeof ENCODINGS[number]} encoding
 */
async function encode({ canvas, paint }, seconds, { codec, container }) {
  const target = new BufferTarget();
  const format = container === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat();
  const output = new Output({ format, target });
  const source = new CanvasSource(canvas, { codec, quality: QUALITY });
  output.addVideoTrack(source, { frameRate: FRAMES_PER_SECOND });
  try {
    await output.start();
    for (let frame = 0; frame < seconds * FRAMES_PER_SECOND; frame += 1) {
      paint(frame / FRAMES_PER_SECOND);
      await source.add(frame / FRAMES_PER_SECOND, 1 / FRAMES_PER_SECOND);
      await breathe();
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  return new Blob([/** @type {ArrayBuffer} */ (target.buffer)], { type: `video/${container}` });
}

/** Lets the page do what waits, between two frames. A timer would be slowed down where the page is hidden. */
function breathe() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(null);
  }).finally(() => port1.close());
}
