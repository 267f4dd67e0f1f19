// What was put into the form is not lost: after a reload, an example or other inputs in its place, a file gone from the disk.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { estimateCost } from "kling-multi-i2v";
import { controls, fill, JPEG, open, PNG, proxy, runToTheEnd, skip } from "../page/harness.js";

const alts = (/** @type {import("playwright-core").Page} */ page) =>
  page.locator(".thumbnail img").evaluateAll((images) => images.map((image) => image.getAttribute("alt")));

const ready = (/** @type {import("playwright-core").Page} */ page, /** @type {number} */ count) =>
  page
    .locator(".thumbnail[data-loading=ready]")
    .nth(count - 1)
    .waitFor();

test("the form is there again after a reload, pictures and all, and can be run", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { prompt, negative, run } = controls(page);
  await fill(page, "🎬 mine");
  await negative.fill("rain");
  await page.getByRole("radio", { name: "10 s" }).check();
  await page.getByRole("radio", { name: "9:16" }).check();
  await page.getByRole("checkbox", { name: "Enable Safety Checker" }).check();
  await ready(page, 2);
  await page.reload();
  await ready(page, 2);
  assert.deepEqual(await alts(page), ["1: dune.jpg", "2: bottle.png"]);
  assert.match(await page.locator(".facts").nth(0).innerText(), /^400 × 600\s*JPEG, 6 kB$/);
  assert.deepEqual([await prompt.inputValue(), await negative.inputValue()], ["🎬 mine", "rain"]);
  for (const name of ["10 s", "9:16"]) assert.ok(await page.getByRole("radio", { name }).isChecked(), name);
  assert.ok(await page.getByRole("checkbox", { name: "Enable Safety Checker" }).isChecked());
  assert.equal(await run.innerText(), "Run · $0.50");
  await runToTheEnd(page);
  await controls(page).video.waitFor();
  assert.deepEqual(faults, []);
});

test("an example in the prompt's place is taken back by Ctrl+Z", { skip }, async (t) => {
  const { page } = await open(t);
  const { prompt } = controls(page);
  await prompt.pressSequentially("typed by hand");
  await page.getByRole("button", { name: /^Product rotating/ }).click();
  assert.match(await prompt.inputValue(), /^Product rotating smoothly/);
  await page.keyboard.press("Control+z");
  assert.equal(await prompt.inputValue(), "typed by hand");
  assert.match(await page.locator("label[for=field-prompt]").innerText(), /13 \/ 2500/);
});

test("a run's inputs come into the form, and what was there comes back", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { prompt, negative, files } = controls(page);
  const undo = page.locator(".form-notice").getByRole("button", { name: "Undo" });
  await fill(page, "of the run");
  await negative.fill("rain");
  await runToTheEnd(page);
  await page.getByRole("button", { name: "Remove picture 1" }).click();
  await page.getByRole("button", { name: "Remove picture 1" }).click();
  await files.setInputFiles([PNG]);
  await prompt.fill("the next one");
  await negative.fill("");
  await page.getByRole("radio", { name: "10 s" }).check();
  await ready(page, 1);

  await page.getByRole("button", { name: "Use these inputs" }).click();
  await page.getByText("The inputs of that run. Change what you like, then run it.").waitFor();
  await ready(page, 2);
  assert.deepEqual(await alts(page), ["1: dune.jpg", "2: bottle.png"]);
  assert.deepEqual([await prompt.inputValue(), await negative.inputValue()], ["of the run", "rain"]);
  assert.ok(await page.getByRole("radio", { name: "5 s" }).isChecked());

  await prompt.fill("of the run, and changed");
  await undo.click();
  await page.getByText("What was here before.").waitFor();
  assert.deepEqual(await alts(page), ["1: bottle.png"]);
  assert.deepEqual([await prompt.inputValue(), await negative.inputValue()], ["the next one", ""]);
  assert.ok(await page.getByRole("radio", { name: "10 s" }).isChecked());
  // What was changed in between is not lost, either.
  await undo.click();
  await page.waitForFunction(() => document.querySelectorAll(".thumbnail").length === 2);
  assert.equal(await prompt.inputValue(), "of the run, and changed");

  // A run is the end of that.
  await runToTheEnd(page);
  assert.equal(await page.locator(".form-notice").count(), 0);
  assert.deepEqual(faults, []);
});

test("a file that is deleted after it was chosen is sent all the same", { skip }, async (t) => {
  const { page } = await open(t);
  const { url, simulator } = await proxy(t);
  const folder = mkdtempSync(join(tmpdir(), "chosen-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const chosen = join(folder, "dune.jpg");
  copyFileSync(JPEG, chosen);
  await controls(page).files.setInputFiles([chosen]);
  await ready(page, 1);
  rmSync(chosen);
  await controls(page).prompt.fill("gone from the disk");
  await page.getByRole("radio", { name: "Proxy" }).check();
  await page.getByLabel("Proxy address").fill(url);
  await runToTheEnd(page);
  const sent = await simulator.fetch(simulator.jobs()[0]?.input.images[0] ?? "");
  assert.deepEqual(Buffer.from(await sent.arrayBuffer()), readFileSync(JPEG));
});

test("a file that cannot be read is told at its place, and keeps Run back", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { run, reel, prompt, files } = controls(page);
  // As the browser does for a file that is deleted, or no longer allowed, before its bytes are read.
  await page.evaluate(() => {
    Blob.prototype.arrayBuffer = async () => {
      throw new DOMException("gone", "NotFoundError");
    };
  });
  await files.setInputFiles([JPEG]);
  const said = "Picture 1 can no longer be read: its file was moved or deleted. Add it again.";
  await page.getByText(said).waitFor();
  await page.locator(".thumbnail[data-loading=failed]").getByText("Does not load").waitFor();
  await prompt.fill("no file");
  await run.click();
  assert.equal(await reel.getByRole("button").count(), 0);
  await page.getByRole("button", { name: "Remove picture 1" }).click();
  assert.equal(await page.getByText(said).count(), 0);
  assert.deepEqual(faults, []);
});

test("each ratio names where it is at home, and the frame is drawn in it", { skip }, async (t) => {
  const { page } = await open(t);
  for (const [ratio, platform, shape] of /** @type {const} */ ([
    ["1:1", "Instagram", 1],
    ["16:9", "YouTube", 16 / 9],
    ["9:16", "TikTok, Reels", 9 / 16],
  ])) {
    await page.getByRole("radio", { name: `${ratio} ${platform}` }).check();
    const { width = 0, height = 1 } = (await page.locator(".frame").boundingBox()) ?? {};
    assert.ok(Math.abs(width / height - shape) < 0.02, `${ratio}: ${width} × ${height}`);
  }
});

for (const isOn of [true, false]) {
  test(`a flagged video, the safety checker ${isOn ? "on: blurred until asked for" : "off"}`, {
    skip,
  }, async (t) => {
    const { page, faults } = await open(t);
    const { video, stage } = controls(page);
    await fill(page);
    await page.getByLabel("Try a failure").selectOption({ label: "Flagged video" });
    await page.getByRole("checkbox", { name: "Enable Safety Checker" }).setChecked(isOn);
    await runToTheEnd(page);
    await video.waitFor();
    const filter = () => video.evaluate((element) => getComputedStyle(element).filter);
    const show = stage.getByRole("button", { name: "Show it" });
    assert.equal(await show.count(), isOn ? 1 : 0);
    if (isOn) {
      assert.match(await filter(), /blur\(/);
      assert.equal(await video.evaluate((element) => /** @type {HTMLVideoElement} */ (element).paused), true);
      // After a reload as well.
      await page.reload();
      await controls(page).reel.getByRole("button").first().click();
      await video.waitFor();
      assert.match(await filter(), /blur\(/);
      await show.click();
    }
    assert.equal(await filter(), "none");
    assert.deepEqual(faults, []);
  });
}

test("the tip follows the number of pictures", { skip }, async (t) => {
  const { page } = await open(t);
  const { files } = controls(page);
  const tip = page.locator("#pictures-tip");
  const told = [await tip.innerText()];
  for (const file of [JPEG, PNG, JPEG, PNG]) {
    await files.setInputFiles([file]);
    told.push(await tip.innerText());
  }
  assert.match(
    told.join("\n"),
    /^One picture makes.*\nOne picture: .*\nTwo pictures: .*\n(Three or four: .*\n?){2}$/,
  );
});

test("the prices are those of the package", { skip }, async (t) => {
  const { page } = await open(t);
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Prices" }).click();
  const panel = page.getByRole("dialog", { name: "Prices" });
  await panel.locator("td").first().waitFor();
  const rows = await panel
    .locator("tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  assert.deepEqual(
    rows,
    [1, 5, 10, 50, 100].map((count) => [
      String(count),
      estimateCost({ duration: 5, count }).text,
      estimateCost({ duration: 10, count }).text,
    ]),
  );
  assert.match(await panel.innerText(), /The prompt enhancer costs \$0\.001 each time/);
});
