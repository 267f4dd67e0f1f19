// The prompt enhancer: its price before, its suggestion as a diff that one takes or leaves, and its cost in the day's sum.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, open, serviceFor, skip } from "../page/harness.js";
import { enterKey } from "../page/returning.js";

const MINE = "slow push in";

/** @param {import("playwright-core").Page} page */
const parts = (page) => ({
  enhance: page.getByRole("button", { name: "Enhance · $0.001", exact: true }),
  style: page.getByLabel("Style"),
  suggestion: page.getByRole("region", { name: "Suggested prompt" }),
  accept: page.getByRole("button", { name: "Accept" }),
  keep: page.getByRole("button", { name: "Keep mine" }),
  problem: page.locator(".enhancer-problem .problem"),
  spent: page.locator(".spent"),
});

/** A page that is connected by a key to a simulator in this process. @param {import("node:test").TestContext} t */
async function openByKey(t) {
  const { page } = await open(t);
  /** @type {any[]} */
  const sent = [];
  const simulator = await serviceFor(page, async (request) => {
    if (request.method === "POST") sent.push(await request.clone().json());
    return false;
  });
  await enterKey(page, simulator.key);
  return { page, simulator, sent };
}

/** The texts of the diff's parts of one kind. @param {import("playwright-core").Locator} suggestion @param {string} kind */
const texts = (suggestion, kind) => suggestion.locator(kind).allTextContents();

test("a suggestion shows as a diff, and is taken in place of the prompt", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { prompt } = controls(page);
  const { enhance, suggestion, accept, spent } = parts(page);
  await prompt.fill(MINE);
  await enhance.click();
  await suggestion.locator("ins").first().waitFor();
  // Nothing is changed before it is taken.
  assert.equal(await prompt.inputValue(), MINE);
  const kept = await texts(suggestion, "p:first-child > :not(ins)");
  assert.equal(kept.join(""), MINE);
  const after = (await texts(suggestion, "p:first-child > :not(del)")).join("");
  assert.ok(after.length > MINE.length, after);
  await page.getByText("Today $0.001 of $5.00, simulated").waitFor();

  await accept.click();
  await suggestion.waitFor({ state: "detached" });
  assert.equal(await prompt.inputValue(), after);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "field-prompt");
  await page.keyboard.press("Control+z");
  assert.equal(await prompt.inputValue(), MINE);
  assert.match(await spent.innerText(), /^Today \$0\.001 /);
  assert.deepEqual(faults, []);
});

test("a suggestion that is left changes nothing, and was paid all the same", { skip }, async (t) => {
  const { page } = await open(t);
  const { prompt } = controls(page);
  const { enhance, suggestion, keep } = parts(page);
  await prompt.fill(MINE);
  await enhance.click();
  await keep.click();
  await suggestion.waitFor({ state: "detached" });
  assert.equal(await prompt.inputValue(), MINE);
  await enhance.click();
  await suggestion.waitFor();
  await page.getByText("Today $0.002 of $5.00, simulated").waitFor();
});

test("a suggestion for words that were changed since says so", { skip }, async (t) => {
  const { page } = await open(t);
  const { prompt } = controls(page);
  const { enhance, suggestion } = parts(page);
  await prompt.fill(MINE);
  await enhance.click();
  await suggestion.waitFor();
  assert.equal(await suggestion.locator(".warning").count(), 0);
  await prompt.fill("something else");
  await suggestion.getByText("The prompt was changed since").waitFor();
});

test("without words nothing is sent, and the focus goes to the prompt", { skip }, async (t) => {
  const { page, simulator } = await openByKey(t);
  const { enhance, problem } = parts(page);
  await enhance.click();
  assert.equal(await problem.innerText(), "Write a few words first: they are what is enhanced.");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "field-prompt");
  await page.keyboard.type("a");
  // It is no longer true.
  await problem.waitFor({ state: "detached" });
  assert.equal(simulator.requests().length, 0);
});

test("the text and the chosen style go out, once for two quick presses", { skip }, async (t) => {
  const { page, simulator, sent } = await openByKey(t);
  const { enhance, style, suggestion } = parts(page);
  await controls(page).prompt.fill(MINE);
  await style.selectOption("anime");
  await enhance.dblclick();
  await suggestion.waitFor();
  assert.deepEqual(
    sent.map(({ text, style }) => [text, style]),
    [[MINE, "anime"]],
  );
  assert.equal(simulator.stats().netMicros, 1000);
  await page.getByText("Today $0.001 of $5.00", { exact: true }).waitFor();
});

test("a refused one is told, costs nothing, and can be asked for again", { skip }, async (t) => {
  const { page, simulator } = await openByKey(t);
  const { enhance, suggestion, problem, spent } = parts(page);
  simulator.fault({ on: "optimizer", status: 400, message: "No such luck" });
  await controls(page).prompt.fill(MINE);
  await enhance.click();
  await problem.waitFor();
  assert.match(await problem.innerText(), /No such luck/);
  assert.match(await spent.innerText(), /^Today \$0\.00 /);
  await enhance.click();
  await suggestion.waitFor();
  assert.equal(await problem.count(), 0);
  assert.equal(simulator.stats().netMicros, 1000);
});

test("a refused key and an answer without words are told as of a suggestion, not of a video", {
  skip,
}, async (t) => {
  const { page, simulator } = await openByKey(t);
  const { enhance, problem } = parts(page);
  await controls(page).prompt.fill(MINE);
  await page.getByLabel("WaveSpeedAI key").fill("a-wrong-key");
  await enhance.click();
  await problem.waitFor();
  assert.match(await problem.innerText(), /^The service does not accept this key\. Check that it is whole/);

  await page.getByLabel("WaveSpeedAI key").fill(simulator.key);
  simulator.fault({ on: "optimizer", patch: { outputs: [] } });
  await enhance.click();
  await problem.getByText("The service gave no words back").waitFor();
  await page.getByText("Today $0.001 of $5.00", { exact: true }).waitFor();
  assert.equal(simulator.stats().netMicros, 1000);
});
