// What Kling would mind about a picture is mended by one press: the warning goes, the facts change, and that one is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controls, greyPng, JPEG, open, proxy, runToTheEnd, SMALL, skip } from "../page/harness.js";

/** @typedef {{ name: string, mimeType: string, buffer: Buffer }} Chosen */

/** A WebP picture, as this browser makes one. @param {import("playwright-core").Page} page @returns {Promise<Chosen>} */
async function webp(page) {
  const data = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 400;
    return canvas.toDataURL("image/webp").split(",")[1] ?? "";
  });
  return { name: "beach.webp", mimeType: "image/webp", buffer: Buffer.from(data, "base64") };
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><circle r="200" fill="red"/></svg>`;

/** Bytes behind a picture's end make it no other picture. */
const heavy = Buffer.concat([greyPng(640, 400), Buffer.alloc(10_500_000)]);

/**
 * @type {{
 *   remedy: string, file: Chosen | "webp", warning: string, before: RegExp, after: RegExp,
 * }[]}
 */
const CASES = [
  {
    remedy: "Convert to JPEG",
    file: "webp",
    warning: "WebP: Kling takes JPEG and PNG.",
    before: /^640 × 400\s*WebP, /,
    after: /^640 × 400\s*JPEG, /,
  },
  {
    remedy: "Convert to JPEG",
    file: { name: "dot.svg", mimeType: "image/svg+xml", buffer: Buffer.from(svg) },
    warning: "SVG: Kling takes JPEG and PNG.",
    before: /^400 × 400\s*99 B$/,
    after: /^400 × 400\s*JPEG, /,
  },
  {
    remedy: "Scale down",
    file: { name: "heavy.png", mimeType: "image/png", buffer: heavy },
    warning: "10.5 MB: Kling takes at most 10.0 MB.",
    before: /^640 × 400\s*PNG, 10\.5 MB$/,
    after: /^640 × 400\s*JPEG, \d kB$/,
  },
  {
    remedy: "Enlarge",
    file: SMALL,
    warning: "120 × 90: Kling wants at least 300 px a side.",
    before: /^120 × 90\s*PNG, /,
    after: /^400 × 300\s*JPEG, /,
  },
  {
    remedy: "Crop to 16:9",
    file: { name: "wide.png", mimeType: "image/png", buffer: greyPng(1600, 400) },
    warning: "1600 × 400: Kling wants at most 2.5 to 1.",
    before: /^1600 × 400\s*PNG, /,
    after: /^704 × 396\s*JPEG, /,
  },
];

for (const { remedy, file, warning, before, after } of CASES) {
  test(`${warning} ${remedy}, and back`, { skip }, async (t) => {
    const { page, faults } = await open(t);
    const { files, thumbnails } = controls(page);
    await page.getByRole("radio", { name: "16:9" }).check();
    const chosen = file === "webp" ? await webp(page) : file;
    await files.setInputFiles([JPEG]);
    await files.setInputFiles([chosen]);
    const facts = page.locator(".thumbnail .facts").nth(1);
    const said = page.locator(".advice p");
    const button = page.getByRole("button", { name: remedy });
    await button.waitFor();
    assert.match(await facts.innerText(), before);
    assert.match((await said.textContent()) ?? "", new RegExp(`^Picture 2${warning.replaceAll(".", "\\.")}`));

    await button.press("Enter");
    await page.getByText("Picture 2: done.").waitFor();
    // Once its format is known, it is known what Kling would mind.
    await facts.filter({ hasText: "JPEG" }).waitFor();
    assert.match(await facts.innerText(), after);
    assert.equal(await said.count(), 0);
    assert.equal(await thumbnails.count(), 2);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "picture-notice");

    await page.getByRole("button", { name: "Undo" }).click();
    await button.waitFor();
    assert.match(await facts.innerText(), before);
    assert.equal(await page.getByAltText(`2: ${chosen.name}`).count(), 1);
    assert.deepEqual(faults, []);
  });
}

test("a quick second press mends no more than once", { skip }, async (t) => {
  const { page } = await open(t);
  const { files, thumbnails } = controls(page);
  await files.setInputFiles([SMALL]);
  await page.getByRole("button", { name: "Enlarge" }).dblclick();
  await page.getByText("Picture 1: done.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Enlarge" }).waitFor();
  assert.equal(await thumbnails.count(), 1);
});

test("the mended picture is what goes up, and it is there again after a reload", { skip }, async (t) => {
  const { page } = await open(t);
  const { url, simulator } = await proxy(t);
  const { files, prompt } = controls(page);
  await files.setInputFiles([SMALL]);
  await page.getByRole("button", { name: "Enlarge" }).click();
  await page.getByText("Picture 1: done.").waitFor();
  await prompt.fill("larger");
  await page.getByRole("radio", { name: "Proxy" }).check();
  await page.getByLabel("Proxy address").fill(url);
  await runToTheEnd(page);
  const [job] = simulator.jobs();
  const sent = await simulator.fetch(job?.input.images[0] ?? "");
  const bytes = Buffer.from(await sent.arrayBuffer());
  assert.equal(sent.headers.get("content-type"), "image/jpeg");
  // The frame header of a JPEG: its height, then its width.
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  assert.deepEqual([bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)], [400, 300]);

  await page.reload();
  await page.locator(".thumbnail[data-loading=ready]").waitFor();
  assert.match(await page.locator(".facts").innerText(), /^400 × 300\s*JPEG/);
});

test("what nothing here can mend says what to do", { skip }, async (t) => {
  const { page, faults } = await open(t);
  const { files } = controls(page);
  const heic = Buffer.concat([
    Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"),
    Buffer.alloc(999),
  ]);
  await files.setInputFiles([
    { name: "IMG_1.HEIC", mimeType: "image/heic", buffer: heic },
    { name: "nothing.png", mimeType: "image/png", buffer: Buffer.alloc(0) },
  ]);
  await page
    .getByText("HEIC, which this browser cannot read: save it as JPEG and choose that.", { exact: true })
    .waitFor();
  await page.getByText("Picture 2: This picture has no bytes: choose the file again.").waitFor();
  // Said once, and with no button that could do nothing.
  assert.equal(await page.locator(".advice p").count(), 1);
  assert.equal(await page.locator(".advice button").count(), 0);
  assert.deepEqual(faults, []);
});
