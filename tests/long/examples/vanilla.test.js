// The page without a build step, from the packed tarball, in Chromium.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { serveStatic } from "../../../scripts/serve.mjs";
import { example } from "./example.js";
import { open, plays, skip } from "./page.js";

const site = await serveStatic(skip ? "." : await example("vanilla", ["--omit=dev"]));
after(() => site.close());

test("it makes a video, and takes it up after a reload in the middle", { skip }, async (t) => {
  const { page, make, video, says, choose, looks } = await open(t, site.url);
  assert.equal(await make.textContent(), "Make the video · $0.25");
  await page.getByLabel("Length").selectOption("10");
  assert.equal(await make.textContent(), "Make the video · $0.50");
  await page.getByLabel("Length").selectOption("5");
  await make.click();
  await says(/images/);
  await choose();
  await looks("vanilla-form");
  await make.click();
  await says(/Waiting in line|Making the video/);
  await looks("vanilla-running");
  await page.reload();
  await says(/Waiting in line|Making the video/);
  await says("Done. Simulated: nothing was charged.");
  await plays(video);
  const saved = await page.evaluate(() => {
    dispatchEvent(new Event("pagehide"));
    return JSON.parse(localStorage.getItem("simulator") ?? "null");
  });
  assert.equal(saved.jobs.length, 1, "one job in all");
  await looks("vanilla-done");
});
