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
import { ONE, paid, paidOnce } from "../page/money.js";
import { openPanel } from "../page/panel.js";
import { begin, cards, chooseSlow, enterKey, runByKey, untilCardSays } from "../page/returning.js";

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

/** Lets every look into a ledger fail as long as the page says so. @param {import("playwright-core").Page} page @param {string} name its database's */
const breakLedger = (page, name) =>
  page.evaluate((broken) => {
    document.body.dataset.ledger = "broken";
    const real = IDBObjectStore.prototype.getAll;
    IDBObjectStore.prototype.getAll = function (...args) {
      const isLedger = this.transaction.db.name === broken && this.name !== "runs";
      if (isLedger && document.body.dataset.ledger === "broken") throw new Error("the disk is broken");
      return real.apply(this, args);
    };
  }, name);

test("a ledger that cannot be read tells nothing of the job: the charge stays, and it can be gone on with", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  const { stage, charge } = controls(page);
  await chooseSlow(page);
  await fillByAddress(page);
  await begin(page);
  const stop = page.getByRole("button", { name: "Stop waiting" });
  await stop.click();
  const again = stage.getByRole("button", { name: "Go on waiting, free" });
  await again.waitFor();
  await breakLedger(page, "kling-playground");
  await again.click();
  const trouble = stage.getByText("It could not be looked at now");
  await trouble.waitFor();
  await stage.getByText("You stopped waiting", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.equal(await stage.getByRole("button", { name: /^Run again/ }).count(), 0);

  await page.evaluate(() => {
    document.body.dataset.ledger = "mended";
  });
  await again.click();
  await stop.click();
  await again.waitFor();
  assert.equal(await trouble.count(), 0);
  await again.click();
  await untilCardSays(page, /Done/);
  assert.deepEqual(await paid(page), ONE);
});

test("where the package's own ledger breaks, a paid run goes on to its video", { skip }, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  await page.getByRole("button", { name: "Stop waiting" }).click();
  const again = stage.getByRole("button", { name: "Go on waiting, free" });
  await again.waitFor();
  await breakLedger(page, "kling-multi-i2v");
  await again.click();
  await untilCardSays(page, /Done/);
  await playing(page);
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
  // Pressed twice before it has begun, it is one run.
  await again.evaluate((/** @type {HTMLButtonElement} */ button) => {
    button.click();
    button.click();
  });
  await untilCardSays(page, /Done/);
  assert.equal(await cards(page).count(), 2);
  assert.deepEqual(await paid(page), ONE);
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

test("another key takes over what runs: it is asked for with that one from then on", { skip }, async (t) => {
  const { page, simulator } = await runByKey(t);
  const other = simulator.addAccount({ key: "of-another-account" });
  const asked = page.waitForRequest(
    (request) =>
      request.url().includes("/predictions/") && request.headers().authorization === `Bearer ${other.key}`,
  );
  await enterKey(page, other.key);
  await asked;
});
