// A run that nobody looks at: title, icon and a notification tell how it stands, and the bar claims nothing unseen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onDisk, putOnDisk } from "../page/disk.js";
import { controls, fill, forward, open, playing, runToTheEnd, skip, toTheEnd } from "../page/harness.js";
import { begin, cards, chooseSlow } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

const TITLE = "Kling 1.6 Multi Image to Video";

/** Hides or shows the tab, as far as its page can tell. @param {Page} page @param {boolean} isHidden */
const hide = (page, isHidden) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);

const icon = (/** @type {Page} */ page) => page.locator("link[rel=icon]").getAttribute("href");

test("title and icon tell the state in the background, and rest when the tab is seen", {
  skip,
}, async (t) => {
  const { page, faults } = await open(t);
  assert.equal(await page.title(), TITLE);
  assert.equal(await icon(page), "./favicon.svg");
  await fill(page);
  await begin(page);
  await hide(page, true);
  await forward(page, 2_000);
  assert.match(await page.title(), /^0:0\d Making · Kling/);
  assert.equal(await icon(page), "./favicon-running.svg");
  await toTheEnd(page);
  assert.equal(await page.title(), `✓ Ready · ${TITLE}`);
  assert.equal(await icon(page), "./favicon-done.svg");
  await hide(page, false);
  assert.equal(await page.title(), TITLE);
  assert.equal(await icon(page), "./favicon.svg");
  assert.deepEqual(faults, []);
});

test("a failure in the background looks like one", { skip }, async (t) => {
  const { page } = await open(t);
  await page.getByLabel("Try a failure").selectOption("job-fails");
  await fill(page);
  await begin(page);
  await hide(page, true);
  await toTheEnd(page);
  assert.equal(await page.title(), `✗ Not made · ${TITLE}`);
  assert.equal(await icon(page), "./favicon-failed.svg");
});

/** Notes what would be shown. @param {Page} page @param {NotificationPermission} answer */
async function stubNotification(page, answer) {
  await page.addInitScript((said) => {
    /** @type {unknown[]} */
    const shown = [];
    let permission = "default";
    class Stub {
      static get permission() {
        return permission;
      }
      static async requestPermission() {
        shown.push("asked");
        permission = said;
        return said;
      }
      constructor(/** @type {string} */ title, /** @type {{ body: string }} */ { body }) {
        shown.push(`${title}: ${body}`);
      }
    }
    Object.assign(globalThis, { Notification: Stub, shown });
  }, answer);
  await page.reload();
}

/** @param {Page} page @returns {Promise<string[]>} */
const shown = (page) => page.evaluate(() => /** @type {any} */ (globalThis).shown);

test("a notification at the end, where the person has asked for one", { skip }, async (t) => {
  const { page } = await open(t);
  await stubNotification(page, "granted");
  await fill(page, "a red fox");
  await begin(page);
  assert.deepEqual(await shown(page), []);
  await page.getByLabel("Notify me at the end").check();
  await hide(page, true);
  await toTheEnd(page);
  assert.deepEqual(await shown(page), ["asked", "Your video is ready: a red fox"]);

  // In sight it needs none.
  await hide(page, false);
  await controls(page).prompt.fill("another fox");
  await runToTheEnd(page);
  assert.equal((await shown(page)).length, 2);
});

test("refused by the person, the box stays empty and nothing is shown", { skip }, async (t) => {
  const { page } = await open(t);
  await stubNotification(page, "denied");
  await fill(page);
  await begin(page);
  const box = page.getByLabel("Notify me at the end");
  await box.click();
  await page.waitForFunction(() => !document.querySelector(".notify input:checked"));
  await hide(page, true);
  await toTheEnd(page);
  assert.deepEqual(await shown(page), ["asked"]);
});

/** @param {Page} page */
const bar = (page) =>
  page.getByRole("progressbar", { name: "Time so far" }).evaluate((element) => {
    const { value, max } = /** @type {HTMLProgressElement} */ (element);
    return value / max;
  });

test("the bar goes by the durations seen here, and is never full before the end", { skip }, async (t) => {
  const { page } = await open(t);
  await fill(page);
  await runToTheEnd(page);
  const [[id, run] = ["", {}]] = Object.entries(await onDisk(page, "runs"));
  // Three were seen, the middle one of 20 s; a longer video is another matter.
  const took = { a: [20_000, 5], b: [60_000, 5], c: [10_000, 5], d: [500_000, 10] };
  const seen = Object.entries(took).map(([name, [tookMs, duration]]) => [
    name,
    { ...run, id: name, words: { ...run.words, duration }, progress: { ...run.progress, tookMs } },
  ]);
  await putOnDisk(page, "runs", {
    ...Object.fromEntries(seen),
    [id]: { ...run, progress: { ...run.progress, tookMs: undefined } },
  });
  await page.reload();
  await cards(page).nth(4).waitFor();
  await chooseSlow(page);
  await controls(page).prompt.fill("another one");
  await begin(page);
  await page.getByText("usually about 20 s", { exact: true }).waitFor();
  assert.ok((await bar(page)) < 2 / 3);
  assert.doesNotMatch(await controls(page).stage.innerText(), /%/);

  let before = await bar(page);
  for (let step = 0; step < 4; step++) {
    await forward(page, 10_000);
    const now = await bar(page);
    assert.ok(now > before && now < 1, `${before}, ${now}`);
    before = now;
  }
  await page.getByText("longer than usual; still being made", { exact: true }).waitFor();
  await toTheEnd(page);
  await playing(page);
});
