// A tiny lossless H.264 encoder (constrained baseline, CAVLC): macroblocks are kept, copied from a neighbour, or sent raw.
//
// A macroblock that did not change since the frame before is skipped; one that continues its left or upper neighbour is
// Intra16x16 without residual; any other is I_PCM, its 384 bytes as they are. So flat and still things cost nothing, and
// what is drawn comes out to the bit. Section numbers are those of ITU-T H.264.

import { bitWriter } from "./bits.js";

/** @typedef {import("./picture.js").Picture} Picture */

const NAL_PICTURE = 0x41; // a P picture that others refer to
const NAL_IDR = 0x65;
const NAL_SPS = 0x67;
const NAL_PPS = 0x68;

/** Macroblocks a frame may have, by level (table A-1). */
const LEVELS = [
  [1_620, 30],
  [3_600, 31],
  [8_192, 40],
  [36_864, 51],
];

/**
 * @param {number} width
 * @param {number} height
 */
export function h264Encoder(width, height) {
  const across = Math.ceil(width / 16);
  const down = Math.ceil(height / 16);
  /** @type {Picture | null} the frame before, as the decoder has it */
  let before = null;
  let frameNumber = 0;
  /** Whether each macroblock of this frame is I_PCM: the code of "no coefficients" hangs on its neighbours (9.2.1). */
  const isRaw = new Uint8Array(across * down);

  /**
   * The next frame. The first one is an IDR picture, the others refer to the one before.
   *
   * @param {Picture | null} picture null repeats the frame before
   * @returns {{ bytes: Uint8Array<ArrayBuffer>, key: boolean }} one NAL unit, without a length or start code
   */
  function encode(picture) {
    if (!picture && !before) throw new TypeError("The first frame can't repeat the one before");
    const key = !before;
    const out = bitWriter(4_096);
    sliceHeader(out, key, frameNumber);
    isRaw.fill(0);
    let skipped = 0;
    for (let index = 0; index < across * down; index++) {
      const column = index % across;
      const row = (index - column) / across;
      if (before && (!picture || same(picture, before, column, row))) {
        skipped++;
        continue;
      }
      if (!picture) continue;
      if (!key) out.ue(skipped);
      skipped = 0;
      macroblock(out, picture, column, row, key);
    }
    if (skipped > 0) out.ue(skipped);
    out.trailing();

    if (picture) before = { ...picture, y: picture.y.slice(), u: picture.u.slice(), v: picture.v.slice() };
    frameNumber = (frameNumber + 1) % 256;
    return { bytes: unit(key ? NAL_IDR : NAL_PICTURE, out.result()), key };
  }

  /** @param {ReturnType<typeof bitWriter>} out @param {Picture} picture @param {number} column @param {number} row @param {boolean} key */
  function macroblock(out, picture, column, row, key) {
    // In a P slice the intra types come after the five inter ones (7.4.5).
    const offset = key ? 0 : 5;
    const luma = direction(picture.y, picture.stride, 16, column, row);
    const chroma = direction(picture.u, picture.stride / 2, 8, column, row);
    const other = direction(picture.v, picture.stride / 2, 8, column, row);
    const chromaMode = chroma & other;
    if (luma !== 0 && chromaMode !== 0) {
      // Luma's modes are 0 vertical, 1 horizontal, 2 DC; chroma's are 0 DC, 1 horizontal, 2 vertical (tables 8-4, 8-5).
      out.ue(offset + 1 + (luma & UP ? 0 : luma & LEFT ? 1 : 2));
      out.ue(chromaMode & UP ? 2 : chromaMode & LEFT ? 1 : 0);
      out.se(0); // the quantizer stays
      const rawAbove = row > 0 && isRaw[(row - 1) * across + column] === 1;
      const rawLeft = column > 0 && isRaw[row * across + column - 1] === 1;
      // coeff_token of no coefficients: a raw neighbour counts as 16 of them (table 9-5).
      if (rawAbove || rawLeft) out.u(0b000011, 6);
      else out.u(1, 1);
      return;
    }
    isRaw[row * across + column] = 1;
    out.ue(offset + 25);
    out.align();
    for (let line = 0; line < 16; line++) {
      const at = (row * 16 + line) * picture.stride + column * 16;
      out.raw(picture.y.subarray(at, at + 16));
    }
    for (const plane of [picture.u, picture.v]) {
      for (let line = 0; line < 8; line++) {
        const at = ((row * 8 + line) * picture.stride) / 2 + column * 8;
        out.raw(plane.subarray(at, at + 8));
      }
    }
  }

  return {
    sps: unit(NAL_SPS, sequenceParameters(width, height)),
    pps: unit(NAL_PPS, pictureParameters()),
    encode,
  };
}

const UP = 1;
const LEFT = 2;
const GREY = 4;

/**
 * From where a block of one plane can be predicted without any error: from above, from the left, or, where there is no
 * neighbour at all, as grey.
 *
 * @param {Uint8Array} plane
 * @param {number} stride
 * @param {number} size 16 or 8
 * @param {number} column
 * @param {number} row
 * @returns {number} of UP, LEFT and GREY those that fit
 */
function direction(plane, stride, size, column, row) {
  const start = row * size * stride + column * size;
  let fits = (row > 0 ? UP : 0) | (column > 0 ? LEFT : 0) || GREY;
  for (let line = 0; line < size && fits !== 0; line++) {
    const from = start + line * stride;
    const left = fits & LEFT ? plane[from - 1] : 0;
    for (let i = 0; i < size; i++) {
      const value = plane[from + i];
      if (fits & LEFT && value !== left) fits &= ~LEFT;
      if (fits & UP && value !== plane[start - stride + i]) fits &= ~UP;
      if (fits & GREY && value !== 128) fits &= ~GREY;
    }
  }
  return fits;
}

/** @param {Picture} a @param {Picture} b @param {number} column @param {number} row */
function same(a, b, column, row) {
  const { stride } = a;
  return (
    sameBlock(a.y, b.y, stride, 16, column, row) &&
    sameBlock(a.u, b.u, stride / 2, 8, column, row) &&
    sameBlock(a.v, b.v, stride / 2, 8, column, row)
  );
}

/** @param {Uint8Array} a @param {Uint8Array} b @param {number} stride @param {number} size @param {number} column @param {number} row */
function sameBlock(a, b, stride, size, column, row) {
  for (let line = 0; line < size; line++) {
    const from = (row * size + line) * stride + column * size;
    for (let i = from; i < from + size; i++) if (a[i] !== b[i]) return false;
  }
  return true;
}

/** @param {ReturnType<typeof bitWriter>} out @param {boolean} key @param {number} frameNumber (7.3.3) */
function sliceHeader(out, key, frameNumber) {
  out.ue(0); // first_mb_in_slice
  out.ue(key ? 7 : 5); // slice_type: all I, all P
  out.ue(0); // pic_parameter_set_id
  out.u(frameNumber, 8);
  if (key) {
    out.ue(0); // idr_pic_id
    out.u(0, 2); // no_output_of_prior_pics_flag, long_term_reference_flag
  } else {
    out.u(0, 3); // num_ref_idx_override, ref_pic_list_modification, adaptive_ref_pic_marking: none
  }
  out.se(0); // slice_qp_delta
  out.ue(1); // disable_deblocking_filter_idc: nothing may be smoothed
}

/** @param {number} width @param {number} height (7.3.2.1.1 and annex E) */
function sequenceParameters(width, height) {
  const across = Math.ceil(width / 16);
  const down = Math.ceil(height / 16);
  const level = LEVELS.find(([macroblocks = 0]) => across * down <= macroblocks)?.[1] ?? 52;
  const out = bitWriter(64);
  out.u(66, 8); // profile_idc: baseline,
  out.u(0b11000000, 8); // constrained
  out.u(level, 8);
  out.ue(0); // seq_parameter_set_id
  out.ue(4); // log2_max_frame_num_minus4: frame numbers have 8 bits
  out.ue(2); // pic_order_cnt_type: shown in the order of decoding
  out.ue(1); // max_num_ref_frames
  out.u(0, 1); // gaps_in_frame_num_value_allowed_flag
  out.ue(across - 1);
  out.ue(down - 1);
  out.u(0b11, 2); // frame_mbs_only_flag, direct_8x8_inference_flag
  const right = (across * 16 - width) / 2;
  const bottom = (down * 16 - height) / 2;
  out.u(right || bottom ? 1 : 0, 1); // frame_cropping_flag, in units of two pixels
  if (right || bottom) for (const crop of [0, right, 0, bottom]) out.ue(crop);
  out.u(1, 1); // vui_parameters_present_flag
  out.u(0b00, 2); // aspect ratio, overscan
  out.u(0b1, 1); // video_signal_type_present_flag
  out.u(0b101_0_1, 5); // unspecified format, video range, colour described:
  for (const bt709 of [1, 1, 1]) out.u(bt709, 8);
  out.u(0b00000, 5); // chroma location, timing, NAL HRD, VCL HRD, pic_struct
  out.u(1, 1); // bitstream_restriction_flag: so that decoders show a frame as soon as they have it
  out.u(1, 1); // motion_vectors_over_pic_boundaries_flag
  for (const value of [0, 0, 10, 10, 0, 1]) out.ue(value); // … max_num_reorder_frames 0, max_dec_frame_buffering 1
  out.trailing();
  return out.result();
}

/** (7.3.2.2) */
function pictureParameters() {
  const out = bitWriter(16);
  out.ue(0); // pic_parameter_set_id
  out.ue(0); // seq_parameter_set_id
  out.u(0b00, 2); // CAVLC; no bottom_field_pic_order
  out.ue(0); // one slice group
  out.ue(0); // num_ref_idx_l0_default_active_minus1
  out.ue(0); // … l1
  out.u(0b000, 3); // no weighted prediction
  for (let i = 0; i < 3; i++) out.se(0); // quantizers
  out.u(0b100, 3); // deblocking_filter_control_present_flag; no constrained_intra_pred, no redundant_pic_cnt
  out.trailing();
  return out.result();
}

/**
 * A NAL unit: its header, and the payload with a 3 put in wherever 0 0 would be followed by 0, 1, 2 or 3 (7.4.1).
 *
 * @param {number} header
 * @param {Uint8Array} payload
 * @returns {Uint8Array<ArrayBuffer>}
 */
function unit(header, payload) {
  const bytes = new Uint8Array(1 + payload.length + (payload.length >> 1) + 1);
  bytes[0] = header;
  let length = 1;
  let zeros = 0;
  for (const byte of payload) {
    if (zeros === 2 && byte <= 3) {
      bytes[length++] = 3;
      zeros = 0;
    }
    bytes[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return bytes.slice(0, length);
}
