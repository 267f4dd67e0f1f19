// What another tab is at work on is under way here, too: not called unsent, not run again, not deleted from under it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { putOnDisk } from "../page/disk.js";
import { controls, fill, forward, forwardTo, open, serviceFor, skip } from "../page/harness.js";
import { paid } from "../page/money.js";
import { openPanel } from "../page/panel.js";
import { anotherTab, begin, cards, chooseSlow, runByKey, untilCardSays } from "../page/returning.js";

test("a batch's queued runs are queued in another tab, too, and each is paid once", { skip }, async (t) => {
  const { page } = await open(t);
  // The first is long under way, so that the last is queued for long enough.
  await chooseSlow(page);
  await fill(page);
  const panel = await openPanel(page, "Batch");
  await panel.getByLabel("How many").fill("4");
  await panel.getByRole("button", { name: "Run 4 · $1.00" }).click();
  await panel.getByText("0 of 4 done, $0.50 charged").waitFor();

  const other = await anotherTab(page);
  await cards(other).nth(3).waitFor();
  // Longer than a tab that is gone would be waited for.
  await forward(other, 12_000);
  const said = await cards(other).allInnerTexts();
  assert.ok(
    said.some((text) => /Queued/.test(text)),
    said.join("\n"),
  );
  assert.equal(said.filter((text) => /Not sent|Stopped|Failed/.test(text)).length, 0);

  await forwardTo(page, panel.getByText("4 of 4 done"));
  for (let at = 0; at < 4; at++) {
    await forwardTo(other, cards(other).filter({ hasText: "Done" }).nth(at));
  }
  assert.deepEqual(await paid(page), { jobs: 4, netMicros: 1_000_000 });
});

test("a run that is followed here is not deleted from another tab", { skip }, async (t) => {
  const { page } = await open(t);
  await chooseSlow(page);
  await fill(page);
  await begin(page);
  const other = await anotherTab(page);
  await other.getByRole("button", { name: "Stop waiting" }).click();
  await other.getByRole("button", { name: "Delete", exact: true }).click();
  await other.getByRole("button", { name: "Delete for good" }).click();
  // Written down again by the tab that follows it.
  await cards(other).first().waitFor();
  await untilCardSays(page, /Done/);
  assert.equal(await cards(page).count(), 1);
});

test("in a tab without the key it is under way, too, for as long as the tab with the key is there", {
  skip,
}, async (t) => {
  // Its clock stands still: the job runs for as long as the test looks.
  const { page, simulator } = await runByKey(t, async (page) => {
    const service = await serviceFor(page);
    service.clock.hold();
    return service;
  });
  const other = await anotherTab(page);
  const { stage, charge } = controls(other);
  await cards(other).click();
  await stage.getByText("Under way in another tab", { exact: true }).waitFor();
  await forward(other, 12_000);
  assert.match(await cards(other).innerText(), /Running/);
  assert.equal(await charge.innerText(), "Charged $0.25 unless it fails");

  await page.close();
  await forwardTo(other, stage.getByText("Not followed at the moment", { exact: true }));
  assert.match(await stage.innerText(), /The key went with the tab/);
  assert.equal(simulator.stats().submits, 1);
});

test("the cap is one for all tabs, and each keeps its own connection", { skip }, async (t) => {
  const { page } = await open(t);
  const other = await anotherTab(page);
  await page.getByLabel("Cap a day").fill("0.25");
  await other.getByText("of $0.25, simulated").waitFor();
  await other.getByRole("radio", { name: "Your key" }).check();
  await page.reload();
  await page.getByText("of $0.25, simulated").waitFor();
  assert.equal(await page.getByRole("radio", { name: "Simulator" }).isChecked(), true);
});

test("a record that is none of a run, and a form that is none, hide nothing", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await fill(page);
  await controls(page).run.click();
  await untilCardSays(page, /Done/);
  const records = [null, {}, { id: "a" }, { id: "b", pictures: [], words: {}, connection: {} }];
  await putOnDisk(page, "runs", Object.fromEntries(records.map((one, at) => [`broken-${at}`, one])));
  await putOnDisk(page, "values", { form: "x" });
  await page.reload();
  await cards(page).first().waitFor();
  assert.equal(await cards(page).count(), 1);
  await page.getByText("Today $0.25 of $5.00, simulated", { exact: true }).waitFor();
  await controls(page).prompt.fill("kept again");
  await page.reload();
  await page.waitForFunction(
    () => /** @type {HTMLTextAreaElement} */ (document.getElementById("field-prompt")).value === "kept again",
  );
  assert.deepEqual(faults, []);
});
