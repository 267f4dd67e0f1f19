// Sets up and checks: `npm test`, or the steps named, `npm test -- wasm js`; "long" only where it is named. Goes on after a
// failure.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { licences } from "./licences.mjs";
import { fresh } from "./outputs.mjs";
import { check as reference } from "./reference.mjs";
import { setup } from "./setup.mjs";
import { size } from "./size.mjs";
import {
  chromiumArgs,
  filesIn,
  findBrowser,
  findDriver,
  isCI,
  main,
  root,
  run,
  Stop,
  toolEnv,
  which,
} from "./tools.mjs";

const WASM = "wasm32-unknown-unknown";
/** Thrown by a step that cannot run on this machine. */
class Skip extends Error {}

const counts = { passed: 0, failed: 0, skipped: 0 };

/**
 * Adds up the closing lines of cargo's and wasm-bindgen's test runners.
 * @param {string} output
 */
function countCargo(output) {
  for (const [, passed, failed, ignored] of output.matchAll(/(\d+) passed; (\d+) failed; (\d+) ignored/g)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
}

/**
 * Adds up the closing lines of Node's test runner.
 * @param {string} output
 */
function countNode(output) {
  const last = (/** @type {string} */ word) =>
    Number([...output.matchAll(new RegExp(`^. ${word} (\\d+)$`, "gm"))].at(-1)?.[1] ?? 0);
  counts.passed += last("pass");
  counts.failed += last("fail") + last("cancelled");
  counts.skipped += last("skipped") + last("todo");
}

/**
 * Runs a test command and counts its tests, also where it fails.
 * @param {(output: string) => void} count
 * @param {string} command
 * @param {string[]} args
 * @param {import("./tools.mjs").RunOptions} options
 */
async function counted(count, command, args, options) {
  try {
    count(await run(command, args, options));
  } catch (error) {
    count((error instanceof Stop && error.output) || "");
    throw error;
  }
}

/** The fuzz targets are a package of their own. */
const FUZZ = ["--manifest-path", "fuzz/Cargo.toml"];

/** So is the Rust program that depends on the crate. */
const CONSUMER = ["--manifest-path", "tests/rust/consumer/Cargo.toml"];
/** Where it is built: beside the crate's own build, cargo would take the one's library for the other's. */
const CONSUMER_TARGET = ["--target-dir", "target/consumer"];

const cargo = (/** @type {string[]} */ args, /** @type {string} */ hint) => run("cargo", args, { hint });

/**
 * Runs the tests of tests/wasm*.rs in one place; `use` is the variable by which their runner knows where.
 * @param {string | undefined} use
 * @param {string} what
 */
async function wasmTests(use, what) {
  const browser = await findBrowser();
  const driver = findDriver();
  if (use !== undefined && !(browser && driver))
    throw new Skip("There is no Chromium or no chromedriver: setup, above, says what to do.");
  if (!filesIn(["tests"]).some((path) => /^tests\/wasm[^/]*\.rs$/.test(path))) {
    throw new Stop("There is no tests/wasm*.rs to run.");
  }
  if (!which("wasm-bindgen-test-runner")) {
    throw new Stop(
      "wasm-bindgen-test-runner is not there; wasm-pack brings it with the first build: npm run build",
    );
  }
  const env = {
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: "wasm-bindgen-test-runner",
    WASM_BINDGEN_TEST_TIMEOUT: "120",
    // Five seconds, the default, are few for a driver that starts beside a build.
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
  };
  if (use !== undefined) {
    const capabilities = {
      "goog:chromeOptions": { binary: browser, args: ["--headless", "--disable-gpu", ...chromiumArgs] },
    };
    const file = join(root, "target", "webdriver.json");
    mkdirSync(join(root, "target"), { recursive: true });
    writeFileSync(file, JSON.stringify(capabilities));
    Object.assign(env, { [use]: "1", CHROMEDRIVER: driver, WASM_BINDGEN_TEST_WEBDRIVER_JSON: file });
  }
  await counted(countCargo, "cargo", ["test", "--target", WASM, "--features", "npm", "--test", "wasm*"], {
    env: toolEnv(env),
    hint: `The failing test above ran in ${what}; tests/wasm*.rs holds it.`,
  });
}

/** Every state of the page in every engine takes minutes more: a step of its own, which CI runs too. */
const LONG = "tests/long/";
/** What is compiled before it runs: a step of its own as well. */
const RUST = "tests/rust/";
/** What measures speed has the machine to itself. */
const ALONE = "tests/long/alone/";

/**
 * Runs the test files whose path `isMeant` tells, `atOnce` of them at the same time.
 * @param {(path: string) => boolean} isMeant
 * @param {number} [atOnce]
 */
async function nodeTests(isMeant, atOnce = 1) {
  const files = filesIn(["tests"]).filter((path) => /\.test\.m?js$/.test(path) && isMeant(path));
  if (files.length === 0) throw new Stop("There is no tests/**/*.test.js: has the checkout lost them?");
  const browser = await findBrowser();
  const env = toolEnv(browser ? { CHROME_PATH: browser } : {});
  const args = ["--test", "--test-reporter=spec", "--test-timeout=180000", `--test-concurrency=${atOnce}`];
  await counted(countNode, process.execPath, [...args, ...files], {
    env,
    hint: "Run one file alone with: node --test <file>",
  });
}

/**
 * Each step: what it is called, what it needs, whether it is run only where it is named, what it does.
 * @type {{ name: string, needs?: string[], onlyNamed?: boolean, run: () => Promise<unknown> }[]}
 */
const STEPS = [
  { name: "setup", run: () => setup(["build", "test"]) },
  {
    name: "fmt",
    needs: ["setup"],
    run: async () => {
      const hint = "npm run format lays it out.";
      await cargo(["fmt", "--all", "--check"], hint);
      await cargo(["fmt", ...FUZZ, "--check"], hint);
      await cargo(["fmt", ...CONSUMER, "--check"], hint);
    },
  },
  {
    name: "clippy",
    needs: ["setup"],
    run: async () => {
      const hint = "Mend what clippy names above.";
      await cargo(["clippy", "--all-targets", "--", "-D", "warnings"], hint);
      await cargo(["clippy", "--all-targets", "--features", "serde_json", "--", "-D", "warnings"], hint);
      await cargo(["clippy", ...FUZZ, "--target-dir", "target", "--locked", "--", "-D", "warnings"], hint);
    },
  },
  {
    name: "clippy-wasm",
    needs: ["setup"],
    run: async () => {
      // What a Rust app gets, and what the npm package's build makes of it.
      for (const features of ["serde_json", "npm", "npm-checks"]) {
        const args = ["clippy", "--lib", "--target", WASM, "--features", features, "--", "-D", "warnings"];
        await cargo(args, "Mend what clippy names above.");
      }
    },
  },
  {
    name: "native",
    needs: ["setup"],
    run: () =>
      counted(countCargo, "cargo", ["test", "--features", "serde_json"], {
        hint: "Run one test alone with: cargo test --features serde_json <its name>",
      }),
  },
  {
    name: "doc",
    needs: ["setup"],
    run: async () => {
      const env = toolEnv({
        RUSTDOCFLAGS: "-D warnings -D rustdoc::broken_intra_doc_links -D rustdoc::private_intra_doc_links",
      });
      const hint = "Mend the docs that rustdoc names above.";
      const args = ["doc", "--no-deps", "--lib", "--features"];
      await run("cargo", [...args, "serde_json"], { env, hint });
      await run("cargo", [...args, "serde_json,npm", "--target", WASM], { env, hint });
    },
  },
  { name: "build", needs: ["setup"], run: () => fresh("package") },
  {
    name: "biome",
    needs: ["setup"],
    run: () => run("biome", ["check", "--error-on-warnings"], { hint: "npm run format mends most of it." }),
  },
  {
    name: "types",
    needs: ["build"],
    run: () => run("tsc", ["--noEmit"], { hint: "Mend the types named above." }),
  },
  { name: "licences", needs: ["setup"], run: licences },
  { name: "reference", needs: ["build"], run: reference },
  { name: "wasm-node", needs: ["build"], run: () => wasmTests(undefined, "Node") },
  {
    name: "wasm-page",
    needs: ["build"],
    run: () => wasmTests("WASM_BINDGEN_USE_BROWSER", "a Chromium page"),
  },
  {
    name: "wasm-worker",
    needs: ["build"],
    run: () => wasmTests("WASM_BINDGEN_USE_DEDICATED_WORKER", "a worker"),
  },
  {
    name: "crate",
    needs: ["build"],
    run: async () => {
      const hint = "The crate cannot be depended on: the first error above says why.";
      const build = ["build", ...CONSUMER, ...CONSUMER_TARGET, "--locked"];
      await cargo([...build, "--bin", "tool"], hint);
      await cargo([...build, "--lib", "--target", WASM], hint);
      await nodeTests((path) => path.startsWith(RUST));
    },
  },
  { name: "page", needs: ["build"], run: () => fresh("page") },
  {
    name: "js",
    needs: ["page"],
    run: () => nodeTests((path) => !path.startsWith(LONG) && !path.startsWith(RUST)),
  },
  { name: "size", needs: ["build"], run: size },
  // Mostly browsers that wait for each other: two at once take little more than half the time.
  {
    name: "long",
    needs: ["page"],
    onlyNamed: true,
    run: async () => {
      await setup(["long"]);
      await nodeTests((path) => path.startsWith(ALONE));
      await nodeTests((path) => path.startsWith(LONG) && !path.startsWith(ALONE), 2);
    },
  },
];

/**
 * The named steps ("wasm" names all that begin so) with everything they need, in their order.
 * @param {string[]} names
 */
function chosen(names) {
  if (names.length === 0) return STEPS.filter(({ onlyNamed }) => !onlyNamed);
  const picked = new Set();
  const add = (/** @type {string} */ name) => {
    picked.add(name);
    for (const need of STEPS.find((step) => step.name === name)?.needs ?? []) add(need);
  };
  for (const wanted of names) {
    const found = STEPS.filter(({ name }) => name === wanted || name.startsWith(`${wanted}-`));
    if (found.length === 0)
      throw new Stop(`No step is named "${wanted}". There are: ${STEPS.map((s) => s.name).join(", ")}`);
    for (const { name } of found) add(name);
  }
  return STEPS.filter(({ name }) => picked.has(name));
}

/**
 * @typedef {{ state: "ok" | "skipped" | "FAILED" | "not run", note: string, seconds: number }} Result
 * @param {() => Promise<unknown>} run
 * @returns {Promise<Result>}
 */
async function timed(run) {
  const start = performance.now();
  const result = (/** @type {Result["state"]} */ state, note = "") => {
    return { state, note, seconds: (performance.now() - start) / 1000 };
  };
  try {
    await run();
    return result("ok");
  } catch (error) {
    // A run that counts must not pass for lack of a browser.
    if (error instanceof Skip && !isCI) return result("skipped", error.message);
    if (!(error instanceof Stop || error instanceof Skip)) console.error(error);
    return result("FAILED", error instanceof Error ? error.message : String(error));
  }
}

main(import.meta.url, async () => {
  /** @type {Map<string, Result>} */
  const results = new Map();
  for (const { name, needs = [], run } of chosen(process.argv.slice(2))) {
    const broken = needs.find((need) => results.get(need)?.state !== "ok");
    if (broken) {
      results.set(name, { state: "not run", note: `it needs "${broken}"`, seconds: 0 });
      continue;
    }
    console.log(`\n== ${name}`);
    const result = await timed(run);
    results.set(name, result);
    if (result.state !== "ok") console.log(`${name}: ${result.state}. ${result.note}`);
  }

  console.log("\n== summary");
  let total = 0;
  for (const [name, { state, seconds, note }] of results) {
    total += seconds;
    console.log(`${name.padEnd(12)}${state.padEnd(8)}${seconds.toFixed(1).padStart(7)} s  ${note}`.trimEnd());
  }
  console.log(`${"all".padEnd(20)}${total.toFixed(1).padStart(7)} s`);
  const broken = [...results.values()].filter(
    ({ state }) => state === "FAILED" || state === "not run",
  ).length;
  // A lint or a build that fails counts no tests: it is one failure of its own.
  if (counts.failed === 0) counts.failed = broken;
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  if (broken > 0) process.exitCode = 1;
});
