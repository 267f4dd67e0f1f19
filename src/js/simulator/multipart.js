// Reads and writes a multipart/form-data body: its parts as views of the bytes, never copied.

import { newId } from "./ids.js";

/** @typedef {{ name: string, filename: string | null, type: string, bytes: Uint8Array }} Part */

/**
 * @param {Uint8Array} body
 * @param {string} contentType the request's Content-Type, which holds the boundary
 * @returns {Part[] | null} null where this is no well-formed multipart/form-data
 */
export function parseMultipart(body, contentType) {
  const boundary = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(
    contentType,
  );
  if (!boundary) return null;
  const delimiter = ascii(`--${boundary[1] ?? boundary[2]}`);
  const lineDelimiter = concat(ascii("\r\n"), delimiter);

  let at = startsWith(body, 0, delimiter) ? delimiter.length : -1;
  if (at < 0) {
    const preamble = indexOf(body, lineDelimiter, 0);
    if (preamble < 0) return null;
    at = preamble + lineDelimiter.length;
  }
  /** @type {Part[]} */
  const parts = [];
  while (!startsWith(body, at, DASHES)) {
    if (!startsWith(body, at, CRLF)) return null;
    const headersEnd = indexOf(body, BLANK_LINE, at);
    if (headersEnd < 0) return null;
    const start = headersEnd + BLANK_LINE.length;
    const end = indexOf(body, lineDelimiter, start);
    if (end < 0) return null;
    const part = readHeaders(new TextDecoder().decode(body.subarray(at, headersEnd)));
    if (!part) return null;
    parts.push({ ...part, bytes: body.subarray(start, end) });
    at = end + lineDelimiter.length;
  }
  return parts;
}

/**
 * A form as the body that a browser sends of it; its type names the boundary.
 * @param {FormData} form
 */
export function multipartOf(form) {
  const boundary = `----simulator${newId()}`;
  // As the HTML standard writes a name between quotes.
  const escaped = (/** @type {string} */ name) =>
    name.replace(/\r\n|\r|\n/g, "%0D%0A").replaceAll('"', "%22");
  const parts = [...form].flatMap(([name, value]) => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
    if (typeof value === "string") return [`${head}\r\n\r\n${value}\r\n`];
    const type = value.type || "application/octet-stream";
    return [`${head}; filename="${escaped(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`, value, "\r\n"];
  });
  return new Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/form-data; boundary=${boundary}` });
}

const DASHES = ascii("--");
const CRLF = ascii("\r\n");
const BLANK_LINE = ascii("\r\n\r\n");

/** @param {string} text */
function readHeaders(text) {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(text)?.[1];
  if (disposition === undefined) return null;
  const name = /(?:^|;)\s*name="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1];
  if (name === undefined) return null;
  const filename = /(?:^|;)\s*filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1] ?? null;
  const type = /^content-type:\s*(.*?)\s*$/im.exec(text)?.[1] ?? "application/octet-stream";
  // Browsers write quotes and line breaks in a file's name as %22, %0D, %0A.
  return { name, filename: filename?.replace(/%(22|0D|0A)/g, "_") ?? null, type };
}

/** @param {string} text */
function ascii(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function concat(a, b) {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** @param {Uint8Array} bytes @param {number} at @param {Uint8Array} what */
function startsWith(bytes, at, what) {
  for (let i = 0; i < what.length; i++) if (bytes[at + i] !== what[i]) return false;
  return true;
}

/** Leaps from one first byte to the next with the engine's own search, which is what makes 100 MB bearable. */
function indexOf(
  /** @type {Uint8Array} */ bytes,
  /** @type {Uint8Array} */ what,
  /** @type {number} */ from,
) {
  const first = what[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes, at, what)) return at;
  }
  return -1;
}
