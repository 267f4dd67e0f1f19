// What comes from a video's address may be something else: it is told, not kept, and another address is asked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, fillByAddress, open, playing, serviceFor, skip, toTheEnd } from "../page/harness.js";
import { begin, cards, enterKey } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

const source = (/** @type {Page} */ page) =>
  page.locator("video").evaluate((element) => /** @type {HTMLVideoElement} */ (element).src);

test("its address has ended: that is told, and another one is asked for", { skip }, async (t) => {
  const { page } = await open(t);
  /** What the first address says, once it has ended. */
  let ended = false;
  const simulator = await serviceFor(page, async (request, route) => {
    if (!request.url.includes("/outputs/") || request.url.includes("?fresh") || !ended) return false;
    await route.fulfill({ status: 403, body: "Request has expired" });
    return true;
  });
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await begin(page);
  await toTheEnd(page);
  await playing(page);
  const first = await source(page);
  ended = true;
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByText(/^The service answered HTTP 403 in place of the video\./).waitFor();
  // What was heard of the job a moment ago is no longer news.
  await page.clock.setSystemTime(Date.now() + 24 * 3_600_000);
  await page.reload();
  await cards(page).click();
  await page.getByText("The video does not play here", { exact: true }).waitFor();

  simulator.fault({ on: "result", patch: { outputs: [`${first}?fresh`] }, times: "Infinity" });
  await enterKey(page, simulator.key);
  await page.getByRole("button", { name: "Try again, free" }).click();
  await playing(page);
  assert.equal(await source(page), `${first}?fresh`);
  assert.equal(simulator.stats().submits, 1);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
});

test("a page in place of the video is not kept as one, nor saved", { skip }, async (t) => {
  const { page } = await open(t);
  /** What stands between, in place of the video. @type {{ contentType: string, body: string } | undefined} */
  let between;
  const simulator = await serviceFor(page, async (request, route) => {
    if (!between || !request.url.includes("/outputs/")) return false;
    await route.fulfill({ status: 200, ...between });
    return true;
  });
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await begin(page);
  await toTheEnd(page);
  await playing(page);
  const told = page.getByText(/^What came in its place is no video\./);
  for (const one of [
    { contentType: "text/html; charset=utf-8", body: "<h1>Sign in to the hotel's network</h1>" },
    { contentType: "video/mp4", body: "" },
  ]) {
    between = one;
    await page.getByRole("button", { name: "Keep here" }).click();
    await told.waitFor();
  }
  await page.getByRole("button", { name: "Save video" }).click();
  await told.nth(1).waitFor();
  between = undefined;
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByRole("button", { name: "Kept here", exact: true }).waitFor();
  await page.reload();
  await cards(page).click();
  await playing(page);
  assert.match(await source(page), /^blob:/);
});
