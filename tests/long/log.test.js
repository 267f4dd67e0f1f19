// The event log: what happened and how long it took, as a file to hand on: without key, prompts, pictures and addresses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  controls,
  fill,
  fillByAddress,
  open,
  proxy,
  runToTheEnd,
  serviceFor,
  skip,
  toTheEnd,
} from "../page/harness.js";
import { choose, openPanel } from "../page/panel.js";
import { enterKey } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ at: string, what: string, said: string, run?: string, ms?: number }} Entry */

const KEY = 'canary-"l0g\\';
const PROMPT = "A secret plan in golden light";

/** The log as it is saved. @param {Page} page */
async function saved(page) {
  const panel = await openPanel(page, "Log");
  const download = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Save log" }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), "kling-playground-log.json");
  const text = readFileSync(await file.path(), "utf8");
  return { text, shown: await panel.innerText(), entries: /** @type {Entry[]} */ (JSON.parse(text)) };
}

/** Neither what is shown nor what is saved holds any of these. @param {{ text: string, shown: string }} log @param {string[]} words */
function assertWithout({ text, shown }, words) {
  for (const word of words) {
    assert.ok(!shown.includes(word), `shown: ${word}`);
    assert.ok(!text.includes(word) && !text.includes(JSON.stringify(word).slice(1, -1)), `saved: ${word}`);
  }
}

test("each step of a run is there with its time, and none of its inputs", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const panel = await openPanel(page, "Log");
  await panel.getByText("Nothing has happened yet.").waitFor();
  assert.ok(await panel.getByRole("button", { name: "Save log" }).isDisabled());
  await page.keyboard.press("Escape");

  await fill(page, PROMPT);
  await controls(page).negative.fill("no purple cows");
  await runToTheEnd(page);
  const log = await saved(page);
  const updates = log.entries.filter(({ what }) => what === "update").map(({ said }) => said);
  assert.deepEqual(updates.slice(0, 2), ["checking", "uploading"]);
  assert.ok(updates.includes("created") && updates.includes("completed"), updates.join());
  assert.match(log.entries.at(-1)?.said ?? "", /^\w+, charged \$0\.25$/);
  for (const { at, what, ms } of log.entries) {
    assert.equal(new Date(at).toISOString(), at);
    if (["update", "request", "done"].includes(what)) assert.ok(Number(ms) >= 0, what);
  }
  assert.match(log.shown, /POST \/api\/v3\/kwaivgi\/kling-v1\.6-multi-i2v-standard: 200 \d+ ms/);
  assertWithout(log, [PROMPT, "purple cows", "dune", "bottle"]);
  assert.deepEqual(faults, []);
});

test("a refused key that the service repeats, with all that it was sent, is not in it", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  const picture = "https://pictures.example/bottle.png";
  simulator.fault({ on: "submit", status: 401, message: `Not a key: ${KEY}, for ${PROMPT} of ${picture}` });
  simulator.fault({ on: "optimizer", status: 401, message: `Not a key: ${KEY}, for ${PROMPT}` });
  await fillByAddress(page, PROMPT);
  await enterKey(page, KEY);
  await controls(page).run.click();
  await page.getByText("The key was refused", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Enhance/ }).click();
  await page.locator(".enhancer-problem .problem").waitFor();
  // The key is no longer the present one.
  await page.getByLabel("WaveSpeedAI key").fill("another");

  const log = await saved(page);
  const said = log.entries.filter(({ what }) => /failed/.test(what)).map((entry) => entry.said);
  assert.equal(said.length, 2);
  for (const text of said) assert.match(text, /^unauthorized at \w+, charge none, HTTP 401$/);
  assertWithout(log, [KEY, "canary", PROMPT, "pictures.example", "bottle"]);
  assert.ok(!(await page.locator("body").innerText()).includes(KEY));
});

test("the requests that leave the page are there, without the address of picture, video and proxy", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  const { url } = await proxy(t);
  await fill(page, PROMPT);
  await choose(page, "Proxy");
  await page.getByLabel("Proxy address").fill(url);
  await controls(page).run.click();
  await toTheEnd(page);
  const log = await saved(page);
  const requests = log.entries.filter(({ what }) => what === "request");
  assert.ok(
    requests.some(({ said, ms }) => said.startsWith("proxy /api/v3/media/upload/binary") && Number(ms) >= 0),
    log.text,
  );
  assertWithout(log, [PROMPT, new URL(url).host, ".png", ".jpg"]);
});
