// Two tabs of one browser: a run in one shows in the other and ends in both, and is asked for and paid once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onDisk } from "../page/disk.js";
import {
  controls,
  fill,
  fillByAddress,
  forward,
  open,
  playing,
  proxy,
  runToTheEnd,
  skip,
} from "../page/harness.js";
import { NOTHING, ONE, paid, paidOnce } from "../page/money.js";
import { anotherTab, begin, cards, chooseSlow, hangService, untilCardSays } from "../page/returning.js";

/** The other tab is looked at. @param {import("playwright-core").Page} page */
const lookAt = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

test("a run in one tab shows in the other, ends in both, and is paid once", { skip }, async (t) => {
  const { page: one, faults } = await open(t);
  const other = await anotherTab(one);
  await fill(one);
  await begin(one);
  await untilCardSays(other, /Running/);
  await untilCardSays(one, /Done 0:/);
  await untilCardSays(other, /Done/);
  for (const page of [one, other]) {
    assert.equal(await cards(page).count(), 1);
    await cards(page).click();
    await playing(page);
    assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
    await page.getByText("Today $0.25 of $5.00, simulated", { exact: true }).waitFor();
  }
  assert.deepEqual(await paid(one), ONE);
  assert.deepEqual(faults, []);

  // How long it took was seen in one tab alone, and the other's word does not wipe it out.
  await one.reload();
  await cards(one).waitFor();
  assert.match(await cards(one).innerText(), /Done 0:\d\d/);
});

test("through a proxy, too: one submit for both tabs", { skip }, async (t) => {
  const { page: one } = await open(t);
  const { url, simulator } = await proxy(t);
  await one.getByRole("radio", { name: "Proxy" }).check();
  await one.getByLabel("Proxy address").fill(url);
  const other = await anotherTab(one);
  await fill(one);
  await begin(one);
  await untilCardSays(other, /Done/);
  await untilCardSays(one, /Done/);
  paidOnce(simulator);
});

test("pictures still go up in one tab: the other does not say that nothing was sent", { skip }, async (t) => {
  const { page: one } = await open(t);
  await fill(one);
  await hangService(one);
  await controls(one).run.click();
  await controls(one).stage.getByText("Uploading pictures").first().waitFor();
  const other = await anotherTab(one);
  await cards(other).waitFor();
  await forward(other, 30_000);
  await lookAt(other);
  await forward(other, 30_000);
  assert.match(await cards(other).innerText(), /Running|Not followed/);
  assert.match(await controls(one).stage.innerText(), /Uploading pictures/);

  // The tab that sends goes: now nobody will send it.
  await one.close();
  await untilCardSays(other, /Stopped/);
  assert.match(await cards(other).innerText(), /Not charged/);
  assert.deepEqual(await paid(other), NOTHING);
});

test("the tab that runs it is closed: the other goes on", { skip }, async (t) => {
  const { page: one } = await open(t);
  const other = await anotherTab(one);
  await chooseSlow(one);
  await fill(one);
  await begin(one);
  await untilCardSays(other, /Running/);
  await one.close();
  await untilCardSays(other, /Done/);
  assert.deepEqual(await paid(other), ONE);
});

test("deleted in one tab, it is gone in the other and stays so", { skip }, async (t) => {
  const { page: one } = await open(t);
  const other = await anotherTab(one);
  await fill(one);
  await runToTheEnd(one);
  await untilCardSays(other, /Done/);
  await cards(other).click();
  await playing(other);
  await one.getByRole("button", { name: "Delete" }).click();
  await one.getByRole("button", { name: "Delete for good" }).click();
  await cards(other).waitFor({ state: "detached" });
  assert.equal(await other.locator("video").count(), 0);
  await lookAt(other);
  await other.reload();
  await other.getByText("Your runs gather here").waitFor();
  assert.deepEqual(await onDisk(other, "runs"), {});
});

test("what is kept in one tab is kept in the other", { skip }, async (t) => {
  const { page: one } = await open(t);
  const other = await anotherTab(one);
  await fillByAddress(one);
  await begin(one);
  await untilCardSays(one, /Done/);
  await untilCardSays(other, /Done/);
  await one.getByRole("button", { name: "Keep here" }).click();
  await untilCardSays(one, /kept here/);
  await untilCardSays(other, /kept here/);
});
