// A Rust program that depends on the crate: it gets the core, and neither an allocator nor exports nor pins of the package's own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { serveSimulator } from "kling-multi-i2v/simulator";
import { exe, root, run } from "../../scripts/tools.mjs";

const WASM = "wasm32-unknown-unknown";
const manifest = ["--manifest-path", "tests/rust/consumer/Cargo.toml"];
/** Each package in its own: cargo would take the one's library for the other's. */
const TARGET = join(root, "target", "consumer");
const PUBLISHED_TARGET = join(root, "target", "published");
const build = (/** @type {string[]} */ ...what) =>
  run("cargo", ["build", ...manifest, "--locked", "--target-dir", TARGET, ...what], { quiet: true });

const REQUEST = JSON.stringify({ prompt: "Pan left", images: ["https://example.com/a.png"], duration: 10 });

/**
 * The tool, run to its end.
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, out: string, err: string }>}
 */
function tool(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(TARGET, "debug", exe("tool")), args);
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk) => (said.out += chunk));
    child.stderr.on("data", (chunk) => (said.err += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
}

test("a native tool", async (t) => {
  await build("--bin", "tool");
  const server = await serveSimulator({ clock: { speed: 200 } });
  t.after(() => server.close());
  const host = new URL(server.url).host;
  const { simulator } = server;

  await t.test(
    "makes a video over real HTTP, and pays once, through a rate limit and lost polls",
    async () => {
      simulator.fault({ on: "submit", status: 429 });
      simulator.fault({ on: "result", status: 500 });
      const { code, out, err } = await tool(host, simulator.key, REQUEST);
      assert.equal(code, 0, err);
      assert.match(out, /^\$0\.50 http.+\n$/);
      assert.equal(simulator.jobs().length, 1);
      assert.equal(simulator.stats().netMicros, 500_000);
    },
  );

  await t.test("submits once where the answer is lost, and says that it may have been paid", async () => {
    const before = simulator.jobs().length;
    simulator.fault({ on: "submit", cut: "after" });
    const { code, err } = await tool(host, simulator.key, REQUEST);
    assert.equal(code, 1);
    assert.match(err, /^submit_unknown unknown /);
    assert.equal(simulator.jobs().length, before + 1, "the job was made, and no second one");
  });

  await t.test("is told what is wrong before anything is sent", async () => {
    const { code, err } = await tool(host, simulator.key, '{ "prompt": "", "images": [] }');
    assert.equal(code, 1);
    assert.match(err, /^validation none \/prompt: prompt is empty.+\n\/images: images is empty/);
  });
});

test("an app for a page", async (t) => {
  const built = join(TARGET, WASM, "debug", "consumer.wasm");
  const out = join(TARGET, "app");
  /** @type {WebAssembly.Module} */
  let module;
  /** @type {any} */
  let app;

  before(async () => {
    await build("--lib", "--target", WASM);
    await run("wasm-bindgen", [built, "--target", "web", "--out-dir", out], { quiet: true });
    module = new WebAssembly.Module(readFileSync(built));
    app = await import(pathToFileURL(join(out, "consumer.js")).href);
    app.initSync({ module: readFileSync(join(out, "consumer_bg.wasm")) });
  });

  await t.test("has the exports that are its own", () => {
    const own = ["allocated", "generate", "quote"];
    const prefix = "__wbindgen_describe_";
    const described = WebAssembly.Module.exports(module)
      .map(({ name }) => name)
      .filter((name) => name.startsWith(prefix) && !name.includes("__wbg_"))
      .map((name) => name.slice(prefix.length).replace(/_[0-9a-f]{16}$/, ""));
    assert.deepEqual(described.sort(), own);
    const glue = Object.keys(app).filter((name) => !["default", "initSync"].includes(name));
    assert.deepEqual(glue.sort(), own);
  });

  await t.test("allocates by its own allocator", () => {
    const before = app.allocated();
    app.quote(REQUEST);
    assert.ok(app.allocated() > before);
  });

  await t.test("prices and checks", () => {
    assert.equal(app.quote(REQUEST), "$0.50");
    assert.match(app.quote('{ "prompt": "x", "imags": [] }'), /did you mean "images"\?/);
  });

  await t.test("drives a job to its video, and submits once", () => {
    /** @type {string[]} */
    const asked = [];
    const answer = (
      /** @type {string} */ path,
      /** @type {string | undefined} */ body,
      /** @type {number} */ now,
    ) => {
      asked.push(body ? `POST ${path}` : `GET ${path}`);
      if (asked.length === 3) return undefined; // A poll whose connection is lost.
      const status = now - 1.8e12 > 200_000 ? "completed" : "processing";
      const outputs = status === "completed" ? ["https://cdn.example.com/1.mp4"] : [];
      return JSON.stringify({ code: 200, data: { id: "job-1", status, outputs } });
    };
    const { outputs, tookMs } = JSON.parse(app.generate(REQUEST, answer));
    assert.deepEqual(outputs, ["https://cdn.example.com/1.mp4"]);
    assert.ok(tookMs > 200_000);
    const [submit, ...polls] = asked;
    assert.match(submit, /^POST \/api\/v3\/kwaivgi\//);
    assert.deepEqual(new Set(polls), new Set(["GET /api/v3/predictions/job-1/result"]));
  });
});

test("the crate depends on nothing, and with serde_json on that alone", async () => {
  /** @type {(...args: string[]) => Promise<string[]>} */
  const tree = async (...args) => {
    const lines = await run(
      "cargo",
      [
        "tree",
        "--quiet",
        "--locked",
        "--edges",
        "normal",
        "--depth",
        "1",
        "--prefix",
        "none",
        "--format",
        "{lib}",
        ...args,
      ],
      { quiet: true },
    );
    return lines.trim().split(/\s+/).slice(1);
  };
  for (const target of [[], ["--target", WASM]]) {
    assert.deepEqual(await tree(...target), []);
    assert.deepEqual(await tree(...target, "--features", "serde_json"), ["serde_json"]);
  }
  // A dependent's versions of these are its own affair.
  const lock = readFileSync(join(root, "tests/rust/consumer/Cargo.lock"), "utf8");
  for (const name of ["rlsf", "web-sys", "gloo-timers"]) assert.ok(!lock.includes(`name = "${name}"`), name);
});

test("what is published builds, and has no test, no script and no JS in it", async () => {
  const packaged = ["package", "--quiet", "--locked", "--allow-dirty", "--target-dir", PUBLISHED_TARGET];
  const listed = (await run("cargo", [...packaged, "--list"], { quiet: true })).trim().split(/\r?\n/);
  const isMeant = (/** @type {string} */ path) =>
    /^(Cargo\.(lock|toml|toml\.orig)|\.cargo_vcs_info\.json|LICENSE-(APACHE|MIT)|docs\/rust\.md|src\/.+\.rs)$/.test(
      path,
    ) && !/_tests\.rs$|^src\/core\/testing\//.test(path);
  assert.deepEqual(
    listed.filter((path) => !isMeant(path)),
    [],
  );
  for (const path of ["LICENSE-MIT", "LICENSE-APACHE", "docs/rust.md", "src/lib.rs", "src/web/mod.rs"])
    assert.ok(listed.includes(path), path);
  await run("cargo", packaged, { quiet: true });
});
