// Makes the core smaller, and shortens the names by which the core's wasm and its glue know each other: they are a twentieth of what a page loads.
import { withoutWords } from "./panics.mjs";
import { run, Stop } from "./tools.mjs";

/**
 * @typedef {{ imports: [string, string, string][], exports: [string, string][] }} NameMap
 */

/** What every engine has that runs this: "--all-features" emits types that engines refuse. */
export const FEATURES = [
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

/** What makes it smaller. */
const SMALLER = [
  "--strip-debug",
  "--strip-producers",
  // The first 1,024 bytes are the last of a stack of 1 MB.
  "--low-memory-unused",
  // A hundredth of the bytes is found when the first run is over, and a little more where the blocks are laid out anew.
  ...["-Oz", "--flatten", "--rereloop", "-Oz", "--converge", "--generate-global-effects", "-Oz"],
  // Alignments are hints that no engine needs.
  "--dealign",
];

/**
 * Writes `output`, the wasm at `input` with short names, and returns the glue that goes with it.
 * @param {string} input
 * @param {string} output
 * @param {string} glue
 */
export async function shortened(input, output, glue) {
  withoutWords(input, output);
  await run("wasm-opt", [output, ...FEATURES, ...SMALLER, "-o", output], { quiet: true });
  const args = [output, ...FEATURES, "--minify-imports-and-exports-and-modules", "-o", output];
  /** @type {NameMap} */
  const names = JSON.parse(await run("wasm-opt", args, { quiet: true }));
  const imports = new Map(names.imports.map(([, long, short]) => [long, short]));
  const exports = new Map(names.exports);
  const [[module]] = names.imports;
  const isRenamed = (/** @type {string} */ long) => imports.has(long);
  const short = glue
    .replace(/^( +)(\w+): function\(/gm, (whole, indent, long) =>
      isRenamed(long) ? `${indent}${imports.get(long)}: function(` : whole,
    )
    .replace(/\bwasm\.(\w+)/g, (whole, long) => (exports.has(long) ? `wasm.${exports.get(long)}` : whole))
    .replace(`"${module}": import0`, `"a": import0`);
  const left = [...imports.keys()].filter((long) => new RegExp(`\\b${long}: `).test(short));
  if (left.length > 0 || !short.includes('"a": import0')) {
    throw new Stop(
      `The glue of this wasm-bindgen is not the one that scripts/names.mjs knows: ${left.join(", ")}`,
    );
  }
  return CUTS.reduce(cut, short);
}

/**
 * What the glue has for callers and engines that there are none of, and what it does in a slower way.
 * @type {[what: string, RegExp, instead: string][]}
 */
const CUTS = [
  // A call that may throw has its own `catch`: a function made anew for each, and `arguments`, take twice as long.
  [
    "calls that may throw",
    /function\(\) \{ return handleError\(function \(([^)]*)\) \{(.*?)\}, arguments\); \}/gs,
    "function($1) { try {$2} catch (e) { return handleError(e); } }",
  ],
  [
    "what is done with what was thrown",
    /^function handleError\(f, args\) \{\n {4}try \{\n.*?\n {4}\} catch \(e\) \{\n(.*?) {4}\}\n\}\n/ms,
    "function handleError(e) {\n$1}\n",
  ],
  // It is always given a module. The platform's own, of another realm, would not be taken for one.
  ["initSync of bytes", /^ +if \(!\(module instanceof WebAssembly\.Module\)\) \{[^}]*\}\n/m, ""],
  [
    "initSync in its older form",
    /^ {4}if \(module !== undefined\) \{\n {8}if \(Object\.getPrototypeOf.*?^ {4}\}\n/ms,
    "    ({ module } = module);\n",
  ],
  ["encodeInto where it is missing", /^if \(!\('encodeInto' in cachedTextEncoder\)\) \{.*?^\}\n/ms, ""],
  ["strings without realloc", /^ {4}if \(realloc === undefined\) \{.*?^ {4}\}\n/ms, ""],
];

/** @param {string} glue @param {(typeof CUTS)[number]} cut */
function cut(glue, [what, pattern, instead]) {
  if (!pattern.test(glue))
    throw new Stop(`The glue of this wasm-bindgen is not the one that scripts/names.mjs knows: ${what}`);
  return glue.replace(pattern, instead);
}
