// Serves bytes the way a file server does: whole, or the part that a Range header asks for.

import { plain } from "./answers.js";

/**
 * @param {Uint8Array} bytes
 * @param {string} type Content-Type of the whole
 * @param {Record<string, string>} requestHeaders lower-case names
 * @param {{ etag: string, headers?: Record<string, string> }} options
 * @returns {import("./answers.js").Answer} 200, 206 or 416
 */
export function serveBytes(bytes, type, requestHeaders, { etag, headers = {} }) {
  const common = { ...headers, "accept-ranges": "bytes", etag };
  const asked = requestHeaders.range;
  // An If-Range that names another version asks for the whole. Anything but our own tag counts as another version.
  const sameVersion = requestHeaders["if-range"] === undefined || requestHeaders["if-range"] === etag;
  const range = asked !== undefined && sameVersion ? parseRange(asked, bytes.length) : null;
  if (range === null) return plain(200, bytes, type, common);
  if (range === "unsatisfiable") {
    return plain(416, "", type, { ...common, "content-range": `bytes */${bytes.length}` });
  }
  const [start, end] = range;
  return plain(206, bytes.subarray(start, end + 1), type, {
    ...common,
    "content-range": `bytes ${start}-${end}/${bytes.length}`,
  });
}

/**
 * One byte range of RFC 9110. Several at once, another unit or nonsense count as no Range at all, which the RFC allows.
 *
 * @param {string} header
 * @param {number} size
 * @returns {[number, number] | "unsatisfiable" | null} first and last byte
 */
export function parseRange(header, size) {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header);
  if (!match || (!match[1] && !match[2])) return null;
  if (!match[1]) {
    const last = Number(match[2]);
    if (last === 0 || size === 0) return "unsatisfiable";
    return [Math.max(0, size - last), size - 1];
  }
  const start = Number(match[1]);
  const end = match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  if (match[2] && Number(match[2]) < start) return null;
  return start >= size ? "unsatisfiable" : [start, end];
}
