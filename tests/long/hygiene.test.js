// A key is in this tab's memory and nowhere else, whatever was done with it; and another account's key loses nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  controls,
  fillByAddress,
  forwardTo,
  open,
  playing,
  serviceFor,
  skip,
  toTheEnd,
} from "../page/harness.js";
import { paidOnce } from "../page/money.js";
import { begin, enterKey, runByKey, untilCardSays } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

/** All that a browser keeps of this page, and all that the page shows, as one text. @param {Page} page */
const everything = (page) =>
  page.evaluate(async () => {
    const answered = (/** @type {IDBRequest} */ request) =>
      new Promise((settle) => {
        request.onsuccess = () => settle(request.result);
      });
    const found = [document.documentElement.outerHTML, location.href, document.cookie, document.title];
    found.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }));
    found.push(JSON.stringify(history.state), (await caches.keys()).join());
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await answered(indexedDB.open(name));
      for (const place of database.objectStoreNames) {
        const store = database.transaction(place).objectStore(place);
        found.push(
          JSON.stringify(await Promise.all([answered(store.getAllKeys()), answered(store.getAll())])),
        );
      }
      database.close();
    }
    for (const field of document.querySelectorAll("textarea, input:not([type=password])")) {
      found.push(/** @type {HTMLInputElement} */ (field).value);
    }
    return found.join("\n");
  });

test("nothing of the key is kept or shown, whatever was done with it", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  const { key } = simulator.addAccount({ key: "canary-77aa0e41" });
  const wrong = "canary-of-nobody";
  await fillByAddress(page);
  await enterKey(page, wrong);
  await controls(page).run.click();
  await controls(page).stage.getByText("The key was refused", { exact: true }).waitFor();
  await enterKey(page, key);
  // The service itself repeats the key in its words.
  simulator.fault({ on: "submit", status: 400, message: `no ${key} here` });
  await controls(page).run.click();
  await controls(page)
    .stage.getByText(/^no .* here/)
    .or(page.getByText("bad_request"))
    .first()
    .waitFor();
  await begin(page);
  await toTheEnd(page);
  await playing(page);

  for (const name of ["Code", "Share", "Log"]) {
    await page.getByRole("button", { name, exact: true }).first().click();
    await page.getByRole("heading", { name }).waitFor();
    assert.ok(!(await everything(page)).includes("canary"), name);
    if (name !== "Log") await page.getByRole("button", { name: "Close" }).click();
  }
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save log" }).click();
  assert.ok(!readFileSync(await (await download).path(), "utf8").includes("canary"), "the saved log");

  await page.reload();
  await page.getByRole("radio", { name: "Your key" }).check();
  assert.equal(await page.getByLabel("WaveSpeedAI key").inputValue(), "");
  assert.ok(!(await everything(page)).includes("canary"), "after a reload");
});

test("another account's key does not have the job: it is not lost, and the own key brings it", {
  skip,
}, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  const other = simulator.addAccount({ key: "of-another-account" });
  await page.reload();
  await stage.getByText("Not followed at the moment", { exact: true }).waitFor();
  await enterKey(page, other.key);
  await forwardTo(page, stage.locator(".failure"));
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.equal(await stage.getByRole("button", { name: /^Run again/ }).count(), 0);
  await enterKey(page, simulator.key);
  await untilCardSays(page, /Done/);
  await playing(page);
  paidOnce(simulator);
});
