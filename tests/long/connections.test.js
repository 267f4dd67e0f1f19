// A run belongs to the connection that it was begun by, whatever the bar is set to later: what it cost stays as it is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, fillByAddress, open, playing, serviceFor, skip } from "../page/harness.js";
import { enterKey, runByKey, untilCardSays } from "../page/returning.js";

test("gone on with while the bar says Simulator: the key is asked for, and the charge stays", {
  skip,
}, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  await page.reload();
  await stage.getByText("Not followed at the moment", { exact: true }).waitFor();
  await page.getByRole("radio", { name: "Simulator" }).check();
  await stage.getByRole("button", { name: "Go on waiting, free" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "api-key");
  assert.equal(await charge.innerText(), "Charged $0.25");

  await enterKey(page, simulator.key);
  await untilCardSays(page, /Done/);
  await playing(page);
  assert.equal(simulator.stats().submits, 1);
});

test("a ledger that cannot be read tells nothing of the job: the charge stays, and it can be gone on with", {
  skip,
}, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  await page.getByRole("button", { name: "Stop waiting" }).click();
  const again = stage.getByRole("button", { name: "Go on waiting, free" });
  await again.waitFor();
  // The package's own database, from now on: the ledger is there, and a look at it fails.
  await page.evaluate(() => {
    const real = IDBObjectStore.prototype.getAll;
    IDBObjectStore.prototype.getAll = function (...args) {
      if (this.transaction.db.name === "kling-multi-i2v") throw new Error("the disk is broken");
      return real.apply(this, args);
    };
  });
  await again.click();
  await stage.getByText("It could not be looked at now").or(page.locator("video")).first().waitFor();
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.equal(await stage.getByRole("button", { name: /^Run again/ }).count(), 0);
  assert.equal(simulator.stats().submits, 1);
});

test("a simulated run is not run again with real money, and the form stays as it is", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  const { stage, run, prompt } = controls(page);
  await fillByAddress(page);
  await page.getByLabel("Try a failure").selectOption("no-credits");
  await run.click();
  const again = stage.getByRole("button", { name: /^Run again/ });
  await again.waitFor();
  await enterKey(page, simulator.key);
  assert.equal(await again.count(), 0);

  await page.getByRole("radio", { name: "Simulator" }).check();
  await page.getByLabel("Try a failure").selectOption("none");
  await prompt.fill("Something else that is being written");
  await again.click();
  await untilCardSays(page, /Done/);
  assert.equal(await prompt.inputValue(), "Something else that is being written");
  assert.equal(simulator.stats().submits, 0);
});
