// A wasm in a module's own text, so that no bundler has to find a file.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./tools.mjs";

/** What stands for the bytes: first what every bundler writes as it is, last what some write as `\x80` or the like. */
const CHARACTERS = [
  ...range(32, 126).filter((code) => !['"', "$", "\\", "`", "}"].includes(String.fromCharCode(code))),
  ...range(1, 31).filter((code) => code !== 10 && code !== 13),
  ...range(127, 255),
  ...[10, 13, 34, 36, 92, 96, 125, 256],
];

/** @param {number} from @param {number} to */
function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Where the text is in the reader's memory: inline.wat. */
const TEXT_AT = 2048;
const PAGE = 65_536;

/** What reads the text: a wasm again. A loop of JS that runs for the first time is slower, and a page's first check waits for it. */
async function reader() {
  const folder = join(root, "target", "inline");
  const file = join(folder, "inline.wasm");
  mkdirSync(folder, { recursive: true });
  await run("wasm-as", ["scripts/inline.wat", "-o", file], { quiet: true });
  await run("wasm-opt", [file, "-Oz", "-o", file], { quiet: true });
  return readFileSync(file).toString("base64");
}

/**
 * A module that carries the bytes: one character a byte, the shortest for the most frequent, and none a NUL, which does not
 * survive in HTML. After gzip that costs a fortieth of the bytes; base64 costs a quarter.
 * @param {Buffer} wasm
 */
export async function inlined(wasm) {
  const counts = new Array(256).fill(0);
  for (const byte of wasm) counts[byte]++;
  /** @type {string[]} */
  const characters = [];
  const frequent = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  for (const [rank, byte] of frequent.entries()) characters[byte] = String.fromCharCode(CHARACTERS[rank]);
  let text = characters.join("");
  for (const byte of wasm) text += characters[byte];
  const pages = Math.ceil((TEXT_AT + Buffer.byteLength(text)) / PAGE);
  return `// Generated: a .wasm, in the module's own text: the characters of the bytes from 0 to 255, then the bytes.
const TEXT = ${JSON.stringify(text)};
/** A small .wasm that reads it. */
const READER = "${await reader()}";

/** Its bytes. */
export function wasmBytes() {
  const reader = new WebAssembly.Module(Uint8Array.from(atob(READER), (character) => character.charCodeAt(0)));
  const { memory, read } = /** @type {any} */ (new WebAssembly.Instance(reader).exports);
  memory.grow(${pages - 1});
  const bytes = new Uint8Array(memory.buffer).subarray(${TEXT_AT});
  read(new TextEncoder().encodeInto(TEXT, bytes).written);
  return bytes.subarray(0, TEXT.length - 256);
}
`;
}
