// The text of a file store: each line is `checksum [[key, value], [deleted key], …]`, and ends what was synced together.
import { crc32 } from "node:zlib";

export const HEADER = "kling-multi-i2v store 1\n";

/** @param {Iterable<[string, string | undefined]>} changes a key and its JSON text, undefined where it is deleted */
export function lineOf(changes) {
  const pairs = Array.from(changes, ([key, text]) =>
    text === undefined ? `[${JSON.stringify(key)}]` : `[${JSON.stringify(key)},${text}]`,
  );
  const json = `[${pairs.join()}]`;
  return `${checksum(json)} ${json}\n`;
}

/** @param {string | Uint8Array} json */
function checksum(json) {
  return crc32(json).toString(16).padStart(8, "0");
}

/** What makes a file none of ours, in words for whoever has to do something about it. */
export class Damage extends Error {}

/**
 * Reads a whole file.
 *
 * A bad last line was being written when the process or the machine ended: nobody has been told that it is kept. A bad
 * line before another was kept once, and to go on without it might pay for a video twice.
 *
 * @param {Buffer} bytes
 * @returns {{ texts: Map<string, string>, size: number }} `size`: how many bytes of it are good
 * @throws {Damage}
 */
export function replay(bytes) {
  if (bytes.subarray(0, HEADER.length).toString() !== HEADER)
    throw new Damage("it is no store of this version of kling-multi-i2v. Name another path, or move it away");
  /** @type {Map<string, string>} */
  const texts = new Map();
  let start = HEADER.length;
  for (let number = 2; start < bytes.length; number++) {
    const end = bytes.indexOf("\n", start);
    const changes = end < 0 ? undefined : changesOf(bytes.subarray(start, end));
    if (!changes) {
      if (end < 0 || end + 1 === bytes.length) break;
      throw new Damage(
        `line ${number}, at byte ${start}, is damaged and others follow it. ` +
          "Put a backup in its place; or, to go on without what that line kept, delete it",
      );
    }
    for (const [key, ...value] of changes) {
      if (value.length > 0) texts.set(key, JSON.stringify(value[0]));
      else texts.delete(key);
    }
    start = end + 1;
  }
  return { texts, size: start };
}

/** @param {Buffer} line @returns {[string, unknown?][] | undefined} */
function changesOf(line) {
  const json = line.subarray(9);
  if (line.subarray(0, 9).toString("latin1") !== `${checksum(json)} `) return undefined;
  return JSON.parse(json.toString());
}
