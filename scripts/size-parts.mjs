// What each kilobyte of the two wasm files buys, function by function, summed up by what it is for: `npm run size:parts`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HALVES } from "./build.mjs";
import { FEATURES } from "./names.mjs";
import { withoutWords } from "./panics.mjs";
import { main, root, run } from "./tools.mjs";
import { functionsOf, Reader } from "./wasm.mjs";

/** What it is for, by the module that a function's name has first. @type {[what: string, RegExp][]} */
const PURPOSES = [
  ["the ledger: records, budget, leases, what is learned", /::(web|core)::(ledger|seen|turns)\b/],
  ["paying once, and finding what was lost", /::web::(pay|recover|repeat|sights|submit|attempt|presence)\b/],
  ["pictures and uploads", /::(web|core)::(upload|flights|media|digest|xhr|once|image)\b/],
  ["following a job", /::(web|core)::(watch|follow|job|polling|schedule|prediction|deadline)\b/],
  ["HTTP: sending, judging answers, trying again", /::(web|core)::(http|answer|retry|secrets|platform)\b/],
  ["options and ids", /::(web|core)::(settings|setup|early)\b|checkOptions|checkJobId|rawclient_new/],
  [
    "checks, prices and their words",
    /::core::(request|picture|issue|pricing|url|reach|spelling|text|model|enhance|draft|plain)\b|^validate|^estimateCost/,
  ],
  ["batches", /::(web|core)::batch\b|generateAll/],
  [
    "promises and values at the border to JS",
    /::web::(future|stop|js|value)\b|wasm_bindgen|js_sys|gloo|web_sys|^__externref|wbindgen/,
  ],
  ["the other calls, updates and results", /::web::|::core::|^raw(client|job)_/],
];
const REST = "Rust's own: texts, numbers, memory";
const DATA = "data: words, names, tables";

/** The functions of a wasm with their sizes, and the size of its data. @param {Buffer<ArrayBuffer>} wasm */
function sizesOf(wasm) {
  const { names, imported } = functionsOf(wasm);
  const reader = new Reader(wasm);
  reader.bytes(8);
  /** @type {{ size: number, name: string }[]} */
  const functions = [];
  let data = 0;
  while (!reader.isDone()) {
    const [id] = reader.bytes(1);
    const bytes = reader.bytes(reader.number());
    if (id === 11) data = bytes.length;
    if (id !== 10) continue;
    const section = new Reader(bytes);
    for (let left = section.number(); left > 0; left--) {
      const size = section.number();
      section.bytes(size);
      functions.push({ size, name: names.get(imported + functions.length) ?? "" });
    }
  }
  return { functions, data };
}

/** @param {string} title @param {typeof HALVES.checks} half */
async function parts(title, { features, configs }) {
  const target = join(root, "target");
  const build = ["build", "--quiet", "--release", "--locked", "--target", "wasm32-unknown-unknown"];
  const config = configs.flatMap((each) => ["--config", each]);
  await run("cargo", [...build, "--features", features, ...config], { hint: "See above." });
  const wasm = join(target, "wasm32-unknown-unknown", "release", "kling_multi_i2v.wasm");
  const out = join(target, "size-parts");
  await run("wasm-bindgen", ["--keep-debug", "--target", "web", "--out-dir", out, wasm], { quiet: true });
  const small = join(out, "small.wasm");
  withoutWords(join(out, "kling_multi_i2v_bg.wasm"), small);
  await run("wasm-opt", [small, "-g", ...FEATURES, "--low-memory-unused", "-Oz", "-o", small], {
    quiet: true,
  });
  const { functions, data } = sizesOf(readFileSync(small));
  /** @type {Map<string, number>} */
  const sums = new Map([[DATA, data]]);
  for (const { name, size } of functions) {
    const what = PURPOSES.find(([, pattern]) => pattern.test(name))?.[0] ?? REST;
    sums.set(what, (sums.get(what) ?? 0) + size);
  }
  const all = [...sums.values()].reduce((sum, size) => sum + size, 0);
  console.log(`\n${title}: ${(all / 1000).toFixed(1)} kB`);
  for (const [what, size] of [...sums].sort((one, other) => other[1] - one[1]))
    console.log(
      `${(size / 1000).toFixed(1).padStart(7)} kB ${((size / all) * 100).toFixed(0).padStart(3)} %  ${what}`,
    );
}

main(import.meta.url, async () => {
  await parts("With every import", HALVES.checks);
  await parts("For a client", HALVES.client);
});
