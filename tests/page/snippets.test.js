// The live code of the form, run as a person would run it: against the simulator, whatever the prompt holds.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { serveSimulator } from "kling-multi-i2v/simulator";
import { root } from "../../scripts/tools.mjs";
import { snippets } from "../../www/text/snippets.js";

/** @typedef {import("../../www/text/snippets.js").SnippetRequest} SnippetRequest */

const starts = (/** @type {string} */ command, /** @type {string[]} */ args) =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;
const noCurl = starts("bash", ["-c", "curl --version && sed --version"])
  ? false
  : "no bash with curl and sed";
const noPython = starts("python3", ["-c", "import requests"]) ? false : "no python3 with requests";

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof serveSimulator>>} */
let server;

/** Ends quotes, strings, comments and lines, or runs commands, wherever it is taken for code. */
const NASTY = `It's "quoted" \\ \\n \\u0041 ' '' \\' """ \${HOME} $(touch hacked) \`touch hacked\` %s %n !x; touch hacked #
second line\r\n\ttabbed \u2028 \u2029 \0 \u001b[31m \u202e </script><!-- */ // {x} \${1} {{}} é 🎬🧑‍🚀 EOF
'; touch hacked; echo '"; import os; os.system("touch hacked") #`;

const PLAIN = {
  prompt: "Slow camera push in",
  images: ["https://example.com/dune.jpg", "https://example.com/a.png?size=2&name='$(touch hacked)'"],
  duration: 10,
  aspect_ratio: "16:9",
};

// Each name is one a file may have in a folder; of the third, a part would run in a shell.
const FILES = [
  "dune.jpg",
  `it's "du\\ne", 1;2.jpg`,
  "$(touch hacked)`touch hacked`.jpg",
  "düne 🎬\nnext.jpg",
];

const WITH_FILES = { ...PLAIN, images: FILES.map((name) => ({ name })) };

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "kling-snippets-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules", "kling-multi-i2v"), "junction");
  const picture = await readFile(join(root, "tests", "fixtures", "dune.jpg"));
  // A byte behind its end makes each another picture: the package uploads what is the same only once.
  for (const [index, name] of FILES.entries()) {
    await writeFile(join(folder, name), Buffer.concat([picture, Buffer.of(index)]));
  }
  // The pauses are 5 s and more; what counts here is that they are made, not how long they are.
  await writeFile(
    join(folder, "sitecustomize.py"),
    "import time\n_sleep = time.sleep\ntime.sleep = lambda s: (print('pause', round(s, 2)), _sleep(s / 1000))\n",
  );
  await writeFile(
    join(folder, "hurry.mjs"),
    `const { setTimeout } = globalThis;
const { now } = Date;
const start = now();
Date.now = () => start + (now() - start) * 20;
globalThis.setTimeout = (call, ms, ...rest) => setTimeout(call, ms / 20, ...rest);\n`,
  );
  // A page's files inputs, which are Node's to stand in for.
  await writeFile(
    join(folder, "page.mjs"),
    `import { readFileSync } from "node:fs";
const names = ${JSON.stringify(FILES)};
globalThis.document = { querySelectorAll: () => names.map((name) => (
  { files: [new File([readFileSync(name)], name, { type: "image/jpeg" })] }
)) };\n`,
  );
  server = await serveSimulator({ speed: 1000 });
});

after(async () => {
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

beforeEach(() => server.simulator.reset());

/**
 * @param {string} language
 * @param {SnippetRequest} request
 */
function snippet(language, request, baseUrl = `${server.url}/`) {
  const found = snippets({ request, baseUrl }).find((one) => one.language === language);
  assert.ok(found);
  return found;
}

/**
 * Runs a snippet in the folder that holds the pictures. Node is busy with the simulator meanwhile, so it must not block.
 * @param {string} command
 * @param {string[]} args
 */
async function run(command, ...args) {
  const env = { ...process.env, PYTHONPATH: folder, WAVESPEED_API_KEY: server.simulator.key };
  const child = spawn(command, args, { cwd: folder, env });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.ok(!(await readdir(folder)).includes("hacked"), "a part of the request was run as a command");
  return { code, out, err };
}

const bash = (/** @type {SnippetRequest} */ request) => run("bash", "-c", snippet("cURL", request).text);
const python = (/** @type {SnippetRequest} */ request) =>
  run("python3", "-W", "error", "-c", snippet("Python", request).text);

/** @param {SnippetRequest} request @param {string[]} imports */
async function javaScript(request, ...imports) {
  const { text } = snippet("JavaScript", request);
  assert.ok(text.includes('"YOUR_WAVESPEED_KEY"'));
  const path = join(folder, "snippet.mjs");
  await writeFile(path, text.replace("YOUR_WAVESPEED_KEY", server.simulator.key));
  return run(process.execPath, ...imports.flatMap((name) => ["--import", join(folder, name)]), path);
}

/**
 * The one job that was made, which must be what was asked for.
 * @param {SnippetRequest} request
 */
function onlyJob(request) {
  const { submits, jobs } = server.simulator.stats();
  assert.deepEqual({ submits, jobs }, { submits: 1, jobs: 1 });
  const [job] = server.simulator.jobs();
  assert.ok(job);
  const { images, enable_safety_checker, ...rest } = request;
  const { images: sent, ...input } = job.input;
  assert.deepEqual(input, rest);
  assert.deepEqual(job.dropped, enable_safety_checker === undefined ? [] : ["enable_safety_checker"]);
  if (images.every((image) => typeof image === "string")) assert.deepEqual(sent, images);
  else assert.equal(new Set(sent.filter((url) => url.startsWith(`${server.url}/`))).size, images.length);
  return job;
}

/** @type {[string, SnippetRequest][]} */
const REQUESTS = [
  ["a plain request", PLAIN],
  ["a nasty one", { ...PLAIN, prompt: NASTY, negative_prompt: NASTY, enable_safety_checker: true }],
  ["one with files", { ...WITH_FILES, enable_safety_checker: false }],
];

for (const [what, request] of REQUESTS) {
  test(`cURL makes the job of ${what}`, { skip: noCurl }, async () => {
    const { code, out, err } = await bash(request);
    assert.equal(code, 0, err);
    const { id } = onlyJob(request);
    assert.equal(JSON.parse(out.trim().split("\n").at(-1) ?? "").data.id, id);
    assert.equal(err, "");
  });

  test(`Python makes the video of ${what}`, { skip: noPython }, async () => {
    const { code, out, err } = await python(request);
    assert.equal(code, 0, err);
    const { id } = onlyJob(request);
    assert.equal(out.trim().split("\n").at(-1), `${server.url}/outputs/${id}.mp4`);
  });

  test(`JavaScript makes the video of ${what}`, async () => {
    const { code, out, err } = await javaScript(request, "hurry.mjs", "page.mjs");
    assert.equal(code, 0, err);
    const { id } = onlyJob(request);
    const lines = out.trim().split("\n");
    assert.equal(lines.at(-1), `${server.url}/outputs/${id}.mp4`);
    assert.deepEqual([lines[0], lines.at(-2)], ["checking", "completed"]);
  });
}

test("JSON is the request's body", () => {
  for (const [, request] of REQUESTS.slice(0, 2)) {
    assert.deepEqual(JSON.parse(snippet("JSON", request).text), request);
    assert.equal(snippet("JSON", request).note, undefined);
  }
  assert.deepEqual(JSON.parse(snippet("JSON", { ...PLAIN, images: [] }).text), { ...PLAIN, images: [] });
});

test("JSON shows where a file's address belongs", () => {
  const { text, note } = snippet("JSON", { ...PLAIN, images: [{ name: "dune 1.jpg" }] });
  assert.deepEqual(JSON.parse(text).images, ["https://…/dune%201.jpg"]);
  assert.match(note ?? "", /^Files have to be uploaded first: .* for "dune 1\.jpg"\.$/);
});

test("an unfinished form is code that can be read", { skip: noPython }, async () => {
  const request = { ...PLAIN, prompt: "", images: [], negative_prompt: undefined };
  const { code, out, err } = await python(request);
  assert.equal(code, 1);
  assert.match(err, /field \\"prompt\\" is required/);
  assert.equal(out, "");
});

test("half a surrogate pair becomes a replacement character", () => {
  const request = { ...PLAIN, prompt: "a\ud83c b\udfac 🎬", images: [{ name: "\ud800.jpg" }, { name: "" }] };
  for (const { text, note = "" } of snippets({ request })) {
    assert.doesNotMatch(text + note, /\p{Surrogate}/u);
    assert.ok(text.includes("a\ufffd b\ufffd 🎬"));
  }
  const { images } = JSON.parse(snippet("JSON", request).text);
  assert.deepEqual(images, ["https://…/%EF%BF%BD.jpg", "https://…/picture.jpg"]);
});

test("nothing unseen stands in the code, and nothing that ends a script", () => {
  const request = { ...PLAIN, prompt: NASTY, images: [{ name: NASTY }] };
  for (const { language, text } of snippets({ request })) {
    // In a shell a file's name has no escapes; there it is the request alone that is looked at.
    const shown = language === "cURL" ? text.replace(/--form '(?:[^']|'\\'')*'/, "") : text;
    assert.doesNotMatch(shown, /(?!\n)\p{Cc}|[\u2028\u2029\u202e]|<\/|<!/u, language);
  }
});

test("the service's own address and model stand where none is given, and never a key", () => {
  const hidden = { ...PLAIN, apiKey: "canary", cap: 5 };
  const [json, curl, js, py] = snippets({ request: hidden }).map(({ text }) => text);
  assert.ok(json && curl && js && py);
  for (const text of [curl, py]) {
    assert.ok(text.includes(MODEL.baseUrl) && text.includes(MODEL.id) && text.includes("WAVESPEED_API_KEY"));
  }
  assert.ok(!js.includes("baseUrl"));
  for (const text of [json, curl, js, py]) assert.doesNotMatch(text, /canary|cap/);
});

test("the address of a service is quoted like any text", { skip: noCurl }, async () => {
  const baseUrl = `${server.url}/'$(touch hacked)'"+\\`;
  for (const { language, text } of snippets({ request: PLAIN, baseUrl })) {
    if (language === "cURL") await run("bash", "-c", text);
    if (language === "Python" && !noPython) await run("python3", "-c", text);
  }
  assert.equal(server.simulator.stats().jobs, 0);
});

test("Python asks on through refusals and lost connections, less and less often", {
  skip: noPython,
}, async () => {
  const { simulator } = server;
  simulator.fault({ on: "result", status: 503, html: true });
  simulator.fault({ on: "result", nth: 2, status: 429 });
  simulator.fault({ on: "result", nth: 3, times: 4, cut: "before" });
  simulator.fault({ on: "result", nth: 7, truncate: 20 });
  simulator.fault({ on: "result", nth: 8, body: "no JSON" });
  const { code, out, err } = await python(PLAIN);
  assert.equal(code, 0, err);
  onlyJob(PLAIN);
  const pauses = [...out.matchAll(/^pause (.*)$/gm)].map(([, seconds]) => Number(seconds));
  assert.deepEqual(pauses.slice(0, 3), [5, 6.25, 7.81]);
  assert.equal(pauses.length, simulator.stats().requests.result);
  assert.equal(Math.max(...pauses), 20);
});

test("Python ends where the job does, or where it may not ask", { skip: noPython }, async () => {
  /** @type {[Parameters<typeof server.simulator.fault>[0], RegExp][]} */
  const ends = [
    [
      { on: "result", patch: { status: "failed", error: "A picture was refused." } },
      /^A picture was refused\.$/m,
    ],
    [{ on: "result", patch: { status: "cancelled", error: "" } }, /^cancelled$/m],
    [{ on: "result", patch: { status: "timeout", remove: ["error"] } }, /^timeout$/m],
    [{ on: "result", status: 401, html: true }, /html/],
    [{ on: "result", status: 200, code: 400, message: "No such job" }, /No such job/],
  ];
  for (const [fault, told] of ends) {
    server.simulator.reset();
    server.simulator.fault(fault);
    const { code, err } = await python(PLAIN);
    assert.equal(code, 1);
    assert.match(err, told);
    assert.equal(server.simulator.stats().requests.result, 1);
  }
});

test("nothing is submitted twice, and nothing without its pictures", {
  skip: noCurl || noPython,
}, async () => {
  for (const submit of [bash, python]) {
    server.simulator.reset();
    server.simulator.fault({ on: "submit", cut: "after" });
    assert.notEqual((await submit(PLAIN)).code, 0);
    assert.equal(server.simulator.stats().submits, 1);

    server.simulator.fault({ on: "upload", nth: 2, status: 500 });
    const { code, err } = await submit(WITH_FILES);
    assert.notEqual(code, 0);
    assert.notEqual(err, "");
    assert.equal(server.simulator.stats().submits, 1);
  }
});
