// Pictures come in by drop, by paste and by address, in their order and up to four; what Kling would mind is said.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  base64,
  controls,
  FAKE,
  fill,
  greyPng,
  JPEG,
  open,
  PNG,
  runToTheEnd,
  SMALL,
  skip,
} from "../page/harness.js";

/**
 * Lets the window see a drop or a paste of files, as the browser would send it.
 * @param {import("playwright-core").Page} page
 * @param {"drop" | "paste"} kind
 * @param {{ name: string, type: string, data: string }[]} files
 */
function send(page, kind, files) {
  return page.evaluate(
    ([kind, files]) => {
      const transfer = new DataTransfer();
      for (const { name, type, data } of files) {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
      }
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        kind === "drop"
          ? new DragEvent("drop", { ...options, dataTransfer: transfer })
          : new ClipboardEvent("paste", { ...options, clipboardData: transfer }),
      );
    },
    /** @type {const} */ ([kind, files]),
  );
}

const jpeg = { name: "dune.jpg", type: "image/jpeg", data: base64(JPEG) };
const png = { name: "bottle.png", type: "image/png", data: base64(PNG) };
const text = { name: "notes.txt", type: "text/plain", data: btoa("no picture") };

const names = (/** @type {import("playwright-core").Page} */ page) =>
  page.locator(".thumbnail img").evaluateAll((images) => images.map((image) => image.getAttribute("alt")));

test("dropped and pasted pictures keep their order", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await send(page, "drop", [jpeg, png]);
  await send(page, "paste", [png]);
  await page.locator(".thumbnail[data-loading=ready]").nth(2).waitFor();
  assert.deepEqual(await names(page), ["1: dune.jpg", "2: bottle.png", "3: bottle.png"]);
  await page.getByRole("button", { name: "Remove picture 1" }).click();
  assert.deepEqual(await names(page), ["1: bottle.png", "2: bottle.png"]);
  assert.deepEqual(faults, []);
});

test("what is no picture and what is one too many is left out, and said", { skip }, async (t) => {
  const { page } = await open(t);
  await send(page, "drop", [text, jpeg, png, jpeg, png, jpeg]);
  await page.getByText("One file is no picture. The model takes 4 pictures, so one was left out.").waitFor();
  assert.equal((await names(page)).length, 4);
  assert.equal(await controls(page).add.count(), 0);
});

/** What is said of the pictures. @param {import("playwright-core").Page} page */
const advice = (page) => page.locator(".advice p").allInnerTexts();

test("a file that only looks like a picture does not pass for one", { skip }, async (t) => {
  const { page } = await open(t);
  await controls(page).files.setInputFiles([JPEG]);
  await controls(page).files.setInputFiles([FAKE]);
  await page.locator(".thumbnail[data-loading=failed]").getByText("No picture").waitFor();
  await page.getByText("This file is no picture: choose another one.").waitFor();
  assert.equal(await page.locator(".advice p").count(), 1);
});

test("a picture that Kling finds small is told at it and aloud, and may be run", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { files, thumbnails } = controls(page);
  // A live region speaks what comes into it: it has to be there before.
  const region = await page.locator(".advice[aria-live=polite]").elementHandle();
  await fill(page);
  await files.setInputFiles([SMALL]);
  const said = page.getByText("120 × 90: Kling wants at least 300 px a side.");
  await said.waitFor();
  assert.ok(await region?.evaluate((element) => element.isConnected && element.textContent !== ""));
  assert.equal(await page.locator(".advice p").textContent(), `Picture 3${await said.textContent()}`);
  assert.deepEqual(await thumbnails.evaluateAll((all) => all.map((one) => one.getAttribute("data-minded"))), [
    "false",
    "false",
    "true",
  ]);
  const description = await page.getByAltText("3: small.png").getAttribute("aria-describedby");
  assert.match((await page.locator(`#${description}`).textContent()) ?? "", /120 × 90/);

  await page.getByRole("button", { name: "Remove picture 1" }).click();
  assert.match((await page.locator(".advice p").textContent()) ?? "", /^Picture 2/);
  await runToTheEnd(page);
  await controls(page).video.waitFor();
  await page.getByRole("button", { name: "Remove picture 2" }).click();
  assert.deepEqual(await advice(page), []);
  assert.deepEqual(faults, []);
});

test("each thing that Kling would mind is said once", { skip }, async (t) => {
  const { page } = await open(t);
  const webp = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 320;
    return canvas.toDataURL("image/webp").split(",")[1] ?? "";
  });
  await controls(page).files.setInputFiles([
    { name: "a.webp", mimeType: "image/webp", buffer: Buffer.from(webp, "base64") },
    { name: "b.png", mimeType: "image/png", buffer: Buffer.from(webp, "base64") },
    { name: "c.gif", mimeType: "image/gif", buffer: greyPng(320, 320) },
    { name: "d.png", mimeType: "image/png", buffer: greyPng(1000, 200) },
  ]);
  await page.locator(".advice p").nth(3).waitFor();
  assert.deepEqual(
    (await advice(page)).map((text) => text.split("\n").at(-1)),
    [
      "WebP: Kling takes JPEG and PNG. Convert to JPEG",
      "WebP: Kling takes JPEG and PNG. Convert to JPEG",
      "Says it is image/gif: Kling takes JPEG and PNG. Convert to JPEG",
      "1000 × 200: Kling wants at least 300 px a side. 1000 × 200: Kling wants at most 2.5 to 1. Crop to 1:1",
    ],
  );
  assert.equal(await page.locator("#pictures-problems p").count(), 0);
});

test("360 px wide: what Kling would mind can be read in full", { skip }, async (t) => {
  const { page } = await open(t, { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await controls(page).files.setInputFiles([SMALL, FAKE]);
  await page.locator(".advice p").nth(1).waitFor();
  for (const text of await page.locator(".advice p > span").all()) {
    const { x = -1, width = 0 } = (await text.boundingBox()) ?? {};
    assert.ok(x >= 0 && x + width <= 360 && width > 200, `${x} + ${width}`);
    assert.ok(
      (await text.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))) >= 12,
    );
  }
});

test("an address the service can never reach is told at the pictures", { skip }, async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: "add one by its address" }).click();
  await page.keyboard.type("http://localhost/picture.jpg");
  await page.keyboard.press("Enter");
  await page.locator("#pictures-problems .problem").waitFor();
  assert.equal(await page.locator(".thumbnail[data-faulty=true]").count(), 1);
});
