// Lets a panic stop the core without the words that nobody would hear: in a page there is nothing Rust could write them to.
import { readFileSync, writeFileSync } from "node:fs";
import { Stop } from "./tools.mjs";

/** What the library calls where it gives up, and what only that calls. None of it returns. */
const GIVES_UP =
  /\b(core|alloc|std)\[\w+\]::(.*::)?(panicking::(?!panic_count)|(\w+_failed|\w+_fail|panic_already\w*|handle_error|handle_alloc_error|capacity_overflow)$)/;

/** A whole function: three bytes, no locals, `unreachable`, the end. */
const TRAP = Buffer.from([3, 0, 0x00, 0x0b]);

/**
 * Makes of each function that only panics the trap in which it ended anyway. wasm-opt then drops what led up to it, the
 * places of every call among it. No check is lost.
 * @param {string} input a wasm that still has its names
 * @param {string} output
 */
export function withoutWords(input, output) {
  const wasm = readFileSync(input);
  const module = new WebAssembly.Module(wasm);
  const [section = new ArrayBuffer(0)] = WebAssembly.Module.customSections(module, "name");
  const names = functionNames(new Reader(Buffer.from(section)));
  // They are numbered before the wasm's own.
  const imported = WebAssembly.Module.imports(module).filter(({ kind }) => kind === "function").length;
  const reader = new Reader(wasm);
  const parts = [reader.bytes(8)];
  let cut = 0;
  while (!reader.isDone()) {
    const id = reader.bytes(1);
    const content = new Reader(reader.bytes(reader.number()));
    if (id[0] !== 10) {
      parts.push(id, sized(content.rest()));
      continue;
    }
    const count = content.number();
    const functions = [leb(count)];
    for (let index = imported; index < imported + count; index++) {
      const body = sized(content.bytes(content.number()));
      const givesUp = GIVES_UP.test(names.get(index) ?? "");
      if (givesUp) cut++;
      functions.push(givesUp ? TRAP : body);
    }
    parts.push(id, sized(Buffer.concat(functions)));
  }
  if (cut === 0) throw new Stop("No function of the core's wasm has a name that scripts/panics.mjs knows.");
  writeFileSync(output, Buffer.concat(parts));
}

/** Reads a wasm, or a part of one, from its beginning. */
export class Reader {
  #at = 0;
  #buffer;

  /** @param {Buffer} buffer */
  constructor(buffer) {
    this.#buffer = buffer;
  }

  isDone() {
    return this.#at >= this.#buffer.length;
  }

  /** @param {number} count */
  bytes(count) {
    this.#at += count;
    return this.#buffer.subarray(this.#at - count, this.#at);
  }

  rest() {
    return this.bytes(this.#buffer.length - this.#at);
  }

  number() {
    for (let number = 0, weight = 1; ; weight *= 128) {
      const [byte] = this.bytes(1);
      number += (byte & 127) * weight;
      if (byte < 128) return number;
    }
  }
}

/** The names of functions by their numbers. @param {Reader} section */
export function functionNames(section) {
  /** @type {Map<number, string>} */
  const names = new Map();
  while (!section.isDone()) {
    const [kind] = section.bytes(1);
    const part = new Reader(section.bytes(section.number()));
    if (kind !== 1) continue;
    for (let left = part.number(); left > 0; left--) {
      names.set(part.number(), part.bytes(part.number()).toString());
    }
  }
  return names;
}

/** Bytes behind their length. @param {Buffer} bytes */
function sized(bytes) {
  return Buffer.concat([leb(bytes.length), bytes]);
}

/** @param {number} number */
function leb(number) {
  const bytes = [];
  for (; number > 127; number >>= 7) bytes.push((number & 127) | 128);
  return Buffer.from([...bytes, number]);
}
