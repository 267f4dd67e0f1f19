// Lets a panic stop the core without the words that nobody would hear: in a page there is nothing Rust could write them to.
import { readFileSync, writeFileSync } from "node:fs";
import { Stop } from "./tools.mjs";
import { functionsOf, Reader } from "./wasm.mjs";

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
  const { names, imported } = functionsOf(wasm);
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
