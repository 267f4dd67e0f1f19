// Builds dist/: the core by wasm-pack, a copy of src/js, and what is generated between the two. Leaves it ready for `npm pack`.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shortened } from "./names.mjs";
import { cargoHome, main, root, run, wasmBindgenVersion, which } from "./tools.mjs";

const pkg = join(root, "target", "pkg");
const dist = join(root, "dist");

main(import.meta.url, async () => {
  // The paths of whoever builds it are nobody's business, and would make each machine's build another one. Where rust-src
  // is installed, those of the standard library are this machine's, too.
  const { sysroot, library } = await rust();
  const plain = [
    [sysroot, library],
    [cargoHome, "/cargo"],
    [root, "/kling-multi-i2v"],
  ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  const flags = `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(plain)}`;
  if (!which("wasm-bindgen"))
    console.log(
      `build: wasm-pack gets wasm-bindgen ${wasmBindgenVersion()}: it downloads it, or compiles it where it cannot (up to seven minutes, once)`,
    );
  const options = ["--target", "web", "--release", "--no-pack", "--out-dir", pkg];
  await run("wasm-pack", ["build", ...options, "--", "--locked", "--features", "npm", "--config", flags], {
    hint: "The first error above says why the core does not build.",
  });
  console.log("build: the model's facts, as plain data (a minute, the first time)");
  const facts = await run("cargo", ["run", "--quiet", "--locked", "--example", "model"], { quiet: true });
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  cpSync(join(root, "src", "js"), dist, { recursive: true });
  const short = join(dist, "kling-multi-i2v.wasm");
  const glue = readFileSync(join(pkg, "kling_multi_i2v.js"), "utf8");
  writeFileSync(join(dist, "glue.js"), await shortened(join(pkg, "kling_multi_i2v_bg.wasm"), short, glue));
  const wasm = readFileSync(short);
  const stamp = createHash("sha256").update(wasm).digest("hex").slice(0, 16);
  writeFileSync(short, Buffer.concat([wasm, customSection("kling-multi-i2v", stamp)]));
  writeFileSync(join(dist, "stamp.js"), stampModule(stamp));
  // For our own type check alone: it needs a newer library than most consumers set, and is not shipped.
  writeFileSync(join(dist, "glue.d.ts"), readFileSync(join(pkg, "kling_multi_i2v.d.ts")));
  writeFileSync(join(dist, "bytes.js"), inlined(wasm));
  const { paths, ...contract } = JSON.parse(facts);
  writeFileSync(join(dist, "model.js"), model(contract));
  writeFileSync(join(dist, "paths.js"), pathsModule(paths));
  console.log(`dist/ is ready: the core has ${(wasm.length / 1000).toFixed(1)} kB.`);
});

/** Where rustc looks for the standard library's source, and what it calls it where there is none. */
async function rust() {
  const sysroot = (await run("rustc", ["--print", "sysroot"], { quiet: true })).trim();
  const version = await run("rustc", ["-vV"], { quiet: true });
  const hash = /^commit-hash: (\w+)$/m.exec(version)?.[1] ?? "unknown";
  return { sysroot: join(sysroot, "lib", "rustlib", "src", "rust"), library: `/rustc/${hash}` };
}

/**
 * A module that carries the bytes in its own text, so that no bundler has to find a file. One character a byte, each
 * one higher than its byte, for a NUL does not survive in HTML: after gzip that costs a twelfth of what base64 does.
 * @param {Buffer} wasm
 */
function inlined(wasm) {
  /** @type {Record<string, string>} */
  const escapes = { "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\" };
  let text = "";
  for (const byte of wasm) {
    const character = String.fromCharCode(byte + 1);
    text += escapes[character] ?? character;
  }
  return `// Generated: the core, in the module's own text.
const TEXT = "${text}";

/** The bytes of the core. */
export function wasmBytes() {
  const bytes = new Uint8Array(TEXT.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = TEXT.charCodeAt(i) - 1;
  return bytes;
}
`;
}

/**
 * A section that no engine runs, for the end of a wasm. Name and text are ASCII and short: one byte tells each length.
 * @param {string} name
 * @param {string} text
 */
function customSection(name, text) {
  return Buffer.from([0, 1 + name.length + text.length, name.length, ...Buffer.from(name + text)]);
}

/** @param {string} stamp */
function stampModule(stamp) {
  return `// Generated: what tells the .wasm that goes with this glue from every other build's.
export const STAMP = "${stamp}";
`;
}

/**
 * The model's facts as plain data that costs no start.
 * @param {object} contract
 */
function model(contract) {
  return `// Generated from src/core/model.rs: the model's contract as plain data.
/** @type {<T>(value: T) => T} */
const freeze = (value) => {
  if (typeof value === "object" && value) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

export const MODEL = /* @__PURE__ */ freeze(${JSON.stringify(contract, null, 2)});
`;
}

/** @param {object} paths */
function pathsModule(paths) {
  return `// Generated from src/core/model.rs: the service's paths that this package asks, for the proxy alone.
export const PATHS = ${JSON.stringify(paths, null, 2)};
`;
}
