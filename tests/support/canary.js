// Whether a secret is anywhere in a value: in what it says, in what hangs on it, and in every way that it can be printed.

import assert from "node:assert/strict";
import { inspect } from "node:util";

/**
 * Every place below `value` where `secret`, or a piece of eight characters of it, can be read. The platform's own
 * prototypes and functions are left out.
 *
 * @param {unknown} value
 * @param {string} secret
 */
export function traces(value, secret) {
  /** @type {string[]} */
  const found = [];
  const seen = new Set();
  const pieces = new Set();
  for (let at = 0; at + 8 <= secret.length; at++) pieces.add(secret.slice(at, at + 8));
  const says = (/** @type {string} */ text) => [...pieces].some((piece) => text.includes(piece));

  /** @param {unknown} what @param {string} path */
  const walk = (what, path) => {
    if (typeof what === "string" && says(what)) found.push(path);
    if (typeof what === "symbol" && says(String(what))) found.push(path);
    if ((typeof what !== "object" && typeof what !== "function") || what === null || seen.has(what)) return;
    seen.add(what);
    if (what instanceof Map || what instanceof Set) for (const entry of what) walk(entry, `${path}{}`);
    for (const key of Reflect.ownKeys(what)) {
      const property = Object.getOwnPropertyDescriptor(what, key);
      walk(key, `${path} (a key)`);
      if (property && "value" in property) walk(property.value, `${path}.${String(key)}`);
      else {
        try {
          walk(Reflect.get(what, key), `${path}.${String(key)}`);
        } catch {
          // A getter of a prototype that wants an instance.
        }
      }
    }
    walk(Object.getPrototypeOf(what), `${path}.[prototype]`);
  };
  walk(value, "it");

  const printed = {
    String: () => String(value),
    JSON: () => JSON.stringify(value) ?? "",
    inspect: () => inspect(value, { showHidden: true, depth: Number.POSITIVE_INFINITY, getters: true }),
    stack: () => String(value instanceof Error ? value.stack : ""),
  };
  for (const [way, print] of Object.entries(printed)) {
    let text = "";
    try {
      text = print();
    } catch {
      // What cannot be printed tells nothing.
    }
    if (says(text)) found.push(way);
  }
  return found;
}

/**
 * Why a value that a store was given may hold a picture: it is no plain JSON, or a piece from the middle of the picture
 * can be read in it, as a store that knows texts alone would spell it.
 *
 * @param {unknown} value
 * @param {Uint8Array} bytes
 */
export function bytesIn(value, bytes) {
  /** @type {string[]} */
  const found = [];
  try {
    assert.deepEqual(JSON.parse(JSON.stringify(value) ?? "null"), value ?? null);
  } catch {
    found.push("no plain JSON");
  }
  const text = JSON.stringify(value) ?? "";
  const middle = Math.floor(bytes.length / 2);
  const piece = Buffer.from(bytes.subarray(middle, middle + 30));
  const spellings = {
    hex: piece.toString("hex"),
    numbers: [...piece].join(),
    letters: JSON.stringify(piece.toString("latin1")).slice(1, -1),
    ...Object.fromEntries(
      // Of each three bytes, whichever comes first.
      [0, 1, 2].map((skip) => [`base64, ${skip}`, piece.subarray(skip, skip + 27).toString("base64")]),
    ),
  };
  for (const [spelling, spelt] of Object.entries(spellings)) if (text.includes(spelt)) found.push(spelling);
  return found;
}
