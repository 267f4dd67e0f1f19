// The cap beside Run is enforced: what would come over it is not sent, and the day's sum is what runs and enhancements cost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, fill, fillByAddress, open, runToTheEnd, serviceFor, skip } from "../page/harness.js";
import { ONE, paid } from "../page/money.js";
import { anotherTab, enterKey } from "../page/returning.js";

/** @param {import("playwright-core").Page} page */
const money = (page) => ({
  cap: page.getByLabel("Cap a day"),
  problem: page.locator("#cap-problem .problem"),
  spent: page.locator(".spent"),
  enhance: page.getByRole("button", { name: "Enhance · $0.001" }),
});

const focused = (/** @type {import("playwright-core").Page} */ page) =>
  page.evaluate(() => document.activeElement?.id);

/** Waits for the day's sum in the bar. @param {import("playwright-core").Page} page @param {string} text */
const sum = (page, text) => page.locator(".spent").getByText(text, { exact: true }).waitFor();

test("a run over the cap is told before, and refused", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { run, reel, stage } = controls(page);
  const { cap, problem } = money(page);
  await fill(page);
  await cap.fill("0.25");
  assert.equal(await problem.count(), 0);
  // By the length alone.
  await page.getByRole("radio", { name: "10 s" }).check();
  assert.match(await problem.innerText(), /^This run would come over today's cap\. Raise the cap/);
  await run.click();
  assert.equal(await focused(page), "field-cap");
  await controls(page).prompt.press("Control+Enter");
  assert.equal(await reel.getByRole("button").count(), 0);
  assert.equal(await stage.getByText("Start from an example").count(), 1);

  await cap.fill("0.5");
  await problem.waitFor({ state: "detached" });
  await run.click();
  await sum(page, "Today $0.50 of $0.50, simulated");
  assert.equal(await reel.getByRole("button").count(), 1);
  assert.deepEqual(faults, []);
});

test("with a key, nothing at all is sent for a run over the cap", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  const { run } = controls(page);
  const { cap } = money(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  for (const text of ["0.24", "0", "five"]) {
    await cap.fill(text);
    await run.click();
    assert.equal(await focused(page), "field-cap", text);
  }
  await cap.fill("0.0009");
  await money(page).enhance.click();
  await page.getByText("It would come over today's cap. Raise the cap beside Run.").waitFor();
  assert.deepEqual(simulator.requests(), []);

  await cap.fill("0.25");
  await runToTheEnd(page);
  await sum(page, "Today $0.25 of $0.25");
  assert.equal(simulator.stats().submits, 1);
});

test("what is no amount refuses every spending", { skip }, async (t) => {
  const { page } = await open(t);
  const { run, reel } = controls(page);
  const { cap, problem, enhance } = money(page);
  await fill(page);
  for (const text of ["five", "-1", "1e3", "1.2.3", "$", ".", "1,000.00", "12345678", "５"]) {
    await cap.fill(text);
    await problem.getByText("The cap is no amount").waitFor();
    assert.equal(await cap.getAttribute("aria-invalid"), "true", text);
    await run.click();
    assert.equal(await focused(page), "field-cap", text);
    await enhance.click();
    assert.equal(await focused(page), "field-cap", text);
  }
  assert.equal(await reel.getByRole("button").count(), 0);
  await sum(page, "Today $0.00 of $0.00, simulated");
});

test("a cap may be written in several ways, and empty is none", { skip }, async (t) => {
  const { page } = await open(t);
  const { cap, problem } = money(page);
  for (const [text, shown] of [
    ["5,50", "$5.50"],
    [" $ 7 ", "$7.00"],
    ["2.", "$2.00"],
  ]) {
    await cap.fill(text ?? "");
    await sum(page, `Today $0.00 of ${shown}, simulated`);
  }
  await cap.fill("");
  await sum(page, "Today $0.00, simulated");
  assert.equal(await problem.count(), 0);
  await fill(page);
  await page.getByRole("radio", { name: "10 s" }).check();
  await runToTheEnd(page);
  await sum(page, "Today $0.50, simulated");
  // It is found again as it was left.
  await page.reload();
  await sum(page, "Today $0.50, simulated");
});

test("enhancements count, against the cap too, and stay counted after a reload", { skip }, async (t) => {
  const { page } = await open(t);
  const { run, prompt, reel } = controls(page);
  const { cap, enhance, problem } = money(page);
  await fill(page);
  await runToTheEnd(page);
  await enhance.click();
  await page.getByRole("button", { name: "Keep mine" }).click();
  await sum(page, "Today $0.251 of $5.00, simulated");
  // Once, and not once more with the next run's sum.
  await page.getByRole("radio", { name: "16:9" }).check();
  await runToTheEnd(page);
  await sum(page, "Today $0.501 of $5.00, simulated");
  await prompt.fill("another one");
  await cap.fill("0.75");
  // $0.751 with it.
  await problem.waitFor();
  await run.click();
  assert.equal(await focused(page), "field-cap");
  assert.equal(await reel.getByRole("button").count(), 2);
  await page.reload();
  await sum(page, "Today $0.501 of $0.75, simulated");
});

test("what another tab spent meanwhile is not spent again", { skip }, async (t) => {
  const { page } = await open(t);
  const second = await anotherTab(page);
  await money(second).cap.fill("0.3");
  await fill(second);
  await fill(page, "of the first tab");
  await money(page).cap.fill("0.3");
  await runToTheEnd(page);
  await sum(second, "Today $0.25 of $0.30, simulated");
  await money(second).problem.waitFor();
  await controls(second).run.click();
  assert.equal(await focused(second), "field-cap");
  assert.equal(await controls(second).reel.getByRole("button").count(), 1);
  await sum(page, "Today $0.25 of $0.30, simulated");
});

test("the next day, in UTC, begins with nothing spent", { skip }, async (t) => {
  const { page } = await open(t);
  const { cap, problem } = money(page);
  await fill(page);
  await runToTheEnd(page);
  await cap.fill("0.25");
  await problem.waitFor();
  await page.clock.fastForward("24:00:00");
  await sum(page, "Today $0.00 of $0.25, simulated");
  await problem.waitFor({ state: "detached" });
});

test("a tab that has not heard of the others' spending does not come over the cap, either", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  const deaf = await page.context().newPage();
  await deaf.addInitScript(() => Reflect.deleteProperty(globalThis, "BroadcastChannel"));
  await deaf.goto(page.url());
  await money(page).cap.fill("0.3");
  await sum(deaf, "Today $0.00 of $0.30, simulated");
  await fill(page);
  await runToTheEnd(page);
  await fill(deaf, "of the tab that has not heard");
  await sum(deaf, "Today $0.00 of $0.30, simulated");
  await controls(deaf).run.click();
  await controls(deaf).stage.getByText("Today's cap does not allow it", { exact: true }).waitFor();
  assert.equal(await controls(deaf).charge.innerText(), "Not charged");
  assert.deepEqual(await paid(page), ONE);
});
