// The tarball, as a person installs it: into an empty project, used through its public names alone.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { shipped } from "../../scripts/ships.mjs";
import { measure } from "../../scripts/size.mjs";
import { within } from "../support/world.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
let project = "";
/** @type {{ files: { path: string, mode: number }[], filename: string, size: number }} */
let packed;

/** Runs a program in the project and gives what it printed. @param {string} file @param {string} code */
async function script(file, code) {
  await writeFile(join(project, file), code);
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: project, timeout: 60_000 });
  assert.equal(stderr, "");
  return stdout.trim();
}

before(async () => {
  project = await mkdtemp(join(tmpdir(), "kling-package-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project], { cwd: root });
  [packed] = JSON.parse(stdout);
  await writeFile(join(project, "package.json"), '{ "name": "someone", "private": true }\n');
  const quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", ["install", ...quiet, join(project, packed.filename)], { cwd: project });
});
after(() => rm(project, { recursive: true, force: true }));

test("it ships these files and no other", async () => {
  assert.deepEqual(packed.files.map(({ path }) => path).sort(), shipped());
  assert.ok(packed.size < 500_000, `${packed.size} bytes`);
});

test("importing KlingError alone costs under 300 bytes", async () => {
  const { first } = await measure('export { KlingError } from "kling-multi-i2v";', { isOneFile: true });
  assert.ok(first.raw < 300, `${first.raw} bytes`);
});

test("publint finds nothing in its manifest", async () => {
  const { messages } = await publint({ pkgDir: root, pack: "npm", level: "suggestion", strict: true });
  assert.deepEqual(messages, []);
});

test("the types of every subpath resolve, as attw reads them", async () => {
  const attw = join(root, "node_modules", ".bin", "attw");
  const files = ["./kling-multi-i2v.wasm", "./package.json"];
  const args = [join(project, packed.filename), "--profile", "esm-only", "--format", "table-flipped"];
  const told = await run(attw, [...args, "--exclude-entrypoints", ...files], { timeout: 120_000 }).catch(
    (error) => error,
  );
  assert.equal(told.code, undefined, told.stdout);
});

test("it brings nothing else along", async () => {
  const installed = await readdir(join(project, "node_modules"));
  assert.deepEqual(
    installed.filter((name) => !name.startsWith(".")),
    ["kling-multi-i2v"],
  );
});

const USE = `
  const server = await serveSimulator({ jobMs: 0 });
  const kling = new KlingClient({ apiKey: server.simulator.key, baseUrl: server.url });
  const image = "https://example.com/a.png";
  const { video, estimate } = await kling.generate({ prompt: "a slow push in", images: [image] });
  const { ok } = validate({ prompt: "", images: [] });
  const told = [video.endsWith(".mp4"), estimate.text, ok, estimateCost({ count: 3 }).text, MODEL.durations.join()];
  await server.close();
`;
const TOLD = "true $0.25 false $0.75 5,10";
const NAMES = "{ estimateCost, KlingClient, MODEL, validate }";

test("import", async () => {
  const code = `import ${NAMES} from "kling-multi-i2v";
    import { serveSimulator } from "kling-multi-i2v/simulator";
    ${USE} console.log(told.join(" "));`;
  assert.equal(await script("import.mjs", code), TOLD);
});

test("require", async () => {
  const code = `const ${NAMES} = require("kling-multi-i2v");
    const { serveSimulator } = require("kling-multi-i2v/simulator");
    (async () => { ${USE} console.log(told.join(" ")); })();`;
  await writeFile(join(project, "require.cjs"), code);
  // Some versions of Node say once that require() of a module is new.
  const args = ["--disable-warning=ExperimentalWarning", "require.cjs"];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: project, timeout: 60_000 });
  assert.deepEqual([stdout.trim(), stderr], [TOLD, ""]);
});

test("a worker thread, beside the main one", async () => {
  const code = `import { isMainThread, parentPort, Worker } from "node:worker_threads";
    import { fileURLToPath } from "node:url";
    import ${NAMES} from "kling-multi-i2v";
    import { serveSimulator } from "kling-multi-i2v/simulator";
    ${USE}
    if (isMainThread) {
      const worker = new Worker(fileURLToPath(import.meta.url));
      const theirs = await new Promise((tell, fail) => worker.once("message", tell).once("error", fail));
      console.log(told.join(" ") === theirs ? theirs : "they differ");
    } else parentPort.postMessage(told.join(" "));`;
  assert.equal(await script("worker.mjs", code), TOLD);
});

test("a store in a file, for Node", async () => {
  const code = `import { fileStore } from "kling-multi-i2v/node";
    const store = fileStore("kept/kling.store");
    const last = (await store.get("k"))?.n ?? 0;
    console.log(await store.compareAndPut("k", last ? { n: last } : undefined, { n: last + 1 }), last);`;
  assert.equal(await script("store.mjs", code), "true 0");
  assert.equal(await script("store.mjs", code), "true 1");
});

test("the bytes of the core and the manifest can be asked for", async () => {
  const code = `import { createRequire } from "node:module";
    import { readFileSync } from "node:fs";
    const require = createRequire(import.meta.url);
    const bytes = readFileSync(require.resolve("kling-multi-i2v/kling-multi-i2v.wasm"));
    const internal = await import("kling-multi-i2v/dist/engine.js").catch((error) => error.code);
    console.log(WebAssembly.validate(bytes), require("kling-multi-i2v/package.json").name, internal);`;
  assert.equal(await script("bytes.mjs", code), "true kling-multi-i2v ERR_PACKAGE_PATH_NOT_EXPORTED");
});

test("the core names no path of the machine that built it", async () => {
  const text = await readFile(
    join(project, "node_modules", "kling-multi-i2v", "dist", "kling-multi-i2v.wasm"),
    "latin1",
  );
  const paths = text.match(/(?:src)?\/(?:[\w.@+-]+\/)*?[\w+-]+\.rs/g) ?? [];
  assert.ok(paths.length > 0);
  assert.deepEqual(
    paths.filter((path) => !/^(src|\/rustc\/\w+|\/cargo|\/kling-multi-i2v)\//.test(path)),
    [],
  );
});

test("npx kling-multi-i2v simulate --port 0", async () => {
  const npx = spawn("npx", ["--offline", "kling-multi-i2v", "simulate", "--port", "0"], {
    cwd: project,
    detached: true,
  });
  try {
    let said = "";
    const url = await within(
      new Promise((found, fail) => {
        npx.stdout.on("data", (chunk) => {
          said += chunk;
          const [, url] = /base URL\s+(http:\S+)/.exec(said) ?? [];
          if (url) found(url);
        });
        npx.once("close", () => fail(new Error(`it ended: ${said}`)));
      }),
    );
    const answer = await fetch(`${url}/api/v3/balance`, {
      headers: { authorization: "Bearer simulated-key" },
    });
    assert.equal((await answer.json()).data.balance, 100);
  } finally {
    const closed = new Promise((done) => npx.once("close", done));
    // npx starts a shell that starts Node: the group ends together.
    if (npx.pid) process.kill(-npx.pid, "SIGTERM");
    await within(closed);
  }
});

test("npx kling-multi-i2v estimate --duration 10", async () => {
  const npx = spawn("npx", ["--offline", "kling-multi-i2v", "estimate", "--duration", "10"], {
    cwd: project,
  });
  let said = "";
  npx.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const code = await within(new Promise((done) => npx.once("close", done)));
  assert.deepEqual([code, said], [0, "$0.50  1 video, 10 s\n"]);
});

/** How a consumer may compile: both ways to resolve, and Node without the DOM's types. */
const COMPILERS = {
  nodenext: ["--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,dom,dom.iterable"],
  bundler: ["--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable"],
  "Node without the DOM": ["--module", "nodenext", "--lib", "es2022"],
};

/** What the compiler says of these files under strict. @param {string[]} files @param {keyof typeof COMPILERS} how */
async function compiled(files, how) {
  const tsc = join(root, "node_modules", ".bin", "tsc");
  const strict = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--noEmit"];
  const isNode = how === "Node without the DOM";
  const types = isNode
    ? ["--types", "node", "--typeRoots", join(root, "node_modules", "@types")]
    : ["--types", ""];
  const args = ["--target", "es2022", ...strict, ...types, ...COMPILERS[how], ...files];
  const { stdout } = await run(tsc, args, { cwd: project, timeout: 120_000 }).catch((error) => error);
  return stdout;
}

for (const how of /** @type {(keyof typeof COMPILERS)[]} */ (Object.keys(COMPILERS)))
  test(`its types hold under strict, and refuse what is wrong: ${how}`, async () => {
    const samples = ["sample.mts", "ledger.mts", "narrow.mts", "doors.mts"];
    for (const name of samples) await cp(new URL(name, import.meta.url), join(project, name));
    assert.equal(await compiled(samples, how), "");
  });

test("a failure's type allows every row of docs/errors.md", async () => {
  const table = await readFile(join(root, "docs", "errors.md"), "utf8");
  const rows = table.split("\n").filter((line) => /^\| .+\| `\w+` \|/.test(line));
  assert.ok(rows.length > 40);
  const facts = rows.map((row) => {
    const [, , code, stage, charge, canResubmit] = row
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", ""));
    return `({ ...${JSON.stringify({ code, stage, charge })}, canResubmit: ${canResubmit === "yes"} }) satisfies Facts;`;
  });
  const head = `import type { KlingFailure } from "kling-multi-i2v";
    type Of<F> = F extends KlingFailure ? Pick<F, "code" | "stage" | "charge" | "canResubmit"> : never;
    type Facts = Of<KlingFailure>;`;
  const bad = `// @ts-expect-error no such failure
    ({ code: "deadline", stage: "submit", charge: "none", canResubmit: true }) satisfies Facts;`;
  await writeFile(join(project, "rows.mts"), [head, ...facts, bad].join("\n"));
  assert.equal(await compiled(["rows.mts"], "nodenext"), "");
});

test("no public name is any", async () => {
  const types = packed.files.map(({ path }) => path).filter((path) => path.endsWith(".d.ts"));
  for (const path of types) {
    const text = await readFile(join(project, "node_modules", "kling-multi-i2v", path), "utf8");
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
    assert.doesNotMatch(code, /\bany\b/, path);
  }
});
