// The history of runs: found, filtered, used again and deleted; hundreds of them leave the page as it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onDisk, putOnDisk, untilEmpty } from "../page/disk.js";
import { controls, fill, open, playing, runToTheEnd, skip } from "../page/harness.js";
import { begin, cards, chooseSlow } from "../page/returning.js";

/** @typedef {import("playwright-core").Page} Page */

const DAY_MS = 86_400_000;

/**
 * A run as it lies on the disk: done, real, and made `age` milliseconds ago.
 * @param {string} id
 * @param {{ prompt?: string, age?: number, now: number, mode?: string, progress?: object }} facts
 */
function record(id, { prompt = id, age = 0, now, mode = "key", progress = {} }) {
  const startedAt = now - age;
  const createdAt = new Date(startedAt).toISOString();
  const result = { id: `job-${id}`, video: `https://cdn.example/${id}.mp4`, flagged: false, createdAt };
  return {
    ...{ id, connection: { mode }, price: "$0.25", startedAt, pictures: [] },
    words: { prompt, duration: 5, aspect_ratio: "16:9" },
    progress: { result, endedAt: startedAt + 1000, tookMs: 1000, jobId: result.id, ...progress },
  };
}

const failed = {
  result: undefined,
  error: { message: "no", code: "job_failed", stage: "wait", charge: "none", canResubmit: true },
};

/** Opens the page again with these runs. @param {Page} page @param {(now: number) => ReturnType<typeof record>[]} made */
async function withRuns(page, made) {
  const records = made(await page.evaluate(() => Date.now()));
  await putOnDisk(page, "runs", Object.fromEntries(records.map((one) => [one.id, one])));
  await page.reload();
  await cards(page).first().waitFor();
  return records;
}

/** What the cards show as prompts. @param {Page} page */
const prompts = (page) => page.locator(".card-prompt").allInnerTexts();

test("filtered by what became of them, and by words", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await withRuns(page, (now) => [
    record("a", { prompt: "A red FOX", age: 1, now }),
    record("b", { prompt: "a fox asleep", age: 2, now, mode: "simulator", progress: failed }),
    record("c", { prompt: "a harbour", age: 3, now, progress: { kept: true } }),
    record("d", { prompt: "a tower", age: 4, now, progress: { result: undefined } }),
  ]);
  assert.deepEqual(await prompts(page), ["a tower", "A red FOX", "a fox asleep", "a harbour"]);
  const which = page.getByLabel("Which runs");
  for (const [name, shown] of Object.entries({
    "Under way": ["a tower"],
    Done: ["A red FOX", "a harbour"],
    "Failed or stopped": ["a fox asleep"],
    "Kept here": ["a harbour"],
    "Not simulated": ["a tower", "A red FOX", "a harbour"],
  })) {
    await which.selectOption(name);
    assert.deepEqual(await prompts(page), shown, name);
  }
  await which.selectOption("All");
  await page.getByLabel("Words in the prompt").fill(" fox ");
  assert.deepEqual(await prompts(page), ["A red FOX", "a fox asleep"]);
  await page.getByLabel("Words in the prompt").fill("whale");
  await page.getByText("No run is like that.").waitFor();
  assert.deepEqual(faults, []);
});

test("how long the service keeps a video stands below it", { skip }, async (t) => {
  const { page } = await open(t);
  await page.route("https://cdn.example/**", (route) => route.abort());
  const [fresh] = await withRuns(page, (now) => [
    record("fresh", { age: 2 * DAY_MS, now }),
    record("old", { age: 8 * DAY_MS, now }),
  ]);
  const until = await page.evaluate(
    (at) =>
      new Date(at).toLocaleString(undefined, {
        ...{ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
      }),
    (fresh?.startedAt ?? 0) + 7 * DAY_MS,
  );
  await cards(page).nth(0).click();
  await page.getByText(`The service keeps it until ${until}`, { exact: true }).waitFor();
  await cards(page).nth(1).click();
  await page.getByText("The service has probably forgotten it", { exact: true }).waitFor();
});

test("a run of which no job is known: unsent while the ledger would tell, unknown when that is forgotten", {
  skip,
}, async (t) => {
  const { page } = await open(t);
  const progress = { result: undefined, jobId: null, endedAt: undefined, tookMs: undefined };
  await withRuns(page, (now) => [
    record("lately", { age: DAY_MS, now, mode: "simulator", progress }),
    record("long ago", { age: 8 * DAY_MS, now, mode: "simulator", progress }),
  ]);
  await cards(page).filter({ hasText: "lately" }).click();
  await controls(page).stage.getByText("Not sent", { exact: true }).waitFor();
  assert.equal(await controls(page).charge.innerText(), "Not charged");
  await cards(page).filter({ hasText: "long ago" }).click();
  await controls(page)
    .stage.getByText("It is not known whether the job was created", { exact: true })
    .waitFor();
  assert.equal(await controls(page).charge.innerText(), "Charge not known yet");
  assert.equal(
    await page
      .locator(".stage")
      .getByRole("button", { name: /^Run again/ })
      .count(),
    0,
  );
});

test("what runs comes first, also before newer runs", { skip }, async (t) => {
  const { page } = await open(t);
  await chooseSlow(page);
  await fill(page, "the one that runs");
  await begin(page);
  await withRuns(page, (now) => [record("newer", { age: -60_000, now })]);
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  assert.deepEqual(await prompts(page), ["the one that runs", "newer"]);
  assert.match(await cards(page).nth(0).innerText(), /Running/);
});

test("a new run's card is seen, also where the row was scrolled to older ones", { skip }, async (t) => {
  const { page } = await open(t, { viewport: { width: 390, height: 800 } });
  await chooseSlow(page);
  await withRuns(page, (now) => [1, 2, 3].map((age) => record(`older ${age}`, { age: age * 1000, now })));
  const row = controls(page).reel.locator("ul");
  await row.evaluate((element) => {
    element.scrollLeft = element.scrollWidth;
  });
  await fill(page, "the new one");
  await begin(page);
  const card = cards(page).filter({ hasText: "the new one" });
  const { x = -1 } = (await card.boundingBox()) ?? {};
  assert.ok(x >= 0, `at ${x} px`);
});

test("its inputs are used again, with their pictures, after a reload", { skip }, async (t) => {
  const { page } = await open(t);
  const { prompt, negative, thumbnails, run } = controls(page);
  await fill(page, "the first words");
  await page.getByRole("radio", { name: "10 s" }).check();
  await page.getByRole("radio", { name: "9:16" }).check();
  await negative.fill("blur");
  await runToTheEnd(page);
  await prompt.fill("other words");
  await page.getByRole("radio", { name: "1:1" }).check();
  await page
    .getByRole("button", { name: "Take out" })
    .or(page.getByRole("button", { name: /^Remove/ }))
    .first()
    .click();
  await page.reload();
  await cards(page).click();
  await page.getByRole("button", { name: "Use these inputs" }).click();
  await page.getByText("The inputs of that run.").waitFor();
  assert.equal(await prompt.inputValue(), "the first words");
  assert.equal(await negative.inputValue(), "blur");
  assert.ok(await page.getByRole("radio", { name: "9:16" }).isChecked());
  assert.equal(await thumbnails.count(), 2);
  // The same inputs would be paid again: that is said before.
  await page.getByText("Already made. Running it again makes and charges another video.").waitFor();
  assert.equal(
    await run
      .or(page.getByRole("button", { name: "Run again · $0.50" }))
      .first()
      .innerText(),
    "Run again · $0.50",
  );
});

test("deleted in two steps, with its pictures and its kept video", { skip }, async (t) => {
  const { page } = await open(t);
  await fill(page);
  await runToTheEnd(page);
  await playing(page);
  await page.getByRole("button", { name: "Keep here" }).click();
  await page.getByRole("button", { name: "Kept here", exact: true }).waitFor();
  const videos = () =>
    page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("videos");
      const names = [];
      for await (const name of folder.keys()) names.push(name);
      return names;
    });
  assert.equal((await videos()).length, 1);
  assert.equal(Object.keys(await onDisk(page, "files")).length, 2);

  // The pictures that the form shows are no longer there for the form.
  for (let left = 2; left > 0; left--) {
    await page
      .locator(".thumbnail")
      .first()
      .getByRole("button", { name: /Remove|Take out/ })
      .click();
  }
  const remove = page.getByRole("button", { name: "Delete", exact: true });
  await remove.click();
  // Left in between, it is as if it had not been pressed.
  await page.getByRole("button", { name: "Delete for good" }).blur();
  await remove.click();
  assert.equal(await cards(page).count(), 1);
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("Your runs gather here").waitFor();
  await page.waitForFunction(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("videos");
    for await (const _name of folder.keys()) return false;
    return true;
  });
  await page.reload();
  await page.getByText("Your runs gather here").waitFor();
  assert.deepEqual(await onDisk(page, "runs"), {});
  // What a reload cuts off, the next page does.
  for (const place of /** @type {const} */ (["files", "pictures"])) {
    await untilEmpty(page, place);
  }
});

test("hundreds of runs: the page is as quick to use, and shows some at a time", { skip }, async (t) => {
  const { page, faults } = await open(t);
  await withRuns(page, (now) =>
    Array.from({ length: 300 }, (_, at) => record(`run ${at}`, { age: at * 1000, now })),
  );
  assert.equal(await page.locator(".reel .count").innerText(), "300");
  assert.equal(await cards(page).count(), 40);
  await page.getByRole("button", { name: "260 more" }).click();
  assert.equal(await cards(page).count(), 80);
  await page.getByLabel("Words in the prompt").fill("run 299");
  assert.deepEqual(await prompts(page), ["run 299"]);
  await page.getByLabel("Words in the prompt").fill("");
  await fill(page, "one more");
  await runToTheEnd(page);
  assert.equal((await playing(page)).paused, false);
  assert.equal(await page.locator(".reel .count").innerText(), "301");
  assert.deepEqual(faults, []);
});
