// The way of a new user on the built page: pictures, prompt, Run, a video that plays, and nothing to pay.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { controls, fill, JPEG, open, PNG, playing, proxy, runToTheEnd, skip, toTheEnd } from "./harness.js";
import { hangService } from "./returning.js";

test("from two pictures and a prompt to a playing video", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { files, thumbnails, prompt, run, charge, stage, reel } = controls(page);

  await files.setInputFiles([JPEG, PNG]);
  await page.locator(".thumbnail[data-loading=ready]").nth(1).waitFor();
  assert.match(await thumbnails.nth(0).innerText(), /400 × 600/);
  assert.match(await thumbnails.nth(1).innerText(), /400 × 400/);
  await prompt.fill("Slow camera push in");
  await page.getByRole("radio", { name: "16:9" }).check();
  assert.equal(await run.innerText(), "Run · $0.25");

  await run.click();
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  assert.match(await charge.innerText(), /^Charged \$0\.25 unless it fails$/);

  const video = await playing(page);
  assert.ok(video.readyState >= 2);
  assert.equal(video.paused, false);
  assert.ok(Math.abs(video.videoWidth / video.videoHeight - 16 / 9) < 0.02, JSON.stringify(video));
  assert.ok(Math.abs(video.duration - 5) < 0.25, `duration ${video.duration}`);

  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.match(await stage.innerText(), /Charged \$0\.25\s+Simulated/);
  assert.match(
    await reel.innerText(),
    /Slow camera push in\s+Done 0:\d\d 5 s, 16:9\s+Charged \$0\.25, simulated/,
  );
  assert.deepEqual(faults, []);
});

test("the video is saved as a file", { skip }, async (t) => {
  const { page } = await open(t);
  await fill(page);
  await runToTheEnd(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save video" }).click();
  const file = await download;
  assert.match(file.suggestedFilename(), /^kling-[\w-]+\.mp4$/);
  assert.equal(readFileSync(await file.path()).toString("latin1", 4, 8), "ftyp");
});

test("by keyboard alone", { skip }, async (t) => {
  const { page } = await open(t);
  const { run } = controls(page);
  const press = async (/** @type {string[]} */ ...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () =>
    page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
  const tabTo = async (/** @type {string} */ wanted) => {
    for (let step = 0; step < 40; step++) {
      await press("Tab");
      if ((await focused()) === wanted) return;
    }
    assert.fail(`Tab never came to ${wanted}; it stands on ${await focused()}`);
  };

  // Asked for early: Playwright takes a moment to put itself in the chooser's place.
  const chooser = page.waitForEvent("filechooser");
  await tabTo("field-images");
  await press("Enter");
  await (await chooser).setFiles([JPEG]);
  await tabTo("field-prompt");
  await page.keyboard.type("Dramatic camera orbit");
  await tabTo("blur");
  await press("Space");
  await tabTo("field-run");
  assert.ok(
    await run.evaluate((element) => getComputedStyle(element).outlineStyle !== "none"),
    "a focus ring",
  );
  await press("Enter");
  await toTheEnd(page);
  assert.equal((await playing(page)).paused, false);
  // The way back: the first control of the stage's foot takes the inputs again.
  await tabTo("Use these inputs");
  await press("Enter");
  assert.equal(await controls(page).negative.inputValue(), "blur");
});

test("Ctrl+Enter in the prompt runs, and a second press does not pay twice", { skip }, async (t) => {
  const { page } = await open(t);
  const { prompt, reel } = controls(page);
  const underWay = page.getByRole("button", { name: "Under way · $0.25" });
  await fill(page);
  await prompt.press("Control+Enter");
  await prompt.press("Control+Enter");
  await underWay.waitFor();
  await prompt.press("Control+Enter");
  // By force: Playwright itself waits for a button that is not disabled.
  await underWay.click({ force: true });
  assert.equal(await reel.getByRole("button").count(), 1);

  // Other inputs are another video.
  await page.getByRole("radio", { name: "9:16" }).check();
  await controls(page).run.click();
  assert.equal(await reel.getByRole("button").count(), 2);
  await toTheEnd(page);
  const { videoWidth, videoHeight } = await playing(page);
  assert.ok(videoWidth < videoHeight);
});

test("while a request is being sent no other is, the same or another", { skip }, async (t) => {
  const { page } = await open(t);
  const { run, prompt, reel } = controls(page);
  await fill(page);
  await hangService(page);
  await run.click();
  const sending = page.getByRole("button", { name: "Sending · $0.25" });
  // By force: Playwright itself waits for a button that is not disabled.
  await sending.click({ force: true });
  await prompt.fill("Another prompt");
  await sending.click({ force: true });
  await prompt.press("Control+Enter");
  assert.equal(await reel.getByRole("button").count(), 1);
});

test("the price follows the duration, and the chips the negative prompt", { skip }, async (t) => {
  const { page } = await open(t);
  const { run, negative } = controls(page);
  await page.getByRole("radio", { name: "10 s" }).check();
  assert.equal(await run.innerText(), "Run · $0.50");
  await page.getByRole("button", { name: "blur" }).click();
  await page.getByRole("button", { name: "jitter" }).click();
  assert.equal(await negative.inputValue(), "blur, jitter");
  await page.getByRole("button", { name: "blur" }).click();
  assert.equal(await negative.inputValue(), "jitter");
});

test("through a proxy: the pictures go up, one job is paid, its video plays", { skip }, async (t) => {
  const { page } = await open(t);
  const { url, simulator } = await proxy(t);
  const { run, charge, stage } = controls(page);
  await fill(page);
  await page.getByRole("radio", { name: "Proxy" }).check();
  await page.getByLabel("Proxy address").fill(url);
  await run.click();
  await toTheEnd(page);
  assert.equal((await playing(page)).paused, false);
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.doesNotMatch(await stage.innerText(), /simulated/i);
  const { jobs, netMicros, uploads } = simulator.stats();
  assert.deepEqual({ jobs, netMicros, uploads: uploads.count }, { jobs: 1, netMicros: 250_000, uploads: 2 });
});

test("stopping the wait says what it cost", { skip }, async (t) => {
  const { page } = await open(t);
  const { run, charge, stage } = controls(page);
  await fill(page);
  await run.click();
  await page.getByRole("button", { name: "Stop waiting" }).click();
  await stage.getByText("You stopped waiting", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.equal(await stage.getByRole("button", { name: /^Run again/ }).count(), 0);
});

test("an example fills the prompt", { skip }, async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: /^Product rotating/ }).click();
  assert.match(await controls(page).prompt.inputValue(), /^Product rotating smoothly/);
});
