// What goes wrong is told at its field or on the stage, with what it cost; no text of anyone's becomes markup.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openable } from "../../www/address.js";
import { controls, fill, fillByAddress, open, serviceFor, skip, toTheEnd } from "./harness.js";
import { isSubmit } from "./money.js";
import { enterKey } from "./returning.js";

const KEY = "canary-4f1b";
const MARKUP = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

test("what is missing shows at its field once Run was pressed, and takes the focus", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { run, prompt, reel } = controls(page);
  assert.equal(await page.locator(".problem").count(), 0);
  await run.click();
  await page.locator("#prompt-problems .problem").waitFor();
  await page.locator("#pictures-problems .problem").waitFor();
  assert.equal(await prompt.getAttribute("aria-invalid"), "true");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "field-images");
  assert.equal(await reel.getByRole("button").count(), 0);

  await fill(page);
  await page.locator(".problem").first().waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
});

test("a prompt over the limit is told while it is written", { skip }, async (t) => {
  const { page } = await open(t);
  // Four UTF-16 units and two scalar values each: 2502 of them are over, 2500 are not.
  await controls(page).prompt.fill("🎬🎥".repeat(1250));
  assert.equal(await page.locator("#prompt-problems .problem").count(), 0);
  await controls(page).prompt.fill("🎬🎥".repeat(1251));
  await page.locator("#prompt-problems .problem").waitFor();
  assert.match(await page.locator("label[for=field-prompt]").innerText(), /2502 \/ 2500/);
});

test("a key that is not there, and one that is refused", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  const { run, charge, stage } = controls(page);
  await fillByAddress(page);
  await page.getByRole("radio", { name: "Your key" }).check();
  await run.click();
  await page.getByText("Enter your WaveSpeedAI key").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "api-key");
  assert.equal(simulator.requests().length, 0);

  await enterKey(page, KEY);
  await run.click();
  await stage.getByText("The key was refused", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Not charged");
  assert.equal(simulator.stats().chargedMicros, 0);

  const left = await page.evaluate(() => [
    document.documentElement.outerHTML,
    location.href,
    JSON.stringify({ ...localStorage, ...sessionStorage }),
  ]);
  assert.ok(!left.join().includes(KEY), "the key is in the page's text, address or storage");
});

/** A service that makes a job of each submit, and whose answer to it is lost. @param {import("playwright-core").Page} page */
async function losingService(page) {
  const simulator = await serviceFor(page, async (request, route) => {
    if (request.method !== "POST" || !isSubmit(request)) return false;
    await simulator.fetch(request);
    await route.abort("connectionreset");
    return true;
  });
  return simulator;
}

test("a lost answer is looked up, and the run goes on to its video", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await losingService(page);
  const { run, charge, video } = controls(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await run.click();
  await toTheEnd(page);
  await video.waitFor();
  assert.equal(await charge.innerText(), "Charged $0.25");
  assert.deepEqual([simulator.stats().submits, simulator.stats().requests.history], [1, 1]);
});

test("a lost answer that the history does not settle is not offered again", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await losingService(page);
  simulator.fault({ on: "history", times: "Infinity", status: 403 });
  const { run, charge, stage } = controls(page);
  await fillByAddress(page);
  await enterKey(page, simulator.key);
  await run.click();
  await stage.getByText("It is not known whether the job was created", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Charge not known yet");
  assert.match(await stage.innerText(), /Look again, or at your account's history, before you run it again/);
  assert.equal(await stage.getByRole("button", { name: /^Run again/ }).count(), 0);
  assert.equal(simulator.stats().submits, 1);
});

test("the service's words, the prompt and an address are text and never markup", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  simulator.fault({ on: "submit", status: 400, message: MARKUP });
  const { run, stage, reel } = controls(page);
  await fillByAddress(page, MARKUP);
  await page.getByLabel("Address of a picture").fill(`https://pictures.example/${MARKUP}`);
  await page.getByLabel("Address of a picture").press("Enter");
  await enterKey(page, simulator.key);
  await run.click();
  await stage.locator(".failure").waitFor();
  assert.ok((await stage.innerText()).includes(MARKUP), await stage.innerText());
  assert.ok((await reel.innerText()).includes(MARKUP));
  assert.equal(await page.evaluate(() => "hacked" in window), false);
  assert.equal(await page.locator("#app script, #app img[src=x]").count(), 0);
});

test("no credit left: not charged, with the way on", { skip }, async (t) => {
  const { page } = await open(t);
  const simulator = await serviceFor(page);
  const poor = simulator.addAccount({ key: "poor-key", balanceUsd: 0 });
  const { run, charge, stage } = controls(page);
  await fillByAddress(page);
  await enterKey(page, poor.key);
  await run.click();
  await stage.getByText("The account has no credit left", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Not charged");
  assert.match(await stage.innerText(), /insufficient_credits/);
  assert.match(await stage.innerText(), /With credit on the account you may run it again/);
});

test("stopped while a picture goes up: nothing was submitted, and that is what it says", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  // Never answered: the upload is under way for as long as the test wants.
  const simulator = await serviceFor(page, async (request) => request.url.includes("/upload"));
  const { run, charge, stage } = controls(page);
  await fill(page);
  await enterKey(page, simulator.key);
  const upload = page.waitForRequest(/\/upload/);
  await run.click();
  await upload;
  await stage.getByText("Uploading pictures").first().waitFor();
  await stage.getByRole("button", { name: "Stop", exact: true }).click();
  await stage.getByText("Nothing was submitted, so nothing was charged.", { exact: true }).waitFor();
  assert.equal(await charge.innerText(), "Not charged");
  assert.equal(simulator.stats().jobs, 0);
});

for (const output of ["data:application/xhtml+xml,<html/>", "file:///etc/hostname", "outputs/video.mp4"]) {
  test(`what the service gives as a video becomes no link: ${output}`, { skip }, async (t) => {
    const { page } = await open(t);
    const simulator = await serviceFor(page, async (request, route) => {
      if (!request.url.includes("/predictions/")) return false;
      const answer = await (await simulator.fetch(request)).json();
      if (answer.data?.outputs?.length > 0) answer.data.outputs = [output];
      await route.fulfill({ json: answer, headers: { "access-control-allow-origin": "*" } });
      return true;
    });
    const { run, stage, charge } = controls(page);
    await fillByAddress(page);
    await enterKey(page, simulator.key);
    await run.click();
    await toTheEnd(page);
    await stage.getByText("The video's address cannot be opened", { exact: true }).waitFor();
    assert.equal(await charge.innerText(), "Charged $0.25");
    assert.equal(await page.locator("video, a[href]").count(), 0);
    assert.equal(await stage.getByRole("button", { name: "Save video" }).count(), 0);
  });
}

test("only http: and https: addresses are opened", () => {
  for (const good of ["https://a.example/v.mp4", "http://127.0.0.1:1/v"]) {
    assert.equal(openable(good), good);
  }
  for (const bad of [
    "javascript:alert(1)",
    "blob:https://a.example/1-2",
    " java\nscript:alert(1)",
    "JaVaScRiPt:1",
    "data:text/html,x",
    "file:///a",
    "v.mp4",
    "//a.example/v",
    "",
  ]) {
    assert.equal(openable(bad), undefined, bad);
  }
});
