// A picture that the browser has lost: nothing is run, and paid for, without it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, fill, forwardTo, open, proxy, skip } from "../page/harness.js";
import { openPanel } from "../page/panel.js";
import { cards } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

/** A filled form, whose runs are paid for through a proxy. @param {import("node:test").TestContext} t */
async function throughProxy(t) {
  const { page } = await open(t);
  const { url, simulator } = await proxy(t);
  await fill(page);
  await page.getByRole("radio", { name: "Proxy" }).check();
  await page.getByLabel("Proxy address").fill(url);
  return { page, simulator };
}

/** Takes all that is kept of one picture off the disk, once both are there. @param {Page} page */
const losePicture = (page) =>
  page.evaluate(async () => {
    /** @type {IDBDatabase} */
    const database = await new Promise((settle) => {
      const opening = indexedDB.open("kling-playground");
      opening.onsuccess = () => settle(opening.result);
    });
    for (;;) {
      const writing = database.transaction(["pictures", "files"], "readwrite");
      const keys = await new Promise((settle) => {
        const asked = writing.objectStore("files").getAllKeys();
        asked.onsuccess = () => settle(asked.result);
      });
      if (keys.length < 2) continue;
      for (const place of ["pictures", "files"]) writing.objectStore(place).delete(keys[0]);
      await new Promise((settle) => {
        writing.oncomplete = settle;
      });
      return database.close();
    }
  });

const isToldOf = (/** @type {Page} */ page) =>
  page.getByText(/^Picture [12] can no longer be read: .*Add it again\.$/).waitFor();

test("a run is not run again without it: the form says which one to add", { skip }, async (t) => {
  const { page, simulator } = await throughProxy(t);
  const { run, stage, thumbnails } = controls(page);
  simulator.fault({ on: "submit", status: 402, message: "Insufficient credits" });
  await run.click();
  const again = stage.getByRole("button", { name: /^Run again/ });
  await again.waitFor();
  await losePicture(page);
  await page.reload();
  await cards(page).click();
  await again.click();
  await isToldOf(page);
  assert.equal(await thumbnails.count(), 2);
  assert.equal(simulator.stats().jobs, 0);
});

test("a batch is not gone on with without it, and what it has made stays", { skip }, async (t) => {
  const { page, simulator } = await throughProxy(t);
  const panel = page.locator(".panel");
  const rest = panel.getByRole("button", { name: "Run the 2 not made" });
  await openPanel(page, "Batch");
  await panel.getByLabel("How many").fill("4");
  await panel.getByRole("button", { name: /^Run 4/ }).click();
  await forwardTo(page, panel.getByText("0 of 4 done, $0.50 charged"));
  await panel.getByRole("button", { name: "Begin no more" }).click();
  await forwardTo(page, panel.getByText("2 of 4 done, $0.50 charged"));
  await rest.waitFor();
  await losePicture(page);
  await page.reload();
  await openPanel(page, "Batch");
  await panel.getByRole("button", { name: "Show the last batch" }).click();
  await rest.click();
  await isToldOf(page);
  await panel.getByText("2 of 4 done, $0.50 charged").waitFor();
  assert.deepEqual(
    simulator.jobs().map(({ input }) => input.images.length),
    [2, 2],
  );
});
