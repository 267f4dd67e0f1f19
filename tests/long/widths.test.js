// From a phone to a wide screen: no panel and no state of one scrolls sideways, and each can be read in both themes.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  controls,
  fill,
  forwardTo,
  open,
  servePictures,
  serviceFor,
  skip,
  toTheEnd,
} from "../page/harness.js";
import { choose, openPanel } from "../page/panel.js";
import { enterKey } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

const LONG = "Averylongwordwithoutanyplacetobreak".repeat(20);

/** What is wider than its place: the page, the panel, or a part of it. @param {Page} page */
const sideways = (page) =>
  page.evaluate(() =>
    [
      document.documentElement,
      ...document.querySelectorAll(".panel, .panel *, .bar *, .frame *, .suggestion"),
    ]
      .filter((element) => !element.matches("input, textarea, option, .unseen"))
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .filter((element) => getComputedStyle(element).display !== "inline")
      .map((element) => `${element.tagName}.${element.className}`),
  );

/** What of the panel lies outside the window. @param {Page} page */
const outside = (page) =>
  page.locator(".panel :is(button, input, textarea, select, p, li, td)").evaluateAll((all) =>
    all
      .filter((element) => !element.matches(".unseen"))
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.left < 0 || box.right > innerWidth + 0.5))
      .map(({ text }) => text),
  );

/** @param {Page} page @param {string} state */
async function assertFits(page, state) {
  assert.deepEqual(await sideways(page), [], state);
  assert.deepEqual(await outside(page), [], state);
}

for (const width of [360, 768, 1280, 1920]) {
  test(`${width} px wide: no panel scrolls sideways in any state`, { skip }, async (t) => {
    const { page, faults } = await open(t, { viewport: { width, height: 800 } });
    const close = () => page.keyboard.press("Escape");
    await servePictures(page);
    for (const word of ["Batch", "Prices", "Code", "Log", "Share"]) {
      await openPanel(page, word);
      await assertFits(page, `${word}, empty`);
      await close();
    }
    await fill(page, LONG);
    for (const word of ["Code", "Share"]) {
      const panel = await openPanel(page, word);
      for (const one of await panel.getByRole("radio").all()) {
        await one.check();
        await assertFits(page, `${word}, long words`);
      }
      await assertFits(page, `${word}, long words`);
      await close();
    }

    const panel = await openPanel(page, "Batch");
    await panel.getByLabel("How many").fill("50");
    await panel.getByText("over today's cap").waitFor();
    await assertFits(page, "over the cap");
    await choose(page, "A list of requests");
    await panel.getByLabel("CSV or JSON").fill(`prompt,images,${LONG}\nA,https://pictures.example/${LONG},1`);
    await panel.locator(".problem").first().waitFor();
    await assertFits(page, "a list with problems");
    await choose(page, "This form");
    await panel.getByLabel("How many").fill("3");
    await panel.getByRole("button", { name: /^Run 3/ }).click();
    await panel.locator(".cell").nth(2).waitFor();
    await assertFits(page, "a grid under way");
    await forwardTo(page, panel.getByText("3 of 3 done"));
    await assertFits(page, "a grid at its end");
    await close();
    await openPanel(page, "Log");
    await assertFits(page, "a log");
    await close();
    await page.getByLabel("Try a failure").selectOption("Lost answer, no history");
    await assertFits(page, "a failure to come");
    assert.deepEqual(faults, []);
  });

  test(`${width} px wide: nor does the service's longest word`, { skip }, async (t) => {
    const { page } = await open(t, { viewport: { width, height: 800 } });
    const simulator = await serviceFor(page);
    simulator.fault({ on: "submit", status: 400, message: LONG });
    simulator.fault({ on: "optimizer", patch: { outputs: [LONG] } });
    await fill(page, "A day");
    await enterKey(page, simulator.key);
    await page.getByRole("button", { name: /^Enhance/ }).click();
    await page.getByRole("button", { name: "Accept" }).waitFor();
    await assertFits(page, "a suggestion");
    await page.getByRole("button", { name: "Keep mine" }).click();
    await page.getByRole("button", { name: "Remove picture 1" }).click();
    await page.getByRole("button", { name: "Remove picture 1" }).click();
    await servePictures(page);
    await page.getByRole("button", { name: "add one by its address" }).click();
    await page.keyboard.type("https://pictures.example/bottle.png");
    await page.keyboard.press("Enter");
    await controls(page).run.click();
    await toTheEnd(page);
    // The package shortens it.
    await page.locator(".failure").getByText(LONG.slice(0, 100)).waitFor();
    await assertFits(page, "a refusal");
  });
}
