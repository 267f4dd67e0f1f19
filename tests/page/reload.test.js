// A simulated run outlives its page in whatever phase it is left: paid once at the most, and told as it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  controls,
  fill,
  fillByAddress,
  forward,
  open,
  playing,
  runToTheEnd,
  skip,
  toTheEnd,
} from "./harness.js";
import { NOTHING, ONE, paid } from "./money.js";
import { begin, cards, chooseSlow, closedAndOpened, hangService, untilCardSays } from "./returning.js";

/** @typedef {import("playwright-core").Page} Page */

const reloaded = async (/** @type {Page} */ page) => {
  await page.reload();
  return page;
};

/** How a page may go. @type {Record<string, (page: Page) => Promise<Page>>} */
const WAYS = { reloaded, "closed and opened again": closedAndOpened };

for (const [way, gone] of Object.entries(WAYS)) {
  test(`${way} while it runs: it goes on to its video, and its time is right`, { skip }, async (t) => {
    const { page: first, faults } = await open(t);
    await chooseSlow(first);
    await fill(first);
    await begin(first);
    await forward(first, 20_000);
    await first.context().addInitScript(() => {
      const phases = new Set();
      const hear = () => phases.add(document.querySelector(".phase")?.textContent);
      new MutationObserver(hear).observe(document, { subtree: true, childList: true, characterData: true });
      Object.assign(window, { phases });
    });

    const page = await gone(first);
    await page.getByRole("button", { name: "Stop waiting" }).waitFor();
    const [minutes, seconds] = (await page.locator(".elapsed").innerText()).split(":").map(Number);
    const elapsed = (minutes ?? 0) * 60 + (seconds ?? 0);
    assert.ok(elapsed >= 20 && elapsed < 50, `${elapsed} s`);
    assert.equal(await controls(page).charge.innerText(), "Charged $0.25 unless it fails");

    await toTheEnd(page);
    assert.equal((await playing(page)).paused, false);
    assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
    assert.equal(await cards(page).count(), 1);
    const phases = await page.evaluate(() => [...Reflect.get(window, "phases")]);
    assert.ok(!phases.includes("Checking the request"), phases.join(", "));
    await page.getByText("Today $0.25 of $5.00, simulated", { exact: true }).waitFor();
    assert.deepEqual(await paid(page), ONE);
    assert.deepEqual(faults, []);
  });

  test(`${way} while pictures go up: not sent, not charged`, { skip }, async (t) => {
    const { page: first } = await open(t);
    await fill(first);
    await hangService(first);
    await controls(first).run.click();
    await controls(first).stage.getByText("Uploading pictures").first().waitFor();

    const page = await gone(first);
    await untilCardSays(page, /Stopped/);
    await cards(page).click();
    await controls(page).stage.getByText("Not sent", { exact: true }).waitFor();
    assert.equal(await controls(page).charge.innerText(), "Not charged");
    assert.match(await page.locator(".spent").innerText(), /^Today \$0\.00 of /);
    assert.deepEqual(await paid(page), NOTHING);

    // What was not sent is there to be sent now, with its pictures.
    await page.getByRole("button", { name: "Run again · $0.25" }).first().click();
    await toTheEnd(page);
    await playing(page);
    assert.deepEqual(await paid(page), ONE);
  });

  test(`${way} at the very press: what it says is what the service has`, { skip }, async (t) => {
    const { page: first } = await open(t);
    await fill(first);
    await controls(first).run.click();
    const page = await gone(first);
    // Longer than the page looks for what an earlier one left.
    await forward(page, 12_000);
    // So early a reload may come before even the disk has heard of the run: then nothing was sent, either.
    if ((await cards(page).count()) === 0) {
      assert.deepEqual(await paid(page), NOTHING);
      return;
    }
    // Failed: the page was gone between writing down that the request goes out and the request.
    await untilCardSays(page, /Done|Stopped|Failed/);
    const isDone = (await cards(page).innerText()).includes("Done");
    assert.match(await cards(page).innerText(), isDone ? /Charged \$0\.25/ : /Not charged/);
    assert.deepEqual(await paid(page), isDone ? ONE : NOTHING);
  });
}

test("reloaded while the paid request is on its way and never arrives: not charged", { skip }, async (t) => {
  const { page } = await open(t);
  await fillByAddress(page);
  await hangService(page);
  await controls(page).run.click();
  await controls(page).stage.getByText("Sending the request").first().waitFor();
  assert.equal(await controls(page).charge.innerText(), "Charge not known yet");
  await page.reload();
  await untilCardSays(page, /Failed|Stopped/);
  assert.match(await cards(page).innerText(), /Not charged/);
  assert.deepEqual(await paid(page), NOTHING);
});

test("reloaded after an answer was lost for good: it is looked for, and found", { skip }, async (t) => {
  const { page } = await open(t);
  await page.getByLabel("Try a failure").selectOption("lost-for-good");
  await fill(page);
  await controls(page).run.click();
  await toTheEnd(page);
  assert.equal(await controls(page).charge.innerText(), "Charge not known yet");
  await page.reload();
  await untilCardSays(page, /Done/);
  await cards(page).click();
  await playing(page);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  assert.deepEqual(await paid(page), ONE);
});

test("reloaded after the end: its video, its charge and its time are still there", { skip }, async (t) => {
  const { page } = await open(t);
  await fill(page);
  await runToTheEnd(page);
  await playing(page);
  const said = await cards(page).innerText();
  await page.reload();
  await cards(page).click();
  assert.equal((await playing(page)).paused, false);
  assert.equal(await cards(page).innerText(), said);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  assert.deepEqual(await paid(page), ONE);
});

test("reloaded after a failure: what was given back does not count", { skip }, async (t) => {
  const { page } = await open(t);
  await page.getByLabel("Try a failure").selectOption("job-fails");
  await fill(page);
  await runToTheEnd(page);
  await page.reload();
  await cards(page).click();
  await controls(page).stage.getByText("The video could not be made", { exact: true }).waitFor();
  assert.equal(await controls(page).charge.innerText(), "Not charged");
  assert.match(await page.locator(".spent").innerText(), /^Today \$0\.00 of /);
});
