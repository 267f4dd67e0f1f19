// Every failure that can be tried in the simulator: what the stage, the charge mark and the day's sum say, and what was paid.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SCENARIOS } from "../../www/scenarios.js";
import { controls, fill, forward, forwardTo, open, skip } from "../page/harness.js";
import { NOTHING, ONE, paid } from "../page/money.js";
import { openPanel } from "../page/panel.js";

/** @typedef {import("playwright-core").Page} Page */

const CHARGED = { charge: "Charged $0.25", today: "Today $0.25 of $5.00, simulated" };
const FREE = { charge: "Not charged", today: "Today $0.00 of $5.00, simulated" };
const GIVEN_BACK = { jobs: 1, netMicros: 0 };

/**
 * `says`: a text on the stage at the end, none where there is a video; `logged`: what the log tells, and how often; `before`:
 * a text on the stage after half a minute.
 * @type {Record<string, {
 *   says?: string,
 *   charge: string,
 *   today: string,
 *   paid: { jobs: number, netMicros: number },
 *   logged?: [RegExp, number],
 *   before?: string,
 *   again?: boolean,
 * }>}
 */
const ENDS = {
  None: { ...CHARGED, paid: ONE, logged: [/retry/, 0] },
  "Rate limit": { ...CHARGED, paid: ONE, logged: [/request POST .*-standard: 429/, 2] },
  "Lost answer": { ...CHARGED, paid: ONE, logged: [/update looking_up/, 1] },
  "Lost answer, no history": {
    says: "It is not known whether the job was created",
    charge: "Charge not known yet",
    // What may have been charged counts.
    today: CHARGED.today,
    paid: ONE,
  },
  Moderation: { ...FREE, says: "The service's moderation refused it", paid: GIVEN_BACK },
  "Flagged video": { ...CHARGED, says: "The service marked this video as sensitive.", paid: ONE },
  "No credits": {
    ...FREE,
    says: "The account has no credit left",
    paid: NOTHING,
    again: true,
  },
  "Failing job": { ...FREE, says: "The video could not be made", paid: GIVEN_BACK, again: true },
  "Broken gateway": { ...CHARGED, paid: ONE, logged: [/request GET .*\/result: 502/, 3] },
  Slow: { ...CHARGED, paid: ONE, before: "longer than usual; still being made" },
};

test("there is an end to tell of for each scenario", () => {
  assert.deepEqual(
    SCENARIOS.map(({ name }) => name),
    Object.keys(ENDS),
  );
});

for (const { name, tells } of SCENARIOS) {
  test(`${name}: what is said and what was paid`, { skip }, async (t) => {
    const end = ENDS[name] ?? assert.fail(name);
    const { page, faults } = await open(t);
    const { run, stage, charge, video } = controls(page);
    await page.getByLabel("Try a failure").selectOption(name);
    if (name !== "None") await page.getByText(`In the next runs the simulator ${tells}`).waitFor();
    await fill(page);
    await page.getByLabel("Enable Safety Checker").check();
    await run.click();
    if (end.before) {
      await page.getByRole("button", { name: "Stop waiting" }).waitFor();
      await forward(page, 30_000);
      await stage.getByText(end.before).waitFor();
      assert.equal(await charge.innerText(), "Charged $0.25 unless it fails");
    }
    await forwardTo(page, page.locator(".frame > :is(video, .failure)"));

    if (end.says) await stage.getByText(end.says, { exact: true }).waitFor();
    const hasVideo = end.says === undefined || name === "Flagged video";
    assert.equal(await video.count(), hasVideo ? 1 : 0);
    assert.equal(await charge.innerText(), end.charge);
    await page.getByText(end.today, { exact: true }).waitFor();
    assert.deepEqual(await paid(page), end.paid);
    const again = stage.getByRole("button", { name: /^Run again/ });
    assert.equal(await again.count(), end.again ? 1 : 0);

    const panel = await openPanel(page, "Log");
    const events = await panel.getByRole("listitem").allInnerTexts();
    const [pattern, times] = end.logged ?? [/[AP]M (done|failed) /, 1];
    assert.equal(events.filter((text) => pattern.test(text)).length, times, events.join("\n"));
    assert.deepEqual(faults, []);
  });
}

test("a flagged video stays blurred until it is asked for, and only with the safety checker", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  const { run, video } = controls(page);
  await page.getByLabel("Try a failure").selectOption("Flagged video");
  await fill(page);
  await run.click();
  await forwardTo(page, video);
  assert.equal(await video.getAttribute("data-hidden"), "false");

  await page.getByLabel("Enable Safety Checker").check();
  await run.click();
  const show = page.getByRole("button", { name: "Show it" });
  await forwardTo(page, show);
  assert.equal(await video.getAttribute("data-hidden"), "true");
  await show.click();
  assert.equal(await video.getAttribute("data-hidden"), "false");
});

test("a failure that was tried does not stay for the next run", { skip }, async (t) => {
  const { page } = await open(t);
  const { run, stage, video } = controls(page);
  await page.getByLabel("Try a failure").selectOption("Lost answer, no history");
  await fill(page);
  await run.click();
  await forwardTo(page, page.locator(".failure"));
  // The history answers again: the job is found, and its video with it.
  await page.getByLabel("Try a failure").selectOption("None");
  await stage.getByRole("button", { name: "Look for it, free" }).click();
  await forwardTo(page, video);
  assert.equal(await controls(page).charge.innerText(), "Charged $0.25");
  assert.deepEqual(await paid(page), ONE);
});
