// The code panel: the form as it is now in four languages, copied by one press, and never with a key in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, fill, open, servePictures, skip } from "../page/harness.js";
import { choose, openPanel } from "../page/panel.js";
import { enterKey } from "../page/returning.js";

const LANGUAGES = ["JSON", "cURL", "JavaScript", "Python"];
const KEY = "canary-c0de";

test("the code follows the form, in four languages", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await servePictures(page);
  const { prompt, negative } = controls(page);
  const panel = await openPanel(page, "Code");
  const code = panel.locator("pre");
  const names = panel.getByRole("radio");
  assert.deepEqual(
    await names.evaluateAll((all) => all.map((one) => one.parentElement?.textContent)),
    LANGUAGES,
  );
  const json = async () => JSON.parse(await code.innerText());

  await choose(page, "JSON");
  assert.deepEqual(await json(), { prompt: "", images: [], duration: 5, aspect_ratio: "1:1" });
  // The panel stands beside the form, which goes on to be written.
  await prompt.fill('A "quoted" day');
  await page.getByRole("button", { name: "add one by its address" }).click();
  await page.keyboard.type("https://pictures.example/one.png");
  await page.keyboard.press("Enter");
  await choose(page, "16:9");
  await choose(page, "10 s");
  await negative.fill("blur");
  await page.getByLabel("Enable Safety Checker").check();
  assert.deepEqual(await json(), {
    prompt: 'A "quoted" day',
    images: ["https://pictures.example/one.png"],
    duration: 10,
    aspect_ratio: "16:9",
    negative_prompt: "blur",
    enable_safety_checker: true,
  });
  for (const language of LANGUAGES) {
    await choose(page, language);
    assert.match(await code.innerText(), /https:\/\/pictures\.example\/one\.png/, language);
    await prompt.fill(`In ${language}`);
    await code.getByText(`In ${language}`).waitFor();
  }
  assert.deepEqual(faults, []);
});

test("one press copies what is shown, and says so", { skip }, async (t) => {
  const { page } = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await fill(page);
  const panel = await openPanel(page, "Code");
  for (const language of LANGUAGES) {
    await choose(page, language);
    await panel.getByRole("button", { name: "Copy", exact: true }).click();
    await panel.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await panel.locator("pre").evaluate((pre) => pre.textContent));
    assert.match(copied, /Slow camera push in/, language);
  }
});

test("a browser that does not let it copy is told of", { skip }, async (t) => {
  const { page } = await open(t);
  await page.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: () => Promise.reject(new Error()) },
    });
  });
  const panel = await openPanel(page, "Code");
  await panel.getByRole("button", { name: "Copy", exact: true }).click();
  await panel.getByRole("button", { name: "Not copied: select it and press Ctrl+C" }).waitFor();
});

test("the key that was entered is in no code: a placeholder stands for it", { skip }, async (t) => {
  const { page } = await open(t);
  await fill(page);
  await enterKey(page, KEY);
  const panel = await openPanel(page, "Code");
  for (const language of LANGUAGES) {
    await choose(page, language);
    const text = await panel.innerText();
    assert.ok(!text.includes(KEY), language);
    if (language !== "JSON") assert.match(text, /YOUR_WAVESPEED_KEY|WAVESPEED_API_KEY/, language);
  }
});
