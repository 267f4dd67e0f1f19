// The guides tell the truth: every snippet of README.md and docs/ is run, and holds to the values in its comments.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, posix } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { serveSimulator } from "kling-multi-i2v/simulator";
import { chromium } from "playwright-core";
import { shipped } from "../../scripts/ships.mjs";
import { chromiumArgs, findBrowser, root } from "../../scripts/tools.mjs";
import { checked, fenced, NOT_RUN, PAGES, reason } from "./snippets.js";

const run = promisify(execFile);

/** Code of a page: it names what only a page has. */
const OF_A_PAGE = /\b(localStorage|document|addEventListener)\b|baseUrl: "\/|new Worker\(/;

const isScript = (/** @type {string} */ language) => ["js", "ts"].includes(language);
const snippets = fenced();

let folder = "";
const here = join(root, "tests", ".out");
/** @type {import("playwright-core").Browser | undefined} */
let browser;
const executablePath = await findBrowser();

before(async () => {
  await mkdir(here, { recursive: true });
  // Below the repository: there the package finds itself by its name.
  folder = await mkdtemp(join(here, "docs-"));
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test("the guides have snippets of every kind, and each has a language that is known", () => {
  const count = (/** @type {string[]} */ ...of) =>
    snippets.filter(({ language }) => of.includes(language)).length;
  assert.ok(count("js", "ts") > 20 && count("sh") > 2);
  const known = ["js", "ts", "jsx", "tsx", "sh", "json", "html", "toml", "rust", "text", ""];
  for (const { name, language } of snippets) assert.ok(known.includes(language), `${name}: ${language}`);
});

test("what is not run still stands in its guide", () => {
  for (const [page, line] of NOT_RUN) {
    const isThere = snippets.some(({ name, code }) => name.startsWith(`${page}:`) && code.includes(line));
    assert.ok(isThere || !PAGES.includes(page), `${page}: ${line}`);
  }
});

for (const [index, snippet] of snippets.entries()) {
  const { name, language, code } = snippet;
  const skip = reason(snippet);
  if (isScript(language) && OF_A_PAGE.test(code))
    test(`${name}, in a page`, { skip: skip || (!executablePath && "no Chromium") }, () =>
      inPage(code, language),
    );
  else if (isScript(language)) test(name, { skip }, () => inNode(index, code, language));
  else if (["jsx", "tsx"].includes(language))
    test(`${name}, as far as it can be bundled`, { skip }, () => bundled(code, language));
  else if (language === "sh") test(name, { skip }, () => inShell(index, code));
  else if (language === "json") test(name, { skip }, () => inJson(code));
}

// The manifest says that no module has side effects; what is given here is nothing but one.
/** The snippet as a module, after what it takes as given. @param {string} code @param {string} language */
const module = (code, language) => ({
  contents: `import ${JSON.stringify(join(root, "tests", "docs", "given.js"))};\n${checked(code)}`,
  resolveDir: root,
  loader: /** @type {"js"} */ (language),
});

/** @param {number} index @param {string} code @param {string} language */
async function inNode(index, code, language) {
  const place = join(folder, String(index));
  await mkdir(place);
  const given = pathToFileURL(join(root, "tests", "docs", "given-node.js")).href;
  const { outputFiles } = await build({
    stdin: { contents: checked(code), loader: /** @type {"js"} */ (language) },
    write: false,
    format: "esm",
    target: "node20",
  });
  const file = join(place, "snippet.mjs");
  await writeFile(file, outputFiles[0]?.text ?? "");
  const options = { cwd: place, timeout: 60_000 };
  await run(process.execPath, ["--import", given, file], options);
  // What takes every failure is shown one, too.
  if (/if \(!isKlingError\(error\)\) throw error/.test(code))
    await run(process.execPath, ["--import", given, file], {
      ...options,
      env: { ...process.env, GIVEN: "poor" },
    });
}

/** @param {string} code @param {string} language */
async function inPage(code, language) {
  const { outputFiles } = await build({
    stdin: module(code, language),
    bundle: true,
    write: false,
    format: "esm",
    ignoreAnnotations: true,
  });
  browser ??= await chromium.launch({ executablePath, args: chromiumArgs });
  const page = await browser.newPage();
  /** @type {Error[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(error));
  await page.route("https://app.example/**", (route) =>
    new URL(route.request().url()).pathname === "/"
      ? route.fulfill({ contentType: "text/html", body: '<!doctype html><link rel="icon" href="data:,">' })
      : route.fulfill({ contentType: "text/javascript", body: outputFiles[0]?.text ?? "" }),
  );
  // Twice: what a page keeps, it finds again.
  for (const _ of [1, 2]) {
    await page.goto("https://app.example/");
    await page.evaluate(() => import(/** @type {string} */ ("https://app.example/snippet.js")));
  }
  await page.close();
  assert.deepEqual(faults, []);
}

/** Every import is there under its name. @param {string} code @param {string} language */
async function bundled(code, language) {
  const options = { bundle: true, write: false, external: ["react", "react-dom", "next"] };
  await build({
    stdin: module(code, language),
    ...options,
    format: "esm",
    jsx: "automatic",
    logLevel: "silent",
  });
}

/** What npm and npx are in the guides' commands: npm's scripts have to exist, and npx runs this package's command. */
const TOOLS = {
  npm: `const { scripts } = require(${JSON.stringify(join(root, "package.json"))});
    const [verb, name] = process.argv.slice(2);
    const script = verb === "run" ? name : verb;
    const isKnown = script === "install" || script === "ci" || Object.hasOwn(scripts, script);
    if (!isKnown) throw new Error("package.json has no script " + script);`,
  npx: `const { spawn } = require("node:child_process");
    const [name, ...args] = process.argv.slice(2);
    if (name !== "kling-multi-i2v") throw new Error("npx " + name + "?");
    const free = args.map((arg, i) => (args[i - 1] === "--port" ? "0" : arg));
    if (args[0] === "simulate" && !args.includes("--port")) free.push("--port", "0");
    // Whoever is asked says yes, and the service is this test's own.
    if (args[0] === "generate") {
      if (!args.includes("--yes")) free.push("--yes");
      if (!args.includes("--base-url")) free.push("--base-url", process.env.SERVICE, "--poll-ms", "10");
      free.splice(free.indexOf("--base-url") + 1, 1, process.env.SERVICE);
    }
    const child = spawn(process.execPath, [${JSON.stringify(join(root, "dist", "cli.js"))}, ...free]);
    child.stderr.pipe(process.stderr);
    child.stdout.pipe(process.stdout);
    // A server goes on for ever: it is enough that it listens.
    child.stdout.on("data", (said) => /listening/.test(said) && child.kill("SIGTERM"));
    child.on("close", (code) => process.exit(code ?? 1));`,
};

/** @param {number} index @param {string} code */
async function inShell(index, code) {
  const place = join(folder, String(index));
  const bin = join(place, "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "package.json"), '{ "type": "commonjs" }');
  for (const [tool, script] of Object.entries(TOOLS)) {
    await writeFile(join(bin, tool), `#!${process.execPath}\n${script}\n`);
    await chmod(join(bin, tool), 0o755);
  }
  // What the commands name is there: a picture, a list of requests, and a service.
  await Promise.all([
    cp(join(root, "tests", "fixtures", "dune.jpg"), join(place, "photo.jpg")),
    writeFile(join(place, "requests.json"), '[{ "prompt": "a fox", "images": ["photo.jpg"] }]'),
  ]);
  const server = await serveSimulator({ jobMs: 0 });
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    SERVICE: server.url,
    WAVESPEED_API_KEY: server.simulator.key,
    XDG_STATE_HOME: place,
  };
  try {
    await run("bash", ["-euc", code], { cwd: place, env, timeout: 60_000 });
  } finally {
    await server.close();
  }
}

/** One text of JSON, or one in each line. @param {string} code */
function inJson(code) {
  const lines = code.trim().split("\n");
  for (const text of lines.every((line) => /^\{.*\}$/.test(line)) ? lines : [code]) JSON.parse(text);
}

test("every link of a guide leads to something that ships with it", async () => {
  const ships = shipped();
  for (const page of PAGES.filter((page) => page.startsWith("docs/"))) {
    for (const [, target = ""] of (await readFile(join(root, page), "utf8")).matchAll(/\]\(([^)#\s:]+)[#)]/g))
      assert.ok(ships.includes(posix.join(dirname(page), target)), `${page}: ${target}`);
  }
});

test("every link to a file leads to one", async () => {
  for (const page of PAGES) {
    const text = await readFile(join(root, page), "utf8");
    for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      assert.ok(existsSync(join(root, dirname(page), target)), `${page}: ${target}`);
    }
  }
});
