// The main way on the built page in Firefox and in WebKit: pictures, prompt, Run, a reload in the middle, a video that plays
// and can be saved.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serveStatic } from "../../../scripts/serve.mjs";
import { root } from "../../../scripts/tools.mjs";
import { driver, until } from "./driver.js";
import * as firefox from "./firefox.js";
import * as webkit from "./webkit.js";

const built = join(root, "www", "dist");
if (!existsSync(built)) throw new Error("www/dist is not built: run npm run build:page first.");

const PICTURES = ["dune.jpg", "bottle.png"].map((name) => join(root, "tests", "fixtures", name));

/** @type {Awaited<ReturnType<typeof serveStatic>>} */
let server;
before(async () => {
  server = await serveStatic(built, { base: "/some/sub-path/" });
});
after(() => server?.close());

/** What the video on the stage shows once it plays, or what the page says in place of a video. */
function outcome() {
  const failure = /** @type {HTMLElement | null} */ (document.querySelector(".failure"))?.innerText;
  if (failure) return { failure };
  const video = document.querySelector("video");
  if (!video || video.readyState < 2 || video.currentTime === 0) return undefined;
  const { videoWidth, videoHeight, paused } = video;
  return { ratio: videoWidth / videoHeight, paused };
}

/** @param {import("./driver.js").Driver} page */
async function fill(page) {
  await page.choose("input[type=file]", PICTURES);
  await page.until(
    "two loaded pictures",
    () => document.querySelectorAll(".thumbnail[data-loading=ready]").length === 2,
  );
  await page.fill({ role: "textbox", name: "Prompt" }, "Slow camera push in");
  await page.click(".ratios label:nth-of-type(2)");
}

/**
 * What kind of video the finished file is, by its first bytes: each engine makes what it can play. It may still be written.
 * @param {string} folder
 */
function saved(folder) {
  const name = readdirSync(folder).find((file) => /^kling-.*\.(mp4|webm)$/.test(file));
  const start = name && readFileSync(join(folder, name)).subarray(0, 8);
  if (!start || start.length < 8) return undefined;
  if (start.toString("latin1", 4) === "ftyp") return "mp4";
  return start.readUInt32BE(0) === 0x1a45dfa3 ? "webm" : "no video";
}

/** @param {import("./driver.js").Driver} page */
async function mainWay(page) {
  await page.goto(server.url);
  await fill(page);
  await page.click({ role: "button", name: "Run · $0.25" });
  await page.element({ role: "button", name: "Stop waiting" });
  await page.reload();

  const { failure, ratio = 0, paused } = await page.until("a playing video", outcome);
  assert.equal(failure, undefined);
  assert.equal(paused, false);
  assert.ok(Math.abs(ratio - 16 / 9) < 0.02, `ratio ${ratio}`);

  await page.click({ role: "button", name: "Save video" });
  assert.match(await until("the saved file", () => saved(page.downloads)), /^(mp4|webm)$/);
  // A place that pages may not read is told of by a link in the button's stead.
  await page.element({ role: "button", name: "Save video" });
  assert.deepEqual(await page.faults(), []);
}

/**
 * @param {import("node:test").TestContext} t
 * @param {import("./driver.js").Driver} page
 */
async function closing(t, page) {
  t.after(page.close);
  await mainWay(page);
}

const name = "from two pictures and a prompt to a saved video";
test(`Firefox: ${name}`, { skip: firefox.skip }, async (t) => closing(t, driver(await firefox.start())));
test(`WebKit: ${name}`, { skip: webkit.skip }, async (t) => closing(t, driver(await webkit.start())));
