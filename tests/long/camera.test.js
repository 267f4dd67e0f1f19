// A picture from the camera, where there is one: seen, taken, put in the row; and what a refusal says.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { serveStatic } from "../../scripts/serve.mjs";
import { chromiumArgs, findBrowser, root } from "../../scripts/tools.mjs";
import { violations } from "../page/accessible.js";
import { controls, JPEG, skip } from "../page/harness.js";

/** @type {Awaited<ReturnType<typeof serveStatic>>} */
let server;

before(async () => {
  if (!skip) server = await serveStatic(join(root, "www", "dist"));
});

after(async () => {
  await server?.close();
});

/**
 * The page in a browser of its own, whose camera is made up. `flags` tell whether there is one, and what a person answers.
 * @param {import("node:test").TestContext} t
 * @param {string[]} flags
 */
async function openWith(t, flags) {
  const executablePath = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: [...chromiumArgs, ...flags] });
  t.after(() => browser.close());
  const page = await browser.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(server.url);
  const open = page.getByRole("button", { name: "use the camera" });
  const panel = page.getByRole("dialog", { name: "Camera" });
  return { page, faults, open, panel, take: panel.getByRole("button", { name: "Take the picture" }) };
}

/** What the camera gives the panel. @param {import("playwright-core").Locator} panel */
const tracksOf = (panel) =>
  panel.locator("video").evaluateHandle((element) => {
    const { srcObject } = /** @type {HTMLVideoElement} */ (element);
    return /** @type {MediaStream} */ (srcObject).getTracks();
  });

/** Waits until the camera is off: a moment after its panel is gone. @param {Awaited<ReturnType<typeof tracksOf>>} tracks */
const untilEnded = (tracks) =>
  tracks.evaluate(async (all) => {
    const isOn = () => all.length === 0 || all.some(({ readyState }) => readyState !== "ended");
    while (isOn()) await new Promise(requestAnimationFrame);
  });

const CAMERA = "--use-fake-device-for-media-stream";
const ALLOWED = "--use-fake-ui-for-media-stream";
const REFUSED = "--use-fake-ui-for-media-stream=deny";

test("what the camera sees is taken as a picture, up to four", { skip }, async (t) => {
  const { page, faults, open, panel, take } = await openWith(t, [CAMERA, ALLOWED]);
  const { thumbnails, files } = controls(page);
  await files.setInputFiles([JPEG]);
  await open.click();
  // As soon as the button is there: the first picture of the camera may still be on its way.
  await take.click();
  await page.locator(".thumbnail[data-loading=ready]").nth(1).waitFor();
  await page.getByAltText("2: camera.jpg").waitFor();
  assert.match(await thumbnails.nth(1).innerText(), /\d{3,} × \d{3,}\s*JPEG, /);
  assert.equal(await panel.locator(".count").innerText(), "2 of 4");
  assert.equal(await page.locator(".advice p").count(), 0);

  const { width, height } = await panel.locator("video").evaluate((element) => {
    const { videoWidth, videoHeight } = /** @type {HTMLVideoElement} */ (element);
    return { width: videoWidth, height: videoHeight };
  });
  assert.ok((await thumbnails.nth(1).innerText()).includes(`${width} × ${height}`));

  await take.click();
  await page.locator(".thumbnail").nth(2).waitFor();
  // With the fourth there is nothing more to take, and no camera left on.
  const tracks = await tracksOf(panel);
  await take.click();
  await panel.waitFor({ state: "detached" });
  assert.equal(await thumbnails.count(), 4);
  await untilEnded(tracks);
  assert.deepEqual(faults, []);
});

test("closing the panel turns the camera off and gives the focus back", { skip }, async (t) => {
  const { page, open, panel, take } = await openWith(t, [CAMERA, ALLOWED]);
  await open.click();
  await take.waitFor();
  assert.deepEqual(await violations(page), []);
  const tracks = await tracksOf(panel);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  await untilEnded(tracks);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "use the camera");
});

test("a refused camera says where to allow it, and may be tried again", { skip }, async (t) => {
  const { page, faults, open, panel, take } = await openWith(t, [CAMERA, REFUSED]);
  await open.click();
  await panel.getByText("The browser was not allowed to use the camera.").waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal(await take.count(), 0);
  // No flag lets a person change their mind: what the browser gives them then is put in its place.
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
  });
  await panel.getByRole("button", { name: "Try again" }).click();
  await take.waitFor();
  assert.equal(await panel.getByText("was not allowed").count(), 0);
  assert.deepEqual(faults, []);
});

test("without a camera none is offered", { skip }, async (t) => {
  const { page, open } = await openWith(t, [ALLOWED, `${CAMERA}=device-count=0`]);
  await page.getByRole("button", { name: "add one by its address" }).waitFor();
  const kinds = await page.evaluate(async () =>
    (await navigator.mediaDevices.enumerateDevices()).map(({ kind }) => kind),
  );
  assert.ok(!kinds.includes("videoinput"), kinds.join());
  assert.equal(await open.count(), 0);
});
