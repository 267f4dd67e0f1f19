// Writes bits, Exp-Golomb codes and whole bytes, the way an H.264 stream wants them.

/** @param {number} [capacity] bytes to begin with; it grows */
export function bitWriter(capacity = 1_024) {
  let bytes = new Uint8Array(capacity);
  let length = 0;
  let pending = 0; // bits not yet a whole byte, the oldest highest
  let count = 0;

  /** @param {number} more */
  function grow(more) {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + more));
    larger.set(bytes);
    bytes = larger;
  }

  const writer = {
    /** @param {number} value @param {number} width 1 to 24 bits */
    u(value, width) {
      for (let left = width; left > 0; ) {
        const take = Math.min(8 - count, left);
        pending = (pending << take) | ((value >>> (left - take)) & ((1 << take) - 1));
        count += take;
        left -= take;
        if (count === 8) {
          grow(1);
          bytes[length++] = pending;
          pending = 0;
          count = 0;
        }
      }
    },
    /** An unsigned Exp-Golomb code. @param {number} value */
    ue(value) {
      const width = 32 - Math.clz32(value + 1);
      if (width > 1) writer.u(0, width - 1);
      writer.u(value + 1, width);
    },
    /** A signed one. @param {number} value */
    se(value) {
      writer.ue(value > 0 ? value * 2 - 1 : -value * 2);
    },
    /** Zero bits up to the next byte. */
    align() {
      if (count > 0) writer.u(0, 8 - count);
    },
    /** Whole bytes; only where aligned. @param {Uint8Array} chunk */
    raw(chunk) {
      grow(chunk.length);
      bytes.set(chunk, length);
      length += chunk.length;
    },
    /** The stop bit and the padding that end every unit. */
    trailing() {
      writer.u(1, 1);
      writer.align();
    },
    result: () => bytes.subarray(0, length),
  };
  return writer;
}
