// The video in a real browser: over HTTP, and from the handler inside a page, where no server exists.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { encodeVideo } from "../../src/js/simulator/encode-video.js";
import { createSimulator, serveSimulator } from "../../src/js/simulator/node.js";
import { fillRect, makePicture } from "../../src/js/simulator/picture.js";
import { chromiumWith, skip } from "../support/chromium.js";
import { REQUEST, SUBMIT } from "./helpers.js";

// A page of another origin than the simulator's, and the simulator's own modules.
const files = chromiumWith(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://x");
  if (!/^\/[a-z0-9-]+\.js$/.test(pathname)) {
    response.setHeader("content-type", "text/html");
    return response.end("<!doctype html><title>test</title>");
  }
  response.setHeader("content-type", "text/javascript");
  response.end(await readFile(new URL(`../../src/js/simulator${pathname}`, import.meta.url)));
});

/** In the page: loads a video, plays a little, seeks, and tells what it saw. @param {string} url */
async function play(url) {
  const video = document.createElement("video");
  video.muted = true;
  video.src = url;
  document.body.append(video);
  const event = (/** @type {string} */ name) =>
    new Promise((resolve, reject) => {
      video.addEventListener(name, resolve, { once: true });
      video.addEventListener("error", () => reject(new Error(video.error?.message)), { once: true });
    });
  await event("canplaythrough");
  await video.play();
  await event("timeupdate");
  video.pause();
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  /** How far the progress bar has got, at its middle line, 40 pixels above the bottom. */
  const bar = async (/** @type {number} */ time) => {
    const seeked = event("seeked");
    video.currentTime = time;
    await seeked;
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, canvas.height - 40, canvas.width, 1);
    let bright = 0;
    for (let x = 16; x < canvas.width - 16; x++) {
      if ((data[x * 4] ?? 0) + (data[x * 4 + 1] ?? 0) + (data[x * 4 + 2] ?? 0) > 300) bright++;
    }
    return bright / (canvas.width - 32);
  };
  const { duration, readyState, videoWidth, videoHeight } = video;
  return {
    ...{ duration, readyState, videoWidth, videoHeight },
    early: await bar(duration * 0.2),
    late: await bar(duration * 0.8),
    seekable: video.seekable.length > 0 ? video.seekable.end(0) : 0,
  };
}

/** @param {Awaited<ReturnType<typeof play>>} seen @param {[number, number]} size @param {number} seconds */
function checkPlayed(seen, [width, height], seconds) {
  assert.ok(seen.readyState >= 3, `readyState ${seen.readyState}`);
  assert.deepEqual([seen.videoWidth, seen.videoHeight], [width, height]);
  assert.ok(Math.abs(seen.duration - seconds) < 0.01, `duration ${seen.duration}`);
  assert.ok(Math.abs(seen.early - 0.2) < 0.05, `the bar at a fifth: ${seen.early}`);
  assert.ok(Math.abs(seen.late - 0.8) < 0.05, `the bar at four fifths: ${seen.late}`);
  assert.ok(Math.abs(seen.seekable - seconds) < 0.01);
}

for (const [ratio, seconds, size] of /** @type {[string, number, [number, number]][]} */ ([
  ["1:1", 5, [384, 384]],
  ["16:9", 10, [512, 288]],
  ["9:16", 5, [288, 512]],
])) {
  test(`Chromium plays ${ratio}, ${seconds} s, over HTTP`, { skip }, async () => {
    const server = await serveSimulator({ jobMs: 0 });
    const page = await files.browser.newPage();
    try {
      await page.goto(files.origin);
      // Submitted from the page itself, on another origin: the preflight is a real one.
      const url = await page.evaluate(
        async ([submit, body]) => {
          const init = {
            method: "POST",
            headers: { authorization: "Bearer simulated-key", "content-type": "application/json" },
          };
          const response = await fetch(String(submit), { ...init, body: String(body) });
          return (await response.json()).data.outputs[0];
        },
        [server.url + SUBMIT, JSON.stringify({ ...REQUEST, duration: seconds, aspect_ratio: ratio })],
      );
      await page.goto(server.url); // for the pixels: a canvas tells none of another origin's video
      checkPlayed(await page.evaluate(play, url), size, seconds);
      if (process.env.SCREENSHOT_DIR) {
        await page.screenshot({ path: `${process.env.SCREENSHOT_DIR}/${ratio.replace(":", "x")}.png` });
      }
      const { requests } = server.simulator.stats();
      assert.ok((requests.output ?? 0) > 0);
      assert.equal(requests.preflight, 1);
    } finally {
      await page.close();
      await server.close();
    }
  });
}

test("Chromium plays a video of the in-page handler, with no server at all", { skip }, async () => {
  const page = await files.browser.newPage();
  try {
    await page.goto(files.origin);
    const url = await page.evaluate(async (body) => {
      const module = "/index.js";
      const { createSimulator, serveSimulator } = await import(module);
      const refused = await serveSimulator().catch((/** @type {Error} */ error) => error.message);
      if (!refused.includes("needs Node")) throw new Error(refused);
      const sim = createSimulator({ jobMs: 0 });
      const init = { method: "POST", headers: { authorization: `Bearer ${sim.key}` }, body };
      const made = await (
        await sim.fetch("https://api.example.com/api/v3/kwaivgi/kling-v1.6-multi-i2v-standard", init)
      ).json();
      const [output] = made.data.outputs;
      // The handler stands in for fetch with its own blob: URLs, too.
      const copy = await (await sim.fetch(output)).arrayBuffer();
      const real = await (await fetch(output)).arrayBuffer();
      if (copy.byteLength !== real.byteLength) throw new Error("the handler and the browser differ");
      return output;
    }, JSON.stringify(REQUEST));
    assert.match(url, /^blob:/);
    checkPlayed(await page.evaluate(play, url), [384, 384], 5);
  } finally {
    await page.close();
  }
});

test("Chromium plays the video of a job that outlived a reload of its page", { skip }, async () => {
  const page = await files.browser.newPage();
  try {
    await page.goto(files.origin);
    const id = await page.evaluate(async (body) => {
      const module = "/index.js";
      const { createSimulator } = await import(module);
      const sim = createSimulator({ clock: { hold: true } });
      const init = { method: "POST", headers: { authorization: `Bearer ${sim.key}` }, body };
      const made = await (
        await sim.fetch("https://api.example.com/api/v3/kwaivgi/kling-v1.6-multi-i2v-standard", init)
      ).json();
      localStorage.setItem("simulator", JSON.stringify(sim.save()));
      return made.data.id;
    }, JSON.stringify(REQUEST));
    await page.reload();
    const url = await page.evaluate(async (id) => {
      const module = "/index.js";
      const { createSimulator } = await import(module);
      const kept = JSON.parse(localStorage.getItem("simulator") ?? "");
      const sim = createSimulator({ clock: { hold: true, startAt: kept.at + 150_000 } });
      sim.restore(kept);
      const asked = await sim.fetch(`https://api.example.com/api/v3/predictions/${id}/result`, {
        headers: { authorization: `Bearer ${sim.key}` },
      });
      return (await asked.json()).data.outputs[0];
    }, id);
    assert.match(url, /^blob:/);
    checkPlayed(await page.evaluate(play, url), [384, 384], 5);
  } finally {
    await page.close();
  }
});

test("Chromium sees no error answer without CORS headers", { skip }, async () => {
  const server = await serveSimulator(createSimulator({ cors: "success" }));
  const page = await files.browser.newPage();
  try {
    await page.goto(files.origin);
    const seen = await page.evaluate(async (url) => {
      const ask = (/** @type {string} */ key) =>
        fetch(url, { headers: { authorization: `Bearer ${key}` } }).then(
          (response) => response.status,
          (error) => error.name,
        );
      return [await ask("simulated-key"), await ask("wrong")];
    }, `${server.url}/api/v3/balance`);
    assert.deepEqual(seen, [200, "TypeError"]);
  } finally {
    await page.close();
    await server.close();
  }
});

test("Chromium decodes what was drawn: rectangles, noise, stills, a cropped size", { skip }, async () => {
  const [width, height] = [104, 58];
  const picture = makePicture(width, height);
  let seed = 1;
  const random = (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >> 8) % below;
  };
  /** The brightness of every pixel seen, frame by frame. @type {number[][]} */
  const drawn = [];
  function* frames() {
    for (let frame = 0; frame < 40; frame++) {
      const still = frame % 5 === 4;
      if (!still) {
        const grey = /** @type {const} */ ([16 + random(220), 128, 128]);
        fillRect(picture, random(width), random(height), random(width), random(height), grey);
        for (let i = 0; i < 10; i++) picture.y[random(picture.y.length)] = 16 + random(220);
        // Runs of 0, 1, 2, 3, which the stream must escape.
        const start = random(picture.y.length - 8);
        for (let i = 0; i < 8; i++) picture.y[start + i] = i < 5 ? 0 : random(4);
      }
      const seen = [];
      for (let row = 0; row < height; row++) {
        seen.push(...picture.y.subarray(row * picture.stride, row * picture.stride + width));
      }
      drawn.push(seen);
      yield still ? null : picture;
    }
  }
  const video = encodeVideo({ width, height, fps: 10, frames: frames() });
  const page = await files.browser.newPage();
  try {
    await page.goto(files.origin);
    const decoded = await page.evaluate(
      async (bytes) => {
        const element = document.createElement("video");
        element.src = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: "video/mp4" }));
        await new Promise((resolve, reject) => {
          element.oncanplaythrough = resolve;
          element.onerror = () => reject(new Error(element.error?.message));
        });
        const canvas = document.createElement("canvas");
        canvas.width = element.videoWidth;
        canvas.height = element.videoHeight;
        const context = /** @type {CanvasRenderingContext2D} */ (
          canvas.getContext("2d", { willReadFrequently: true })
        );
        const greys = [];
        for (let frame = 0; frame < 40; frame++) {
          await new Promise((resolve) => {
            element.onseeked = resolve;
            element.currentTime = (frame + 0.5) / 10;
          });
          const isStill = frame % 5 === 4;
          /** @type {number[]} */
          let seen = [];
          // "seeked" may come before the frame is there to be drawn: until then it is the one before.
          for (let tries = 0; tries < 100; tries++) {
            context.drawImage(element, 0, 0);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            seen = Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 1] ?? 0);
            if (isStill || String(seen) !== String(greys.at(-1))) break;
            await new Promise(requestAnimationFrame);
          }
          greys.push(seen);
        }
        return { greys, size: [element.videoWidth, element.videoHeight] };
      },
      [...video],
    );
    assert.deepEqual(decoded.size, [width, height]);
    for (const [frame, greys] of decoded.greys.entries()) {
      const far = greys.findIndex(
        (grey, i) => Math.abs(grey - (Math.max(0, (drawn[frame]?.[i] ?? 0) - 16) * 255) / 219) > 2,
      );
      assert.equal(far, -1, `frame ${frame} differs at pixel ${far}`);
    }
  } finally {
    await page.close();
  }
});
