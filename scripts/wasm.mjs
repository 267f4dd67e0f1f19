// Reads a wasm: its parts, and the names of its functions.

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

/**
 * The names of all functions by their numbers, and how many of them are imported: those have the first ones.
 * @param {Buffer<ArrayBuffer>} wasm one that still has its names
 */
export function functionsOf(wasm) {
  const module = new WebAssembly.Module(wasm);
  const [section = new ArrayBuffer(0)] = WebAssembly.Module.customSections(module, "name");
  const names = functionNames(new Reader(Buffer.from(section)));
  const imported = WebAssembly.Module.imports(module).filter(({ kind }) => kind === "function").length;
  return { names, imported };
}

/** The names of functions by their numbers. @param {Reader} section */
function functionNames(section) {
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
