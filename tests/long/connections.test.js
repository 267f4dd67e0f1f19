// A run belongs to the connection that it was begun by, whatever the bar is set to later: what it cost stays as it is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  controls,
  fillByAddress,
  forwardTo,
  open,
  playing,
  proxy,
  serviceFor,
  skip,
} from "../page/harness.js";
import { paidOnce } from "../page/money.js";
import { openPanel } from "../page/panel.js";
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
  paidOnce(simulator);
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
  paidOnce(simulator);
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

test("what one proxy refused is not run again by another", { skip }, async (t) => {
  const { page } = await open(t);
  const first = await proxy(t);
  const second = await proxy(t);
  first.simulator.fault({ on: "submit", status: 429, times: "Infinity" });
  const { stage, run } = controls(page);
  const address = page.getByLabel("Proxy address");
  await fillByAddress(page);
  await page.getByRole("radio", { name: "Proxy" }).check();
  await address.fill(first.url);
  await run.click();
  const again = stage.getByRole("button", { name: /^Run again/ });
  await forwardTo(page, again);

  await address.fill(second.url);
  await again.waitFor({ state: "detached" });
  await address.fill(first.url);
  await again.waitFor();
  assert.equal(second.simulator.stats().submits, 0);
});

test("the rest of a batch is run by its own connection alone", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  simulator.fault({ on: "submit", status: 400, message: "Insufficient credits.", times: "Infinity" });
  const panel = await openPanel(page, "Batch");
  await panel.getByLabel("How many").fill("2");
  await panel.getByRole("button", { name: "Run 2 · $0.50" }).click();
  const rest = panel.getByRole("button", { name: "Run the 2 not made · $0.50" });
  await forwardTo(page, rest);
  simulator.clearFaults();

  await page.getByRole("radio", { name: "Simulator" }).check();
  await panel.getByText("2 not made. They were to be made by another connection").waitFor();
  assert.equal(await rest.count(), 0);
  assert.equal(simulator.stats().jobs, 0);
  await page.getByRole("radio", { name: "Your key" }).check();
  await rest.click();
  await forwardTo(page, panel.getByText("2 of 2 done, $0.50 charged."));
  const { jobs, netMicros } = simulator.stats();
  assert.deepEqual({ jobs, netMicros }, { jobs: 2, netMicros: 500_000 });
});
