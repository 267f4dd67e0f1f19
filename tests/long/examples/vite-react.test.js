// The Vite and React page, built from the packed tarball, in Chromium.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { serveStatic } from "../../../scripts/serve.mjs";
import { example, run } from "./example.js";
import { open, plays, skip } from "./page.js";

const folder = skip ? "." : await example("vite-react");
if (!skip) await run("npm", ["run", "build"], { cwd: folder });
const site = await serveStatic(join(folder, "dist"));
after(() => site.close());

/** What its simulator has made. @param {import("playwright-core").Page} page */
const jobs = (page) =>
  page.evaluate(() => {
    dispatchEvent(new Event("pagehide"));
    return JSON.parse(localStorage.getItem("simulator") ?? "null").jobs.length;
  });

test("it makes a video, and takes it up after a reload in the middle", { skip }, async (t) => {
  const { page, make, video, says, choose, looks } = await open(t, site.url);
  assert.equal(await make.textContent(), "Make the video · $0.25");
  await make.click();
  await page.getByRole("alert").waitFor();
  await choose();
  await looks("vite-form");
  await make.click();
  await says(/Waiting in line|Making the video/);
  assert.ok(await page.getByRole("button", { name: "It is being made" }).isDisabled());
  await looks("vite-running");
  await page.reload();
  await says(/Slow camera push in/);
  await says(/Waiting in line|Making the video/);
  await page.getByRole("button", { name: "Stop waiting" }).click();
  await says("Charged: $0.25, in simulated money.");
  await looks("vite-stopped");
  await page.getByRole("button", { name: "Wait again" }).click();
  await says("Simulated: nothing was charged.");
  await plays(video);
  await looks("vite-done");
  assert.equal(await jobs(page), 1, "one job in all");
});

test("what goes wrong says what it cost", { skip }, async (t) => {
  const { page, make, video, says, choose, looks } = await open(t, site.url);
  const trouble = page.getByLabel("What the simulator does");
  await choose();
  await trouble.selectOption("No credits left");
  await make.click();
  await says("Charged: nothing, in simulated money.");
  assert.equal(await jobs(page), 0);
  await looks("vite-failed");
  await trouble.selectOption("The job fails, and is refunded");
  await make.click();
  await says(/The model gave up/);
  await says("Charged: nothing, in simulated money.");
  await trouble.selectOption("The submit's answer is lost");
  await make.click();
  await plays(video);
  assert.equal(await jobs(page), 2);
});
