// Text from the service, a link, a list, a file or this browser's own records is never markup, and runs nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  controls,
  fill,
  fillByAddress,
  forwardTo,
  greyPng,
  open,
  servePictures,
  serviceFor,
  skip,
  toTheEnd,
} from "../page/harness.js";
import { isSubmit } from "../page/money.js";
import { choose, openPanel } from "../page/panel.js";
import { enterKey } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

/** Ends an attribute, a title and a script, and runs where any of it becomes markup. */
const MARKUP = `"'></title></script><img src=x class=hacked onerror="window.hacked=1"><svg onload=window.hacked=1>`;

/** Nothing was made of it, and nothing ran. @param {Page} page @param {string[]} faults */
async function assertTame(page, faults) {
  const made = await page.evaluate(() => ({
    ran: "hacked" in window,
    elements: document.querySelectorAll(".hacked, svg[onload], #app script, [onerror], [onload]").length,
    links: [...document.querySelectorAll("a")]
      .map(({ href }) => href)
      .filter((href) => !/^https?:/.test(href)),
  }));
  assert.deepEqual(made, { ran: false, elements: 0, links: [] });
  // What the browser says of the CSP or of an address: none of it may come of text.
  assert.deepEqual(
    faults.filter((fault) =>
      /Content Security Policy|Content-Security-Policy|TypeError|SyntaxError/.test(fault),
    ),
    [],
  );
}

/** Looks into each panel, where the same texts stand again. @param {Page} page @param {string[]} faults */
async function lookIntoPanels(page, faults) {
  for (const name of ["Batch", "Code", "Log", "Share"]) {
    await openPanel(page, name);
    await assertTame(page, faults);
    await page.keyboard.press("Escape");
  }
}

test("the words of a refusal", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const simulator = await serviceFor(page);
  await fillByAddress(page, MARKUP);
  await enterKey(page, simulator.key);
  simulator.fault({ on: "history", status: 403, message: MARKUP, times: "Infinity" });
  simulator.fault({ on: "optimizer", status: 400, message: MARKUP });
  for (const status of [400, 401, 403, 500]) {
    simulator.fault({ on: "submit", status, message: MARKUP });
    await controls(page).negative.fill(`${status}`);
    await controls(page).run.click();
    await forwardTo(page, page.locator(".failure"));
    await assertTame(page, faults);
    await page.getByRole("button", { name: "New", exact: true }).click();
  }
  await page.getByRole("button", { name: /^Enhance/ }).click();
  await forwardTo(page, page.locator(".enhancer-problem .problem"));
  await assertTame(page, faults);
  await lookIntoPanels(page, faults);
});

/** A service whose answers about jobs hold this. @param {Page} page @param {Record<string, unknown>} patch */
async function patched(page, patch) {
  const simulator = await serviceFor(page, async (request, route) => {
    if (!isSubmit(request) && !request.url.includes("/predictions/")) return false;
    const answer = await (await simulator.fetch(request)).json();
    const isEnd = ["completed", "failed"].includes(answer.data?.status);
    if (isSubmit(request) ? "id" in patch : isEnd) Object.assign(answer.data, patch);
    await route.fulfill({ json: answer, headers: { "access-control-allow-origin": "*" } });
    return true;
  });
  return simulator;
}

/** @type {[string, Record<string, unknown>][]} */
const PATCHES = [
  ["an error", { status: "failed", error: MARKUP, outputs: [] }],
  ["an error that is an object", { status: "failed", error: { message: MARKUP }, outputs: [] }],
  ["a status word", { status: MARKUP }],
  ["an output", { outputs: [MARKUP] }],
  ["a script as output", { outputs: ["javascript:window.hacked=1"] }],
  ["a page as output", { outputs: [`data:text/html,<script>window.hacked=1</script>`] }],
  ["an output with markup in its path", { outputs: [`https://videos.example/${MARKUP}.mp4`] }],
  ["outputs that are no list", { outputs: { 0: MARKUP } }],
  ["a time", { created_at: MARKUP }],
  ["a model and more fields", { model: MARKUP, urls: { get: MARKUP }, __proto__: { hacked: MARKUP } }],
  ["the mark of flagged videos", { has_nsfw_contents: [MARKUP] }],
];

test("an answer about a job", { skip }, async (t) => {
  for (const [what, patch] of PATCHES) {
    await t.test(what, async (t) => {
      const { page, faults } = await open(t);
      await page.route("https://videos.example/**", (route) => route.fulfill({ status: 404, body: "" }));
      const simulator = await patched(page, patch);
      await fillByAddress(page, MARKUP);
      await enterKey(page, simulator.key);
      await controls(page).run.click();
      if (what === "a status word") await page.getByRole("button", { name: "Stop waiting" }).click();
      await toTheEnd(page);
      await assertTame(page, faults);
      await openPanel(page, "Log");
      await assertTame(page, faults);
      // What was written down comes back as the same text.
      await page.reload();
      await page.locator(".card").first().click();
      await page.locator(".under .actions").waitFor();
      await assertTame(page, faults);
    });
  }
});

test("the id of a job", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const simulator = await patched(page, { id: MARKUP });
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await controls(page).run.click();
  await forwardTo(page, page.locator(".failure, .frame video"));
  await assertTame(page, faults);
  await lookIntoPanels(page, faults);
});

test("the enhancer's answer", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const simulator = await serviceFor(page);
  simulator.fault({ on: "optimizer", patch: { outputs: [MARKUP] } });
  await controls(page).prompt.fill("A dune");
  await enterKey(page, simulator.key);
  await page.getByRole("button", { name: /^Enhance/ }).click();
  await forwardTo(page, page.getByRole("button", { name: "Accept" }));
  await page.locator(".suggestion ins").first().waitFor();
  assert.ok((await page.locator(".suggestion").innerText()).includes("class=hacked"));
  await assertTame(page, faults);
  await page.getByRole("button", { name: "Accept" }).click();
  assert.equal(await controls(page).prompt.inputValue(), MARKUP);
  await assertTame(page, faults);
});

test("the names of files, and addresses of pictures", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await servePictures(page);
  const buffer = greyPng(320, 320);
  await controls(page).files.setInputFiles([{ name: `${MARKUP}.png`, mimeType: "image/png", buffer }]);
  await page.getByRole("button", { name: "add one by its address" }).click();
  const address = page.getByLabel("Address of a picture");
  for (const text of [
    `https://pictures.example/${MARKUP}`,
    "javascript:window.hacked=1",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.hacked=1'/>",
  ]) {
    await address.fill(text);
    await address.press("Enter");
  }
  await page.locator(".thumbnail").nth(3).waitFor();
  await controls(page).run.click();
  await assertTame(page, faults);
  await lookIntoPanels(page, faults);
});

test("a simulated run of such inputs, its film, and its card after a reload", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await fill(page, MARKUP);
  await controls(page).negative.fill(MARKUP);
  await controls(page).run.click();
  await forwardTo(page, controls(page).video);
  await page.reload();
  await page.locator(".card").click();
  await controls(page).video.waitFor();
  assert.ok((await controls(page).reel.innerText()).includes("class=hacked"));
  await assertTame(page, faults);
  await lookIntoPanels(page, faults);
});

test("a proxy's address", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await fill(page);
  await choose(page, "Proxy");
  for (const text of ["javascript:window.hacked=1", MARKUP, `https://proxy.invalid/${MARKUP}`]) {
    await page.getByLabel("Proxy address").fill(text);
    await controls(page).run.click();
    await forwardTo(page, page.locator("#connection-word.problem, .failure"));
    await assertTame(page, faults);
  }
});

test("a link", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await servePictures(page);
  const inputs = new URLSearchParams({ prompt: MARKUP, negative_prompt: MARKUP });
  inputs.append("images", `https://pictures.example/${MARKUP}`);
  for (const hash of [inputs.toString(), `${encodeURIComponent(MARKUP)}=1`, `duration=${MARKUP}`, MARKUP]) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, hash);
    await page.locator(".form-notice").waitFor();
    await assertTame(page, faults);
  }
  assert.equal(await controls(page).prompt.inputValue(), MARKUP);
  await lookIntoPanels(page, faults);
});

test("a list, whose columns, rows and addresses are an enemy's", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await servePictures(page);
  await openPanel(page, "Batch");
  await choose(page, "A list of requests");
  const list = page.getByLabel("CSV or JSON");
  const run = page.getByRole("button", { name: /^Run \d+ · / });
  const csv = (/** @type {string} */ cell) => `"${cell.replaceAll('"', '""')}"`;
  const bad = [
    `prompt,images,${csv(MARKUP)}\nA,https://pictures.example/1.png,x`,
    `prompt,images,duration\nA,https://pictures.example/1.png,${csv(MARKUP)}`,
    `prompt,images\nA,javascript:window.hacked=1`,
    `[{"prompt":"A","images":["https://pictures.example/1.png"],${JSON.stringify(MARKUP)}:1}]`,
    `[{"prompt":"A","images":["https://pictures.example/1.png"],"__proto__":{"duration":10}}]`,
    `{"requests":[],${JSON.stringify(MARKUP)}:1}`,
    `=cmd|' /C calc'!A0,images\n${MARKUP}`,
  ];
  for (const text of bad) {
    await list.fill(text);
    await page.locator("#batch-problems .problem").first().waitFor();
    assert.equal(await run.count(), 0, text);
    await assertTame(page, faults);
  }
  await list.fill(`prompt,images\n${csv(MARKUP)},https://pictures.example/1.png`);
  await run.click();
  await forwardTo(page, page.getByText("1 of 1 done"));
  await assertTame(page, faults);
});
