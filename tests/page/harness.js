// Opens the built playground in Chromium: below a sub-path, without a network, with every error of the page noted.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { createSimulator } from "kling-multi-i2v/simulator";
import { chromium } from "playwright-core";
import { serveStatic } from "../../scripts/serve.mjs";
import { chromiumArgs, findBrowser, root } from "../../scripts/tools.mjs";

const built = join(root, "www", "dist");
if (!existsSync(built)) throw new Error("www/dist is not built: run npm run build:page first.");

const executablePath = await findBrowser();

/** Why the tests of the page cannot run here, or false. */
export const skip = executablePath ? false : "no Chromium: set CHROME_PATH or install one";

const fixture = (/** @type {string} */ name) => join(root, "tests", "fixtures", name);
export const JPEG = fixture("dune.jpg");
export const PNG = fixture("bottle.png");

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serveStatic>>} */
let server;

before(async () => {
  if (skip) return;
  server = await serveStatic(built, { base: "/some/sub-path/" });
  browser = await chromium.launch({ executablePath, args: chromiumArgs });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * A fresh page of the playground. `faults` lists what the page complained of: errors, refused by the CSP, or thrown.
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(t, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  // The page's clock can be put forward, so that no test waits for the simulator's six seconds.
  await page.clock.install();
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(server.url);
  return { page, faults };
}

/**
 * Answers the page's requests to the service from a simulator in this process, and none from the network.
 * `instead` may answer or abort a request itself, by returning true.
 * @param {import("playwright-core").Page} page
 * @param {(request: Request, route: import("playwright-core").Route) => Promise<boolean>} [instead]
 */
export async function serviceFor(page, instead = async () => false) {
  const simulator = createSimulator({ speed: 1000 });
  await page.route("https://api.wavespeed.ai/**", async (route) => {
    const asked = route.request();
    const body = asked.postDataBuffer();
    const { "content-type": type } = await asked.allHeaders();
    // Of a streamed body nothing is shown here. It is refused before it is sent, as a browser refuses it over HTTP/1.1.
    if (type === "application/json" && !body?.length) return route.abort("failed");
    const request = new Request(asked.url(), {
      method: asked.method(),
      headers: await asked
        .allHeaders()
        .then((all) => Object.fromEntries(Object.entries(all).filter(isPlain))),
      body: body && body.length > 0 ? new Uint8Array(body) : undefined,
    });
    if (await instead(request, route)) return;
    const answer = await simulator.fetch(request);
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  return simulator;
}

/**
 * A proxy as an app would run one: it holds the key, and hands everything on to a simulator.
 * @param {import("node:test").TestContext} t
 */
export async function proxy(t) {
  const simulator = createSimulator({ speed: 1000 });
  const proxied = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const headers = new Headers(/** @type {Record<string, string>} */ (incoming.headers));
    if (incoming.method !== "OPTIONS") headers.set("authorization", `Bearer ${simulator.key}`);
    const answer = await simulator.fetch(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method,
      headers,
      body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
    });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((settle) => proxied.listen(0, "127.0.0.1", () => settle(undefined)));
  t.after(() => {
    proxied.close();
    proxied.closeAllConnections();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (proxied.address());
  return { url: `http://127.0.0.1:${port}`, simulator };
}

/** HTTP/2's pseudo-headers are no headers of a Request. @param {[string, string]} entry */
const isPlain = ([name]) => !name.startsWith(":");

/** The page's controls, by the names that a person sees. @param {import("playwright-core").Page} page */
export function controls(page) {
  return {
    add: page.getByRole("button", { name: "Add Item" }),
    files: page.getByLabel("Choose pictures"),
    thumbnails: page.locator(".thumbnail"),
    prompt: page.getByRole("textbox", { name: /^Prompt/ }),
    negative: page.getByRole("textbox", { name: /^Negative prompt/ }),
    run: page.getByRole("form", { name: "Desk" }).getByRole("button", { name: /^Run · / }),
    stage: page.getByRole("region", { name: "Stage" }),
    reel: page.getByRole("region", { name: "Reel" }),
    charge: page.locator(".charge"),
    video: page.locator("video"),
  };
}

/** Fills in what a run needs. @param {import("playwright-core").Page} page @param {string} [prompt] */
export async function fill(page, prompt = "Slow camera push in, warm golden hour lighting") {
  const { files, prompt: field } = controls(page);
  await files.setInputFiles([JPEG, PNG]);
  await field.fill(prompt);
}

/** Answers every picture of pictures.example. @param {import("playwright-core").Page} page */
export const servePictures = (page) =>
  page.route("https://pictures.example/**", (route) => route.fulfill({ path: PNG }));

/**
 * The same with a picture by address: a request that Playwright hands on has no uploaded file in it.
 * @param {import("playwright-core").Page} page
 */
export async function fillByAddress(page, prompt = "Slow camera push in, warm golden hour lighting") {
  await servePictures(page);
  await page.getByRole("button", { name: "add one by its address" }).click();
  await page.keyboard.type("https://pictures.example/bottle.png");
  await page.keyboard.press("Enter");
  await page.locator(".thumbnail[data-loading=ready]").waitFor();
  await controls(page).prompt.fill(prompt);
}

/** Runs the form, sees it accepted, and puts the clock forward to its end. @param {import("playwright-core").Page} page */
export async function runToTheEnd(page) {
  await controls(page).run.click();
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  await toTheEnd(page);
}

const STEP_MS = 2_000;

/** Ten minutes: longer than anything that a test waits for. */
const MOST_STEPS = 300;

/**
 * Puts the page's clock forward, step by step: what a step has begun comes by the page's own event loop and its disk, which
 * no clock puts forward, and to the page a jump that falls into it would seem to be a disk that does not answer.
 * @param {import("playwright-core").Page} page
 * @param {number} [ms]
 */
export async function forward(page, ms = STEP_MS) {
  for (let left = ms; left > 0; left -= STEP_MS) {
    await page.evaluate(() => indexedDB.databases());
    await page.clock.fastForward(Math.min(left, STEP_MS));
  }
}

/** Puts the clock forward, step by step, until this is there. @param {import("playwright-core").Page} page @param {import("playwright-core").Locator} locator */
export async function forwardTo(page, locator) {
  for (let step = 0; step < MOST_STEPS; step++) {
    if (await locator.first().isVisible()) return;
    await forward(page);
  }
  assert.fail(`never came: ${locator}\n${await page.locator("body").innerText()}`);
}

/** Puts the clock forward until the run on the stage has ended. @param {import("playwright-core").Page} page */
export async function toTheEnd(page) {
  const end = page.locator(".frame > :is(video, .failure)");
  await page.getByRole("button", { name: "Stop waiting" }).or(end).first().waitFor();
  await forwardTo(page, end);
}

/** What a playing video tells of itself. @param {import("playwright-core").Page} page */
export async function playing(page) {
  const video = page.locator("video");
  await video.waitFor();
  await page.waitForFunction(() => {
    const element = document.querySelector("video");
    return element && element.readyState >= 2 && element.currentTime > 0;
  });
  return video.evaluate((element) => {
    const { readyState, videoWidth, videoHeight, duration, paused } = /** @type {HTMLVideoElement} */ (
      element
    );
    return { readyState, videoWidth, videoHeight, duration, paused };
  });
}

/** A fixture as the page's script can make a File of it. @param {string} path */
export const base64 = (path) => readFileSync(path).toString("base64");

/** A grey PNG of this size. @param {number} width @param {number} height */
export function greyPng(width, height) {
  const chunk = (/** @type {string} */ kind, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const number = (/** @type {number} */ value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    };
    return Buffer.concat([number(data.length), body, number(crc32(body))]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  // Each row begins with its filter, none.
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width, 128)]);
  const rows = deflateSync(Buffer.concat(Array(height).fill(row)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Files as a file chooser gives them: a small picture, and text that says that it is a picture. */
export const SMALL = { name: "small.png", mimeType: "image/png", buffer: greyPng(120, 90) };
export const FAKE = { name: "fake.png", mimeType: "image/png", buffer: Buffer.from("this is text") };
