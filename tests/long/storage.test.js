// A browser that keeps nothing, or forgets it in the middle: the run goes on, is paid once, and the page says how it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "../page/accessible.js";
import {
  controls,
  fill,
  fillByAddress,
  open,
  playing,
  runToTheEnd,
  serviceFor,
  skip,
  toTheEnd,
} from "../page/harness.js";
import { paidOnce } from "../page/money.js";
import { begin, cards, enterKey, runByKey } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

/** A browser whose IndexedDB is blocked, as in some private windows. @param {Page} page */
async function block(page) {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("blocked", "SecurityError");
    };
  });
  await page.reload();
}

/** Clears the page's data under it, as "clear site data" does. @param {Page} page */
const clear = (page) =>
  page.evaluate(async () => {
    localStorage.clear();
    for (const { name = "" } of await indexedDB.databases()) {
      await new Promise((settle) => {
        indexedDB.deleteDatabase(name).onsuccess = settle;
      });
    }
  });

test("IndexedDB is blocked: the simulator works, and the page says that nothing is kept", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  await block(page);
  await page.getByText(/This browser keeps nothing for this page/).waitFor();
  assert.deepEqual(await violations(page), []);
  await fill(page);
  await runToTheEnd(page);
  await playing(page);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  await page.getByText("Today $0.25 of $5.00, simulated", { exact: true }).waitFor();
});

test("IndexedDB is blocked: a paid run is not left by a slip", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  await block(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await begin(page);
  /** @type {string[]} */
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.dismiss();
  });
  // Dismissed: the page stays.
  await page.close({ runBeforeUnload: true });
  while (asked.length === 0) await page.evaluate(() => undefined);
  assert.deepEqual(asked, ["beforeunload"]);
  await toTheEnd(page);
  await playing(page);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  paidOnce(simulator);
});

test("all is deleted while a paid run is under way: it goes on to its video", { skip }, async (t) => {
  const { page, simulator } = await runByKey(t);
  await clear(page);
  await toTheEnd(page);
  await playing(page);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  paidOnce(simulator);
  // Its end was written down anew.
  await page.reload();
  await cards(page).click();
  await playing(page);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
});

test("all is deleted while a simulated run is under way: what it says of the charge is true", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  await fill(page);
  await begin(page);
  await clear(page);
  await toTheEnd(page);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
});

test("no room on the disk: it says so, and the simulator goes on in memory", { skip }, async (t) => {
  const { page } = await open(t);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await fill(page);
  await runToTheEnd(page);
  await playing(page);
  await page.getByText(/This browser has no more room/).waitFor();
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
});
