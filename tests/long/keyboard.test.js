// Everything by keyboard alone: the panels and the way back, the order of the pictures, enhancer, batch, reel and delete.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, fill, forwardTo, JPEG, open, PNG, runToTheEnd, skip } from "../page/harness.js";
import { paid } from "../page/money.js";
import { chooseSlow } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

/** What has the focus, by the words that a person hears. @param {Page} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const labels = /** @type {HTMLInputElement} */ (element).labels;
    return element.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? element.textContent ?? "";
  });

/** Presses Tab until this has the focus. @param {Page} page @param {RegExp} wanted @param {string} [key] */
async function tabTo(page, wanted, key = "Tab") {
  const met = [];
  for (let step = 0; step < 60; step++) {
    const now = await focused(page);
    if (wanted.test(now.trim())) return;
    met.push(now.trim());
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never came to ${wanted}:\n${met.join("\n")}`);
}

/** Goes to a control and presses it. @param {Page} page @param {RegExp} wanted @param {string} [by] */
async function press(page, wanted, by = "Enter") {
  await tabTo(page, wanted);
  await page.keyboard.press(by);
}

for (const width of [360, 1280]) {
  test(`${width} px wide: each panel opens, closes by Esc, and gives the focus back`, { skip }, async (t) => {
    const { page, faults } = await open(t, { viewport: { width, height: 800 } });
    for (const word of ["Batch", "Prices", "Code", "Log", "Share"]) {
      await press(page, new RegExp(`^${word}$`));
      const panel = page.getByRole("dialog");
      await panel.locator(".panel-body > :nth-child(2)").waitFor();
      assert.ok(await panel.evaluate((element) => element.contains(document.activeElement)), word);
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "detached" });
      assert.equal(await focused(page), word);
    }
    // From one panel to another inside it, and out by its own button.
    await press(page, /^Share$/);
    await tabTo(page, /^Prices$/, "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Prices" }).waitFor();
    await press(page, /^Close$/);
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.deepEqual(faults, []);
  });
}

test("Esc closes the panel beside the form also while the form is written", { skip }, async (t) => {
  const { page } = await open(t);
  await press(page, /^Code$/);
  await page.getByRole("dialog").waitFor();
  await controls(page).prompt.focus();
  await page.keyboard.type("A day");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await controls(page).prompt.inputValue(), "A day");
});

test("the pictures change places, and the focus stays with the one that moves", { skip }, async (t) => {
  const { page } = await open(t);
  await controls(page).files.setInputFiles([JPEG, PNG, PNG]);
  await page.locator(".thumbnail[data-loading=ready]").nth(2).waitFor();
  const names = () =>
    page
      .locator(".thumbnail img")
      .evaluateAll((images) => images.map((image) => image.getAttribute("alt")?.slice(3)));
  await press(page, /^Move picture 1 right$/);
  assert.deepEqual(await names(), ["bottle.png", "dune.jpg", "bottle.png"]);
  assert.equal(await focused(page), "Move picture 2 right");
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(), ["bottle.png", "bottle.png", "dune.jpg"]);
  // At the end of the row there is no further place; the focus is not thrown away.
  assert.equal(await focused(page), "Move picture 3 right");
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(), ["bottle.png", "bottle.png", "dune.jpg"]);
  await tabTo(page, /^Remove picture 3$/, "Shift+Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "+Add Item");
  await press(page, /^Undo$/);
  assert.deepEqual(await names(), ["bottle.png", "bottle.png", "dune.jpg"]);
});

test("the enhancer's suggestion is accepted, and Ctrl+Z brings the old prompt back", { skip }, async (t) => {
  const { page } = await open(t);
  const { prompt } = controls(page);
  await tabTo(page, /^Prompt/);
  await page.keyboard.type("A dune");
  await press(page, /^Enhance · \$0\.001$/);
  await forwardTo(page, page.getByRole("button", { name: "Accept" }));
  assert.equal(await prompt.inputValue(), "A dune");
  await press(page, /^Accept$/);
  const after = await prompt.inputValue();
  assert.ok(after.includes("A dune") && after.length > 6, after);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "field-prompt");
  await page.getByText("Today $0.001 of $5.00, simulated").waitFor();
  await page.keyboard.press("Control+z");
  assert.equal(await prompt.inputValue(), "A dune");
});

test("a batch is begun, stopped, gone on with and left", { skip }, async (t) => {
  const { page } = await open(t);
  // Else a busy machine has the first video done, and a third begun, before the press that is to stop them.
  await chooseSlow(page);
  await fill(page);
  await page.locator("body").click({ position: { x: 1, y: 1 } });
  await press(page, /^Batch$/);
  await tabTo(page, /^How many/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("3");
  await press(page, /^Run 3 · \$0\.75$/);
  const panel = page.getByRole("dialog");
  const status = panel.getByRole("status");
  await status.waitFor();
  // The button that was pressed is gone, and the focus is with what came in its place.
  assert.match(await focused(page), /^0 of 3 done/);
  await forwardTo(page, status.getByText("$0.50 charged"));
  await press(page, /^Begin no more$/);
  assert.match(await focused(page), /^0 of 3 done/);
  await forwardTo(page, status.getByText("2 of 3 done"));
  await press(page, /^Run the 1 not made/);
  await forwardTo(page, status.getByText("3 of 3 done, $0.75 charged"));
  await press(page, /^New batch$/);
  assert.equal(await focused(page), "This form, several times");
  await page.keyboard.press("ArrowRight");
  await panel.getByLabel("CSV or JSON").waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  assert.equal(await focused(page), "Batch");
  assert.deepEqual(await paid(page), { jobs: 3, netMicros: 750_000 });
});

test("from the reel to the video, and to its end", { skip }, async (t) => {
  const { page } = await open(t);
  const { stage, reel, video } = controls(page);
  await fill(page, "One day");
  await runToTheEnd(page);
  await press(page, /^New$/);
  assert.equal(await video.count(), 0);
  assert.equal(await focused(page), "Stage");
  await press(page, /^One day/);
  await video.waitFor();
  await tabTo(page, /^Video of: One day$/, "Shift+Tab");
  await press(page, /^Keep here$/);
  await page.getByRole("button", { name: "Kept here", exact: true }).waitFor();
  await tabTo(page, /^Delete$/, "Shift+Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "Delete for good");
  // Leaving it takes the first press back.
  await page.keyboard.press("Tab");
  await stage.getByRole("button", { name: "Delete", exact: true }).waitFor();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await video.waitFor({ state: "detached" });
  assert.equal(await focused(page), "Stage");
  assert.equal(await reel.getByRole("button").count(), 0);
});

test("after “Stop waiting” the focus is with what it cost", { skip }, async (t) => {
  const { page } = await open(t);
  await fill(page);
  await press(page, /^Run · \$0\.25$/);
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  await press(page, /^Stop waiting$/);
  await page.locator(".failure").waitFor();
  assert.match(await focused(page), /^You stopped waiting/);
  await press(page, /^Go on waiting, free$/);
  await forwardTo(page, controls(page).video);
});
