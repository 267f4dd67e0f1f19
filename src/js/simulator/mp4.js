// A small MP4 muxer: one H.264 track at an even frame rate, the index before the pictures so that playing starts at once.

const encoder = new TextEncoder();

/**
 * @param {{
 *   width: number, height: number, fps: number,
 *   sps: Uint8Array, pps: Uint8Array,
 *   samples: { bytes: Uint8Array, key: boolean }[],
 * }} video one NAL unit a sample
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function muxMp4({ width, height, fps, sps, pps, samples }) {
  const fileType = box("ftyp", text("isom"), u32(0x200), text("isomiso2avc1mp41"));
  // The chunk's place depends on the length of moov, and that on nothing but the number of samples.
  const place = fileType.length + movie(0).length + 8;
  const payload = samples.flatMap(({ bytes }) => [u32(bytes.length), bytes]);
  return join([fileType, movie(place), box("mdat", ...payload)]);

  /** @param {number} offset of the first sample in the file */
  function movie(offset) {
    const duration = u32(samples.length); // in frames: the time scale is the frame rate
    const times = [u32(0), u32(0), u32(fps), duration]; // created, modified, scale
    const avcC = box(
      "avcC",
      Uint8Array.of(1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1), // lengths of 4 bytes, one SPS
      u16(sps.length),
      sps,
      Uint8Array.of(1),
      u16(pps.length),
      pps,
    );
    const entry = box(
      "avc1",
      ...[zeros(6), u16(1), zeros(16), u16(width), u16(height)],
      ...[u32(0x480000), u32(0x480000), u32(0), u16(1), zeros(32), u16(24), u16(0xffff)], // 72 dpi, a frame a sample
      avcC,
    );
    const keys = samples.flatMap(({ key }, index) => (key ? [u32(index + 1)] : []));
    const table = box(
      "stbl",
      full("stsd", 0, u32(1), entry),
      full("stts", 0, u32(1), u32(samples.length), u32(1)),
      full("stss", 0, u32(keys.length), ...keys),
      full("stsc", 0, u32(1), u32(1), u32(samples.length), u32(1)), // all in one chunk
      full("stsz", 0, u32(0), u32(samples.length), ...samples.map(({ bytes }) => u32(bytes.length + 4))),
      full("stco", 0, u32(1), u32(offset)),
    );
    const media = box(
      "mdia",
      full("mdhd", 0, ...times, u16(0x55c4), u16(0)), // language: undetermined
      full("hdlr", 0, u32(0), text("vide"), zeros(12), text("video\0")),
      box(
        "minf",
        full("vmhd", 1, zeros(8)),
        box("dinf", full("dref", 0, u32(1), full("url ", 1))), // the pictures are in this file
        table,
      ),
    );
    const track = full(
      "tkhd",
      3, // enabled, in the movie
      ...[u32(0), u32(0), u32(1), u32(0), duration, zeros(16), matrix()],
      ...[u32(width * 65_536), u32(height * 65_536)],
    );
    const header = full(
      "mvhd",
      0,
      ...[...times, u32(0x10000), u16(0x100), zeros(10), matrix(), zeros(24), u32(2)], // rate 1, volume 1, next track 2
    );
    return box("moov", header, box("trak", track, media));
  }
}

/** No turn, no scale. */
function matrix() {
  return join([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32));
}

/** @param {string} type @param {...Uint8Array} parts */
function box(type, ...parts) {
  const content = join(parts);
  return join([u32(content.length + 8), text(type), content]);
}

/** A box with a version (0) and flags. @param {string} type @param {number} flags @param {...Uint8Array} parts */
function full(type, flags, ...parts) {
  return box(type, u32(flags), ...parts);
}

/** @param {string} value */
function text(value) {
  return encoder.encode(value);
}

/** @param {number} value */
function u16(value) {
  return Uint8Array.of(value >>> 8, value & 0xff);
}

/** @param {number} value */
function u32(value) {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** @param {number} length */
function zeros(length) {
  return new Uint8Array(length);
}

/** @param {Uint8Array[]} parts */
function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
