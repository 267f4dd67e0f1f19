// The browser sends the paid request twice by itself: the second video is a run of its own, with a note and its charge.
import assert from "node:assert/strict";
import { test } from "node:test";
import { forwardTo, playing, serviceFor, skip } from "../page/harness.js";
import { isSubmit } from "../page/money.js";
import { cards, enterKey, runByKey, untilCardSays } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

const NOTE = /The browser sent one request twice by itself/;

/**
 * A service that sees the paid request twice, as where a connection breaks under it and the browser repeats it: a job for
 * each, and an answer to the second alone. (That Chromium does so is measured by the faults' own table.)
 * @param {Page} page
 */
async function twice(page) {
  const simulator = await serviceFor(page, async (request) => {
    if (isSubmit(request)) await simulator.fetch(request.clone());
    return false;
  });
  // Its clock stands: the two were made within the time that the request took.
  simulator.clock.hold();
  return simulator;
}

/** Both videos are there. @param {Page} page */
async function bothDone(page, /** @type {import("kling-multi-i2v/simulator").Simulator} */ simulator) {
  simulator.clock.advance(200_000);
  await forwardTo(page, cards(page).filter({ hasText: "Done" }).nth(1));
}

test("the second is told, counted, and its video is there, also after a reload", { skip }, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t, twice);
  await bothDone(page, simulator);
  assert.equal(await cards(page).count(), 2);
  const { submits, netMicros } = simulator.stats();
  assert.deepEqual({ submits, netMicros }, { submits: 2, netMicros: 500_000 });
  await page.getByText("Today $0.50 of $5.00", { exact: true }).waitFor();

  for (const again of [false, true]) {
    if (again) await page.reload();
    const notes = [];
    for (const at of [0, 1]) {
      await cards(page).nth(at).click();
      await playing(page);
      assert.equal(await charge.innerText(), "Charged $0.25");
      notes.push(NOTE.test(await stage.innerText()));
    }
    assert.deepEqual(notes.sort(), [false, true], again ? "after a reload" : "at once");
  }
});

test("the second, deleted before its end, does not come back", { skip }, async (t) => {
  const { page, simulator, stage } = await runByKey(t, twice);
  await forwardTo(page, cards(page).nth(1));
  // Which of the two is the repetition is told by its note.
  await cards(page).nth(0).click();
  if (!NOTE.test(await stage.innerText())) await cards(page).nth(1).click();
  assert.match(await stage.innerText(), NOTE);
  await stage.getByRole("button", { name: "Stop waiting" }).click();
  await stage.getByRole("button", { name: "Delete", exact: true }).click();
  await stage.getByRole("button", { name: "Delete for good" }).click();
  assert.equal(await cards(page).count(), 1);
  simulator.clock.advance(200_000);
  await page.reload();
  await enterKey(page, simulator.key);
  await untilCardSays(page, /Done/);
  assert.equal(await cards(page).count(), 1);
  await page.getByText("Today $0.50 of $5.00", { exact: true }).waitFor();
});
