// A paid run outlives its page: the key goes with the tab and the job does not, it is sent once, and told as it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  controls,
  fill,
  fillByAddress,
  forwardTo,
  open,
  playing,
  proxy,
  serviceFor,
  skip,
  toTheEnd,
} from "../page/harness.js";
import { isSubmit, paidOnce } from "../page/money.js";
import { begin, cards, closedAndOpened, enterKey, runByKey, untilCardSays } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

test("the key is gone after a reload: the run waits and says so, and the key brings its video", {
  skip,
}, async (t) => {
  const { page, faults, simulator, stage, charge, run } = await runByKey(t);
  await page.reload();

  await stage.getByText("Not followed at the moment", { exact: true }).waitFor();
  assert.match(await stage.innerText(), /The key went with the tab/);
  assert.equal(await page.getByLabel("WaveSpeedAI key").inputValue(), "");
  assert.equal(await charge.innerText(), "Charged $0.25");
  await page.getByText("Today $0.25 of $5.00", { exact: true }).waitFor();
  assert.match(await page.locator(".run").innerText(), /Running them again may pay twice/);
  // Without a key there is nothing to ask with: the field is shown to the person.
  await stage.getByRole("button", { name: "Go on waiting, free" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "api-key");
  assert.ok(
    await run
      .or(page.getByRole("button", { name: /^Run again/ }))
      .first()
      .isVisible(),
  );

  await enterKey(page, simulator.key);
  await toTheEnd(page);
  await playing(page);
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.equal(await cards(page).count(), 1);
  paidOnce(simulator);
  assert.deepEqual(
    faults.filter((fault) => !fault.includes("ERR_FAILED")),
    [],
  );
});

test("through a proxy the run goes on by itself in a new tab", { skip }, async (t) => {
  const { page: first } = await open(t);
  const { url, simulator } = await proxy(t);
  await fill(first);
  await first.getByRole("radio", { name: "Proxy" }).check();
  await first.getByLabel("Proxy address").fill(url);
  await begin(first);
  const page = await closedAndOpened(first);
  await toTheEnd(page);
  await playing(page);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  paidOnce(simulator);
});

test("a run by a proxy goes on while the page is set to another connection", { skip }, async (t) => {
  const { page } = await open(t);
  const { url, simulator } = await proxy(t);
  await fill(page);
  await page.getByRole("radio", { name: "Proxy" }).check();
  await page.getByLabel("Proxy address").fill(url);
  await begin(page);
  await page.getByRole("radio", { name: "Simulator" }).check();
  await page.reload();
  await toTheEnd(page);
  await playing(page);
  paidOnce(simulator);
});

test("reloaded while the paid request has no answer: the key lets it be looked up", { skip }, async (t) => {
  const { page } = await open(t);
  let isCut = true;
  const simulator = await serviceFor(page, async (request) => {
    if (!isCut || !isSubmit(request)) return false;
    await simulator.fetch(request);
    return true;
  });
  const { run, stage, charge } = controls(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  const made = page.waitForRequest((request) => request.url().includes("multi-i2v-standard"));
  await run.click();
  await made;
  await stage.getByText("Sending the request").first().waitFor();
  while (simulator.stats().jobs === 0) await page.evaluate(() => undefined);
  await page.reload();
  isCut = false;

  await stage.getByText("Not followed at the moment", { exact: true }).waitFor();
  // Whether there is a job is not known, and the page must not say that there is one.
  assert.equal(await charge.innerText(), "Charge not known yet");
  assert.doesNotMatch(await stage.innerText(), /The job goes on/);
  await enterKey(page, simulator.key);
  await toTheEnd(page);
  await playing(page);
  assert.equal(await charge.innerText(), "Charged $0.25");
  paidOnce(simulator);
});

test("a wrong key loses nothing, and the right one brings the video", { skip }, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  await page.reload();
  await stage.getByText("Not followed at the moment", { exact: true }).waitFor();

  await enterKey(page, "a-wrong-key");
  await stage.getByText("The key was refused", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.equal(await stage.getByRole("button", { name: /^Run again/ }).count(), 0);

  await enterKey(page, simulator.key);
  await untilCardSays(page, /Done/);
  await playing(page);
  paidOnce(simulator);
});

test("another account's key in the middle: the job has not failed, and its own key brings the video", {
  skip,
}, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  simulator.clock.hold();
  simulator.addAccount({ key: "of-another-account" });
  await enterKey(page, "of-another-account");
  await forwardTo(page, stage.getByText("The service does not know it by this key", { exact: true }));
  assert.match(await stage.innerText(), /Enter the key that it was run with, then go on waiting/);
  assert.match(await cards(page).innerText(), /Not followed/);
  assert.equal(await charge.innerText(), "Charged $0.25");

  simulator.clock.run();
  await enterKey(page, simulator.key);
  await untilCardSays(page, /Done/);
  await playing(page);
  paidOnce(simulator);
});

test("stopped, reloaded, and gone on with", { skip }, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  await page.getByRole("button", { name: "Stop waiting" }).click();
  await stage.getByText("You stopped waiting", { exact: true }).waitFor();
  await page.reload();
  await cards(page).click();
  await stage.getByText("You stopped waiting", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Charged $0.25");

  await page.getByLabel("WaveSpeedAI key").fill(simulator.key);
  await stage.getByRole("button", { name: "Go on waiting, free" }).click();
  await untilCardSays(page, /Done/);
  await playing(page);
  paidOnce(simulator);
});

test("a key that is revoked in the middle, and given back", { skip }, async (t) => {
  const { page, simulator, stage, charge } = await runByKey(t);
  const revoked = simulator.fault({ on: "result", status: 401, times: "Infinity" });
  await toTheEnd(page);
  await stage.getByText("The key was refused", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Charged $0.25");
  revoked.remove();
  await stage.getByRole("button", { name: "Go on waiting, free" }).click();
  await untilCardSays(page, /Done/);
  await playing(page);
  paidOnce(simulator);
});

test("the day's sum of real money is there before any key is", { skip }, async (t) => {
  const { page } = await runByKey(t);
  await toTheEnd(page);
  await page.reload();
  await page.getByText("Today $0.25 of $5.00", { exact: true }).waitFor();
  await page.getByRole("radio", { name: "Simulator" }).check();
  await page.getByText("Today $0.00 of $5.00, simulated", { exact: true }).waitFor();
});
