// The simulator's video: its length, its ratio, its pictures in their order, its mark on every frame, its refusals.
import assert from "node:assert/strict";
import { test } from "node:test";
import { skip } from "../page/harness.js";
import { openMedia } from "../page/media.js";

/** @typedef {import("../../www/media/film.js").Film} Film */
/** @typedef {[red: number, green: number, blue: number]} Colour */

/** @type {Record<string, Colour>} */
const COLOURS = { red: [220, 30, 30], green: [20, 160, 60], blue: [40, 60, 210], yellow: [230, 200, 40] };

/**
 * Makes a film of plain pictures in the page, plays it, and looks at it at these moments.
 * @param {import("playwright-core").Page} page
 * @param {{ colours: string[], ratio: Film["ratio"], seconds: Film["seconds"], moments?: number[] }} film "" for
 *   a colour: a picture that cannot be decoded
 */
async function filmed(page, { colours, ratio, seconds, moments = [] }) {
  const found = await page.evaluate(
    async ([colours, ratio, seconds, moments]) => {
      const module = "./film.js";
      const { makeFilm } = await import(module);
      const picture = (/** @type {number[] | undefined} */ colour) => {
        if (!colour) return new Blob(["this is text"], { type: "image/png" });
        const canvas = new OffscreenCanvas(600, 400);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
        context.fillStyle = `rgb(${colour.join(" ")})`;
        context.fillRect(0, 0, 600, 400);
        return canvas.convertToBlob({ type: "image/png" });
      };
      /** @type {Blob} */
      const blob = await makeFilm({
        pictures: await Promise.all(colours.map(picture)),
        ratio,
        seconds,
        lines: [`${ratio} · ${seconds} s`],
      });
      const video = document.createElement("video");
      video.muted = true;
      video.src = URL.createObjectURL(blob);
      document.body.append(video);
      const moved = new Promise((resolve) => {
        video.ontimeupdate = () => video.currentTime > 0 && resolve(undefined);
      });
      await video.play();
      await moved;
      video.pause();
      const { readyState, duration, videoWidth: width, videoHeight: height } = video;

      const canvas = new OffscreenCanvas(width, height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
        canvas.getContext("2d", { willReadFrequently: true })
      );
      const looks = [];
      for (const moment of moments) {
        // "seeked" may come before the frame is there on a busy machine: the frame's own word tells that it is.
        const sought = new Promise((resolve) => {
          const look = (/** @type {number} */ _, /** @type {{ mediaTime: number }} */ { mediaTime }) =>
            Math.abs(mediaTime - moment) < 0.1 ? resolve(undefined) : video.requestVideoFrameCallback(look);
          video.requestVideoFrameCallback(look);
        });
        video.currentTime = moment;
        await sought;
        context.drawImage(video, 0, 0);
        const area = (/** @type {[number, number, number, number]} */ ...place) => [
          ...context.getImageData(...place).data,
        ];
        const pixel = (/** @type {number} */ x, /** @type {number} */ y) =>
          area(Math.round(x), Math.round(y), 1, 1).slice(0, 3);
        const now = (width * moment) / seconds;
        looks.push({
          middle: pixel(width / 2, height / 2),
          plate: pixel(22, 22),
          word: Math.max(...area(28, 28, 120, 16).filter((_, at) => at % 4 === 1)),
          line: Math.max(...area(28, 55, 60, 14).filter((_, at) => at % 4 === 1)),
          bar: { done: pixel(now - 8, height - 2), left: pixel(now + 8, height - 2) },
        });
      }
      return { type: blob.type, size: blob.size, readyState, duration, width, height, looks };
    },
    /** @type {const} */ ([colours.map((name) => COLOURS[name]), ratio, seconds, moments]),
  );
  return found;
}

/** The name of the colour that is the nearest: the encoder's are not exact. @param {number[]} colour */
function nameOf(colour) {
  const away = (/** @type {string} */ name) =>
    Math.hypot(...colour.map((part, at) => part - COLOURS[name][at]));
  return Object.keys(COLOURS).reduce((nearest, name) => (away(name) < away(nearest) ? name : nearest));
}

const light = (/** @type {number[]} */ colour) => colour.reduce((sum, part) => sum + part) / 3;

const ALL = Object.keys(COLOURS);

for (const [ratio, share] of /** @type {[Film["ratio"], number][]} */ ([
  ["16:9", 16 / 9],
  ["9:16", 9 / 16],
  ["1:1", 1],
])) {
  test(`${ratio}: every length and number of pictures plays, in exactly this ratio`, { skip }, async (t) => {
    const { page, faults } = await openMedia(t);
    for (const seconds of /** @type {const} */ ([5, 10])) {
      for (const colours of [ALL.slice(0, 1), ALL]) {
        const film = await filmed(page, { colours, ratio, seconds });
        assert.match(film.type, /^video\/(mp4|webm)$/);
        assert.ok(film.readyState >= 2);
        assert.ok(Math.abs(film.duration - seconds) <= 0.25, `${film.duration} s instead of ${seconds}`);
        assert.equal(film.width / film.height, share);
        assert.ok(film.size < 3e6, `${film.size} bytes`);
      }
    }
    assert.deepEqual(faults, []);
  });
}

test("each picture has its share of the time, and every frame its mark", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  for (const ratio of /** @type {const} */ (["16:9", "9:16", "1:1"])) {
    const moments = [0.6, 1.9, 3.1, 4.4];
    const { looks } = await filmed(page, { colours: ALL, ratio, seconds: 5, moments });
    assert.deepEqual(
      looks.map(({ middle }) => nameOf(middle)),
      ALL,
    );
    for (const { middle, plate, word, line, bar } of looks) {
      assert.ok(light(plate) < 60 && light(plate) < light(middle) - 40, `${plate} on ${middle}`);
      assert.ok(word > 200 && line > 150, `word ${word}, line ${line}`);
      assert.ok(light(bar.done) > light(bar.left) + 40, `${bar.done} beside ${bar.left}`);
    }
  }
  assert.deepEqual(faults, []);
});

test("between two pictures there is a mixture of both", { skip }, async (t) => {
  const { page } = await openMedia(t);
  const colours = ["red", "blue"];
  const { looks } = await filmed(page, { colours, ratio: "16:9", seconds: 5, moments: [2.5] });
  const [red, , blue] = looks[0].middle;
  assert.ok(Math.abs(red - 130) < 40 && Math.abs(blue - 120) < 40, `${looks[0].middle}`);
});

test("a picture that cannot be decoded is left out", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  const colours = ["", "blue", ""];
  const { looks } = await filmed(page, { colours, ratio: "1:1", seconds: 5, moments: [0.6, 4.4] });
  assert.deepEqual(
    looks.map(({ middle }) => nameOf(middle)),
    ["blue", "blue"],
  );
  assert.deepEqual(faults, []);
});

test("without a picture that can be decoded there is no film", { skip }, async (t) => {
  const { page } = await openMedia(t);
  for (const colours of [["", ""], []]) {
    await assert.rejects(
      filmed(page, { colours, ratio: "1:1", seconds: 5 }),
      /can read none of the pictures/,
    );
  }
});

test("where MP4 cannot be encoded it is a WebM", { skip }, async (t) => {
  const { page, faults } = await openMedia(t);
  await page.evaluate(() => {
    const { isConfigSupported } = VideoEncoder;
    VideoEncoder.isConfigSupported = async (config) =>
      config.codec.startsWith("avc") ? { supported: false, config } : isConfigSupported(config);
  });
  const film = await filmed(page, { colours: ALL, ratio: "16:9", seconds: 5, moments: [3.1] });
  assert.equal(film.type, "video/webm");
  assert.ok(film.readyState >= 2 && Math.abs(film.duration - 5) <= 0.25);
  assert.equal(nameOf(film.looks[0].middle), "blue");
  assert.deepEqual(faults, []);
});

test("an encoder that only fails at work is given up for the next", { skip }, async (t) => {
  const { page } = await openMedia(t);
  await page.evaluate(() => {
    const { configure } = VideoEncoder.prototype;
    VideoEncoder.prototype.configure = function (config) {
      if (config.codec.startsWith("avc")) throw new DOMException("No.", "NotSupportedError");
      configure.call(this, config);
    };
  });
  const film = await filmed(page, { colours: ["red"], ratio: "9:16", seconds: 5, moments: [1] });
  assert.equal(film.type, "video/webm");
  assert.equal(nameOf(film.looks[0].middle), "red");
});

test("a browser without an encoder is told from one without a picture", { skip }, async (t) => {
  const { page } = await openMedia(t);
  await page.evaluate(() => Reflect.deleteProperty(globalThis, "VideoEncoder"));
  const film = filmed(page, { colours: ["red"], ratio: "1:1", seconds: 5 });
  await assert.rejects(film, /This browser can make no video/);
});
