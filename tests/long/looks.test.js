// The page fits every width without sideways scrolling, keeps its places still, and can be read in both themes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, FAKE, fill, open, playing, SMALL, skip, toTheEnd } from "../page/harness.js";

const sideways = (/** @type {import("playwright-core").Page} */ page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const width of [360, 768, 1280, 1920]) {
  test(`${width} px wide: nothing scrolls sideways in any state`, { skip }, async (t) => {
    const { page, faults } = await open(t, { viewport: { width, height: 800 } });
    const { run, stage } = controls(page);
    assert.equal(await sideways(page), 0, "empty");
    await run.click();
    await page.locator(".problem").first().waitFor();
    assert.equal(await sideways(page), 0, "problems");
    await fill(page, "Averylongwordwithoutanyplacetobreak".repeat(20));
    for (const ratio of ["16:9", "9:16", "1:1"]) {
      await page.getByRole("radio", { name: ratio }).check();
      assert.equal(await sideways(page), 0, ratio);
    }
    await run.click();
    await page.getByRole("button", { name: "Stop waiting" }).waitFor();
    assert.equal(await sideways(page), 0, "running");
    await toTheEnd(page);
    await playing(page);
    assert.equal(await sideways(page), 0, "done");
    assert.ok(await stage.isVisible());
    await page.getByRole("radio", { name: "Your key" }).check();
    await run.click();
    assert.equal(await sideways(page), 0, "no key");
    assert.deepEqual(faults, []);
  });
}

test("on a phone Run stays in sight, and pressing it brings the stage", { skip }, async (t) => {
  const { page } = await open(t, { viewport: { width: 360, height: 740 } });
  const { run } = controls(page);
  const inSight = async (/** @type {import("playwright-core").Locator} */ locator) => {
    const box = await locator.boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= 740;
  };
  assert.ok(await inSight(run), "Run, before anything is scrolled");
  await fill(page);
  await run.click();
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  assert.ok(await inSight(page.locator(".phase")), "the progress");
});

test("the stage keeps its place whatever is in it", { skip }, async (t) => {
  const { page } = await open(t);
  const { run } = controls(page);
  const place = () => page.locator(".frame-area").boundingBox();
  const empty = await place();
  await fill(page);
  await page.getByRole("radio", { name: "9:16" }).check();
  assert.deepEqual(await place(), empty);
  await run.click();
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  assert.deepEqual(await place(), empty);
  await toTheEnd(page);
  await playing(page);
  assert.deepEqual(await place(), empty);
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`${colorScheme}: every text stands out from its ground by 4.5 to 1`, { skip }, async (t) => {
    const { page } = await open(t, { colorScheme });
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const [red = 0] = /\d+/.exec(ground)?.map(Number) ?? [];
    assert.equal(red < 128, colorScheme === "dark", ground);

    await controls(page).run.click();
    await fill(page);
    await controls(page).files.setInputFiles([SMALL, FAKE]);
    await page.locator(".advice p").nth(1).waitFor();
    await page.getByRole("button", { name: "blur" }).click();
    assert.deepEqual(await pale(page), []);
    await page.getByRole("button", { name: "Remove picture 4" }).click();
    await controls(page).run.click();
    await page.getByRole("button", { name: "Stop waiting" }).click();
    await page.locator(".failure").waitFor();
    assert.deepEqual(await pale(page), []);
  });
}

/** The texts of the page with less contrast than 4.5 to 1. @param {import("playwright-core").Page} page */
function pale(page) {
  return page.evaluate(() => {
    const channels = (/** @type {string} */ colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (/** @type {number[]} */ colour) => {
      const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const groundOf = (/** @type {Element | null} */ element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = channels(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || (colour[3] ?? 0) === 1) return colour;
      }
      return [255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      // What lies on a picture has a ground of its own, half transparent; the unseen is for ears only.
      if (
        !element ||
        text === "" ||
        !element.checkVisibility() ||
        element.closest(".thumbnail, .unseen, noscript")
      ) {
        continue;
      }
      const one = luminance(channels(getComputedStyle(element).color));
      const other = luminance(groundOf(element));
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < 4.5) found.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
    }
    return found;
  });
}
