// Builds dist/: the core by wasm-pack, a copy of src/js, and what is generated between the two. Leaves it ready for `npm pack`.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inlined } from "./inline.mjs";
import { shortened } from "./names.mjs";
import { cargoHome, main, root, run, wasmBindgenVersion, which } from "./tools.mjs";

const target = join(root, "target");
const dist = join(root, "dist");

/** The two cores, each with the crate's feature that it is and what cargo is told beside. */
export const HALVES = {
  // "s" for "z": 0.3 kB more, and a check takes a tenth less.
  checks: { features: "npm-checks", configs: ['profile.release.opt-level="s"'] },
  client: { features: "npm", configs: /** @type {string[]} */ ([]) },
};

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
  const half = async (
    /** @type {string} */ pkg,
    /** @type {typeof HALVES.checks} */ { features, configs },
  ) => {
    const options = ["--target", "web", "--release", "--no-pack", "--out-dir", join(target, pkg)];
    const config = [flags, ...configs].flatMap((each) => ["--config", each]);
    await run("wasm-pack", ["build", ...options, "--", "--locked", "--features", features, ...config], {
      hint: "The first error above says why the core does not build.",
    });
  };
  console.log("build: the checks, which come with every import");
  await half("pkg-checks", HALVES.checks);
  console.log("build: all of the core");
  await half("pkg", HALVES.client);
  console.log("build: the model's facts, as plain data (a minute, the first time)");
  const facts = await run("cargo", ["run", "--quiet", "--locked", "--example", "model"], { quiet: true });
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  cpSync(join(root, "src", "js"), dist, { recursive: true });
  const checks = await take("pkg-checks", "checks-glue", join(target, "checks.wasm"));
  writeFileSync(join(dist, "checks-bytes.js"), await inlined(checks));
  const file = join(dist, "kling-multi-i2v.wasm");
  const bare = await take("pkg", "glue", file);
  const stamp = createHash("sha256").update(bare).digest("hex").slice(0, 16);
  const wasm = Buffer.concat([bare, customSection("kling-multi-i2v", stamp)]);
  writeFileSync(file, wasm);
  writeFileSync(join(dist, "stamp.js"), stampModule(stamp));
  writeFileSync(join(dist, "bytes.js"), await inlined(bare));
  const { paths, ...contract } = JSON.parse(facts);
  writeFileSync(join(dist, "model.js"), model(contract));
  writeFileSync(join(dist, "paths.js"), pathsModule(paths));
  const kb = (/** @type {Buffer} */ bytes) => `${(bytes.length / 1000).toFixed(1)} kB`;
  console.log(`dist/ is ready: the core has ${kb(wasm)}, its checks alone ${kb(checks)}.`);
});

/**
 * Makes wasm-pack's glue and wasm smaller, and puts them where they go. Returns the wasm.
 * @param {string} pkg the folder in target/
 * @param {string} name the glue's in dist/
 * @param {string} file where the wasm goes
 */
async function take(pkg, name, file) {
  const made = join(target, pkg, "kling_multi_i2v");
  const glue = readFileSync(`${made}.js`, "utf8");
  writeFileSync(join(dist, `${name}.js`), await shortened(`${made}_bg.wasm`, file, glue));
  // For our own type check alone: it needs a newer library than most consumers set, and is not shipped.
  writeFileSync(join(dist, `${name}.d.ts`), readFileSync(`${made}.d.ts`));
  return readFileSync(file);
}

/** Where rustc looks for the standard library's source, and what it calls it where there is none. */
async function rust() {
  const sysroot = (await run("rustc", ["--print", "sysroot"], { quiet: true })).trim();
  const version = await run("rustc", ["-vV"], { quiet: true });
  const hash = /^commit-hash: (\w+)$/m.exec(version)?.[1] ?? "unknown";
  return { sysroot: join(sysroot, "lib", "rustlib", "src", "rust"), library: `/rustc/${hash}` };
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
