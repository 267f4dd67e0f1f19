// Pictures in, an MP4 out.

import { h264Encoder } from "./h264.js";
import { muxMp4 } from "./mp4.js";

/**
 * Encodes a video, lossless. What does not change between two frames costs nothing; what does costs 1.5 bytes a pixel
 * unless it is flat, so draw calm things.
 *
 * @param {{
 *   width: number, height: number, fps: number,
 *   frames: Iterable<import("./picture.js").Picture | null>,
 * }} video `frames` may hand over the same picture each time, drawn on in between; null repeats the frame before.
 *   Sides must be even.
 * @returns {Uint8Array<ArrayBuffer>} an MP4 file
 */
export function encodeVideo({ width, height, fps, frames }) {
  if (!Number.isInteger(fps) || fps < 1)
    throw new RangeError(`fps must be a whole number from 1, not ${fps}`);
  const encoder = h264Encoder(width, height);
  const samples = [];
  for (const frame of frames) {
    if (frame && (frame.width !== width || frame.height !== height)) {
      throw new RangeError(`A frame is ${frame.width}x${frame.height}, the video ${width}x${height}`);
    }
    samples.push(encoder.encode(frame));
  }
  if (samples.length === 0) throw new RangeError("A video needs at least one frame");
  return muxMp4({ width, height, fps, sps: encoder.sps, pps: encoder.pps, samples });
}
