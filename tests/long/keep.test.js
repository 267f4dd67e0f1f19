// A finished video is kept: in this browser, as a file, or by its link; and none of it failing makes a failed job.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { onDisk } from "../page/disk.js";
import { controls, fillByAddress, open, playing, serviceFor, skip, toTheEnd } from "../page/harness.js";
import { begin, cards, enterKey } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

/**
 * A finished run with a key. What may reach the videos is decided, request by request, by `may`.
 * @param {import("node:test").TestContext} t
 * @param {(kind: string) => boolean} may
 */
async function made(t, may, before = async (/** @type {Page} */ _page) => {}) {
  const { page } = await open(t);
  const simulator = await serviceFor(page, async (request, route) => {
    if (!request.url.includes("/outputs/") || may(route.request().resourceType())) return false;
    await route.abort("failed");
    return true;
  });
  await before(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await begin(page);
  await toTheEnd(page);
  return { page, simulator };
}

/** It was made and paid, whatever becomes of the file. @param {Page} page */
async function isStillDone(page) {
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  assert.match(await cards(page).innerText(), /Done/);
}

const source = (/** @type {Page} */ page) =>
  page.locator("video").evaluate((element) => /** @type {HTMLVideoElement} */ (element).src);

test("kept here, it plays when the service has forgotten it, after a reload and without a key", {
  skip,
}, async (t) => {
  let isForgotten = false;
  const { page } = await made(t, () => !isForgotten);
  assert.match(await source(page), /^https:/);
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByRole("button", { name: "Kept here", exact: true }).waitFor();
  isForgotten = true;
  await page.reload();
  await cards(page).click();
  assert.equal((await playing(page)).paused, false);
  assert.match(await source(page), /^blob:/);
  assert.equal(await page.getByText(/The service (keeps it until|has probably)/).count(), 0);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save video" }).click();
  assert.equal(readFileSync(await (await download).path()).toString("latin1", 4, 8), "ftyp");
  await isStillDone(page);
});

test("kept here and forgotten by the service, the only copy is not given up by one press", {
  skip,
}, async (t) => {
  let isForgotten = false;
  const { page } = await made(t, () => !isForgotten);
  await page.getByRole("button", { name: "Keep here" }).click();
  const kept = page.getByRole("button", { name: "Kept here", exact: true });
  await kept.waitFor();
  isForgotten = true;
  await page.clock.setSystemTime(Date.now() + 8 * 24 * 3_600_000);
  await page.reload();
  await cards(page).click();
  await playing(page);
  await kept.click();
  const sure = page.getByRole("button", { name: "Delete the only copy" });
  await sure.waitFor();
  await sure.blur();
  await kept.waitFor();
  assert.match(await source(page), /^blob:/);

  await kept.click();
  await sure.click();
  await page.getByText("The service has probably forgotten it").first().waitFor();
  await isStillDone(page);
});

test("taken out again, it comes from the service", { skip }, async (t) => {
  const { page } = await made(t, () => true);
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByRole("button", { name: "Kept here", exact: true }).click();
  await page.getByText(/^The service keeps it until/).waitFor();
  await playing(page);
  assert.match(await source(page), /^https:/);
  const isWritten = async () => Object.values(await onDisk(page, "runs"))[0].progress.kept === false;
  while (!(await isWritten())) await page.evaluate(() => undefined);
  await page.reload();
  await cards(page).click();
  await playing(page);
  assert.match(await source(page), /^https:/);
});

test("kept here and cleared by the browser, it comes from the service", { skip }, async (t) => {
  // The service lets a page show it, and read it this once.
  let isReadable = true;
  const { page } = await made(t, (kind) => isReadable || kind === "media");
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByRole("button", { name: "Kept here", exact: true }).waitFor();
  isReadable = false;
  await page.evaluate(async () =>
    (await navigator.storage.getDirectory()).removeEntry("videos", { recursive: true }),
  );
  await page.reload();
  await cards(page).click();
  await playing(page);
  assert.match(await source(page), /^https:/);
});

test("no room in this browser: it says so, and the file can still be saved", { skip }, async (t) => {
  const full = (/** @type {Page} */ page) =>
    page.evaluate(() => {
      FileSystemFileHandle.prototype.createWritable = async () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
  const { page } = await made(t, () => true, full);
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByText("This browser has no room for it. Save it as a file.", { exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Kept here", exact: true }).count(), 0);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save video" }).click();
  assert.match((await download).suggestedFilename(), /^kling-[\w-]+\.mp4$/);
  await isStillDone(page);
});

test("shown and not to be read (CORS): it plays, and saving falls back to its link", { skip }, async (t) => {
  const { page } = await made(t, (kind) => kind === "media");
  await playing(page);
  await page.getByRole("button", { name: "Keep here" }).click();
  await page
    .getByText("The service does not let a page read it. Save it as a file.", { exact: true })
    .waitFor();
  await page.getByRole("button", { name: "Save video" }).click();
  const link = page.getByRole("link", { name: "Open it and save it there" });
  assert.equal(await link.getAttribute("href"), await source(page));
  assert.equal(await link.getAttribute("rel"), "noreferrer");
  await isStillDone(page);
});

test("offline when it is saved or kept: it says so, and both can be tried again", { skip }, async (t) => {
  let isOnline = true;
  const { page } = await made(t, () => isOnline);
  await playing(page);
  isOnline = false;
  await page.context().setOffline(true);
  const told = page.getByText("This device is offline. Try again when it is online.", { exact: true });
  for (const name of ["Keep here", "Save video"]) {
    await page.getByRole("button", { name }).click();
    await told.nth(name === "Keep here" ? 0 : 1).waitFor();
  }
  isOnline = true;
  await page.context().setOffline(false);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save video" }).click();
  await download;
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByRole("button", { name: "Kept here", exact: true }).waitFor();
  assert.equal(await told.count(), 0);
});

test("a video that did not load while the device was offline plays when it is tried again", {
  skip,
}, async (t) => {
  let isOnline = false;
  const { page } = await made(t, () => isOnline);
  await page.getByText("The video does not play here", { exact: true }).waitFor();
  isOnline = true;
  await page.getByRole("button", { name: "Try again, free" }).click();
  await playing(page);
  await isStillDone(page);
});

test("neither shown nor read: it is told apart from a failed job, with the link", { skip }, async (t) => {
  const { page } = await made(t, () => false);
  await page.getByText("The video does not play here", { exact: true }).waitFor();
  assert.match(
    (await page.getByRole("link", { name: "Open the video" }).getAttribute("href")) ?? "",
    /^https:.*\/outputs\//,
  );
  assert.equal(
    await page
      .getByRole("button", { name: /^Run again/ })
      .and(page.locator(".stage *"))
      .count(),
    0,
  );
  await page.getByRole("button", { name: "Save video" }).click();
  await page.getByRole("link", { name: "Open it and save it there" }).waitFor();
  await isStillDone(page);
});
