// The share link: its inputs come into another browser's form and run nothing; an enemy's link only shows an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, JPEG, open, servePictures, skip } from "../page/harness.js";
import { paid } from "../page/money.js";
import { choose, openPanel } from "../page/panel.js";
import { enterKey } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

const KEY = "canary-11nk";
const PICTURES = ["https://pictures.example/one.png?size=1&sign=a%2Fb", "https://pictures.example/two.png"];

/** @param {Page} page */
const link = (page) => page.getByRole("textbox", { name: "Link" }).inputValue();

/** All that the form holds. @param {Page} page */
async function form(page) {
  const { prompt, negative } = controls(page);
  return {
    prompt: await prompt.inputValue(),
    negative: await negative.inputValue(),
    pictures: await page
      .locator(".thumbnail img")
      .evaluateAll((images) => images.map((image) => image.getAttribute("src"))),
    chosen: await page
      .locator(".choices input:checked")
      .evaluateAll((inputs) => inputs.map((input) => input.parentElement?.textContent)),
  };
}

/** @param {Page} page */
async function addAddresses(page) {
  await page.getByRole("button", { name: "add one by its address" }).click();
  for (const address of PICTURES) {
    await page.keyboard.type(address);
    await page.keyboard.press("Enter");
  }
}

/** @param {Page} page */
async function fillAll(page) {
  await controls(page).prompt.fill("Zoom & pan: 100 % <b>höher</b> 🎬\nsecond line");
  await controls(page).negative.fill("blur, jitter");
  await choose(page, "9:16");
  await choose(page, "10 s");
  await page.getByLabel("Enable Safety Checker").check();
}

/** Goes to the page's address with this behind the #, as a link that was clicked does. @param {Page} page @param {string} hash */
async function follow(page, hash) {
  const [address] = page.url().split("#");
  await page.goto("about:blank");
  await page.goto(`${address}#${hash}`);
}

test("a link opened in another browser fills the form, runs nothing and leaves the address", {
  skip,
}, async (t) => {
  const { page: one } = await open(t);
  await servePictures(one);
  await fillAll(one);
  await addAddresses(one);
  await enterKey(one, KEY);
  await openPanel(one, "Share");
  const address = await link(one);
  assert.ok(!address.includes(KEY));
  assert.equal(new URL(address).origin, new URL(one.url()).origin);

  const { page: other, faults } = await open(t);
  await servePictures(other);
  await follow(other, new URL(address).hash.slice(1));
  await other.getByText("Filled in from a link. Look it over before you run it.").waitFor();
  assert.deepEqual(await form(other), await form(one));
  assert.equal(new URL(other.url()).hash, "");
  const { reel, run } = controls(other);
  assert.equal(await reel.getByRole("button").count(), 0);
  assert.equal(await run.innerText(), "Run · $0.50");
  assert.deepEqual(await paid(other), { jobs: 0, netMicros: 0 });
  assert.ok(await other.getByRole("radio", { name: "Simulator" }).isChecked());
  assert.deepEqual(faults, []);
});

test("a picture of this device is left out of the link, and named", { skip }, async (t) => {
  const { page } = await open(t);
  await servePictures(page);
  await controls(page).files.setInputFiles([JPEG]);
  await addAddresses(page);
  await page.keyboard.type("http://192.168.0.7/private.png");
  await page.keyboard.press("Enter");
  const panel = await openPanel(page, "Share");
  assert.deepEqual(await panel.getByRole("listitem").allInnerTexts(), [
    "Picture 1 (dune.jpg) is a file on this device",
    "Picture 4 is on this machine or in a private network",
  ]);
  const inputs = new URLSearchParams(new URL(await link(page)).hash.slice(1));
  assert.deepEqual(inputs.getAll("images"), PICTURES);
  assert.deepEqual([...new Set(inputs.keys())], ["images"]);
});

test("one press copies the link", { skip }, async (t) => {
  const { page } = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await controls(page).prompt.fill("A day");
  const panel = await openPanel(page, "Share");
  await panel.getByRole("button", { name: "Copy", exact: true }).click();
  await panel.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await link(page));
});

test("what a link has replaced comes back by Undo", { skip }, async (t) => {
  const { page } = await open(t);
  await servePictures(page);
  await fillAll(page);
  await addAddresses(page);
  const before = await form(page);
  // While the page is open, as a link that is pasted into its address.
  await page.evaluate(() => {
    location.hash = "prompt=Another+one";
  });
  await page.getByText("Filled in from a link").waitFor();
  const { prompt } = controls(page);
  assert.equal(await prompt.inputValue(), "Another one");
  assert.equal(await page.locator(".thumbnail").count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(".thumbnail").nth(1).waitFor();
  assert.deepEqual(await form(page), before);
});

/** @type {[string, string, RegExp][]} */
const HOSTILE = [
  ["a key", "prompt=Hi&apiKey=stolen", /"apiKey", which is no input/],
  ["a connection", "prompt=Hi&proxyUrl=https://enemy.example", /"proxyUrl", which is no input/],
  ["a prototype", "__proto__=x&prompt=Hi", /"__proto__", which is no input/],
  ["a script as a picture", "images=javascript:alert(1)", /^Picture 1 is not at a public web address/],
  ["a picture of this machine", "images=http://127.0.0.1:8080/a.png", /^Picture 1 is on this machine/],
  ["a picture with a password", "images=https://me:secret@a.example/a.png", /user name or password/],
  ["five pictures", Array(5).fill("images=https://a.example/a.png").join("&"), /^Picture 5 is one too many/],
  ["another duration", "prompt=Hi&duration=600", /^The duration is not 5 or 10/],
  ["another ratio", "aspect_ratio=4:3", /^The aspect ratio is not one of/],
  ["a prompt that is too long", `prompt=${"x".repeat(2501)}`, /more than 2500 characters/],
  ["broken escapes", "prompt=%E0%A4%A", /broken or cut short/],
  ["one field twice", "prompt=a&prompt=b", /holds prompt twice/],
  ["markup as a field", "<img src=x onerror=alert(1)>=1", /which is no input/],
];

test("a hostile link shows an error and changes nothing", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await fillAll(page);
  const before = await form(page);
  const notice = page.locator(".form-notice");
  for (const [what, hash, said] of HOSTILE) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, hash);
    await notice.getByText(said).waitFor();
    assert.match(await notice.innerText(), /nothing was filled in/, what);
    assert.equal(await notice.locator("*").count(), 0, what);
    assert.deepEqual(await form(page), before, what);
    assert.equal(new URL(page.url()).hash, "", what);
  }
  assert.deepEqual(faults, []);
});
