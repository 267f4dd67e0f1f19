// The network goes in the middle of a paid run, and comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, fill, fillByAddress, forward, forwardTo, open, proxy, skip } from "../page/harness.js";
import { cards, untilCardSays } from "../page/returning.js";

/** A page whose runs are paid for through a proxy. @param {import("node:test").TestContext} t */
async function throughProxy(t) {
  const { page } = await open(t);
  const { url, simulator } = await proxy(t);
  await page.getByRole("radio", { name: "Proxy" }).check();
  await page.getByLabel("Proxy address").fill(url);
  return { page, simulator, spent: page.locator(".spent"), ...controls(page) };
}

test("offline at the press: online again, it is looked up, and what was counted is given back", {
  skip,
}, async (t) => {
  const { page, simulator, run, stage, charge, spent } = await throughProxy(t);
  await fillByAddress(page);
  await page.context().setOffline(true);
  await run.click();
  await forwardTo(page, stage.getByText("It is not known whether the job was created", { exact: true }));
  assert.equal(await charge.innerText(), "Charge not known yet");
  await spent.getByText("Today $0.25 of $5.00", { exact: true }).waitFor();

  await page.context().setOffline(false);
  await forwardTo(page, stage.getByText("The service could not be reached", { exact: true }));
  assert.equal(await charge.innerText(), "Not charged");
  await spent.getByText("Today $0.00 of $5.00", { exact: true }).waitFor();
  assert.equal(simulator.stats().jobs, 0);
});

test("offline while pictures go up: they go up later, and it is paid once", { skip }, async (t) => {
  const { page, simulator, run, stage, charge } = await throughProxy(t);
  await fill(page);
  simulator.fault({ on: "upload", hang: true });
  await run.click();
  await stage
    .getByText(/^Uploading pictures/)
    .first()
    .waitFor();
  await page.context().setOffline(true);
  await forward(page, 10_000);
  assert.equal(await charge.innerText(), "Not charged");
  await page.context().setOffline(false);
  await untilCardSays(page, /Done/);
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.equal(await cards(page).count(), 1);
  const { submits, netMicros } = simulator.stats();
  assert.deepEqual({ submits, netMicros }, { submits: 1, netMicros: 250_000 });
});
