// A page of an example in Chromium: its complaints fail the test, and what it looks like is kept where KLING_SHOTS says.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after } from "node:test";
import { root } from "../../../scripts/tools.mjs";
import { complaintsOf, launch, skip } from "../../support/chromium.js";

export { skip };

/** @type {import("playwright-core").Browser | undefined} */
let browser;
after(() => browser?.close());

const fixture = (/** @type {string} */ name) => join(root, "tests", "fixtures", name);

/**
 * @param {import("node:test").TestContext} t
 * @param {string} url
 * @param {{ mayTell?: RegExp }} [more]
 */
export async function open(t, url, { mayTell } = {}) {
  browser ??= await launch();
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  t.after(() => context.close());
  const page = await context.newPage();
  complaintsOf(t, page, mayTell);
  await page.goto(url);
  return {
    page,
    make: page.getByRole("button", { name: /^Make the video/ }),
    video: page.locator("video"),
    says: (/** @type {string | RegExp} */ text) => page.getByText(text).first().waitFor(),
    choose: () => page.getByLabel(/^Pictures/).setInputFiles([fixture("dune.jpg"), fixture("bottle.png")]),
    /** What it looks like, on a phone and a desktop, light and dark; and that nothing sticks out. @param {string} name */
    async looks(name) {
      for (const [width, height] of /** @type {const} */ ([
        [360, 740],
        [1280, 800],
      ])) {
        await page.setViewportSize({ width, height });
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
          `${width} px`,
        );
        for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
          await page.emulateMedia({ colorScheme });
          const folder = process.env.KLING_SHOTS;
          if (folder)
            await page.screenshot({
              path: join(folder, `${name}-${width}-${colorScheme}.png`),
              fullPage: true,
            });
        }
      }
    },
  };
}

/** Whether a video plays. @param {import("playwright-core").Locator} video */
export async function plays(video) {
  await video.waitFor();
  const isVideo = await video.evaluate(
    (element) =>
      new Promise((tell) => {
        const film = /** @type {HTMLVideoElement} */ (element);
        film.onloadeddata = () => tell(film.videoWidth > 0);
        film.onerror = () => tell(false);
        if (film.readyState >= 2) tell(film.videoWidth > 0);
      }),
  );
  assert.ok(isVideo, "the video can be shown");
}
