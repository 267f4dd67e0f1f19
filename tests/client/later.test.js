// What a page loads and when, in Chromium: the checks with the import, the rest for a client; and a service worker, which may load nothing later.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { chromiumWith, skip } from "../support/chromium.js";
import { world } from "../support/world.js";

const WORKER = `
  import { KlingClient, estimateCost } from "/dist/index.js";
  import { KlingClient as Slim, start } from "/dist/slim.js";
  const asked = (Client, given) => new Client({ ...given, store: "memory" }).balance().then(
    ({ text }) => text,
    ({ code, stage, charge, message }) => ({ code, stage, charge, message }),
  );
  self.onmessage = async ({ data, source }) => {
    const late = await asked(KlingClient, data);
    await start("/dist/kling-multi-i2v.wasm");
    source.postMessage([estimateCost({}).text, late, await asked(Slim, data)]);
  };`;

/** @type {string[]} */
const loaded = [];
const site = chromiumWith(async ({ url = "/" }, response) => {
  if (url === "/")
    return response.setHeader("content-type", "text/html").end("<!doctype html><title>test</title>");
  if (url === "/worker.js") return response.setHeader("content-type", "text/javascript").end(WORKER);
  if (!/^\/dist\/(stores\/)?[a-z0-9-]+\.(js|wasm)$/.test(url)) return response.writeHead(404).end();
  loaded.push(url.replace("/dist/", ""));
  response.setHeader("content-type", url.endsWith(".wasm") ? "application/wasm" : "text/javascript");
  response.end(await readFile(new URL(`../..${url}`, import.meta.url)));
});

/** A page of the site that ends with the test. @param {import("node:test").TestContext} t */
async function open(t) {
  const page = await site.browser.newPage();
  t.after(() => page.close());
  await page.goto(site.origin);
  loaded.length = 0;
  return page;
}

test("checks and prices load no more than comes with the import; a client loads the rest at once", {
  skip,
}, async (t) => {
  const page = await open(t);
  const price = await page.evaluate(async () => {
    const module = "/dist/index.js";
    const { estimateCost, validate, MODEL } = await import(module);
    return [estimateCost({ duration: 10 }).text, validate({}).ok, MODEL.durations];
  });
  assert.deepEqual(price, ["$0.50", false, [5, 10]]);
  assert.ok(loaded.includes("checks-bytes.js"));
  assert.deepEqual(
    loaded.filter((file) => ["whole.js", "bytes.js", "glue.js", "platform.js"].includes(file)),
    [],
  );
  await page.evaluate(async () => {
    const module = "/dist/index.js";
    const { KlingClient } = await import(module);
    new KlingClient({ apiKey: "k" });
    // A second module script finds it in the page's own list of modules, or waits for the same.
    const rest = "/dist/whole.js";
    await import(rest);
  });
  for (const file of ["whole.js", "bytes.js"])
    assert.equal(loaded.filter((one) => one === file).length, 1, file);
});

test("in a service worker prices work, a client says what to import instead, and that works", {
  skip,
}, async (t) => {
  const { sim, url } = await world(t);
  const page = await open(t);
  const [price, late, slim] = await page.evaluate(
    async (given) => {
      await navigator.serviceWorker.register("/worker.js", { type: "module" });
      const { active } = await navigator.serviceWorker.ready;
      const told = new Promise((tell) =>
        navigator.serviceWorker.addEventListener("message", ({ data }) => tell(data)),
      );
      navigator.serviceWorker.startMessages();
      active?.postMessage(given);
      return told;
    },
    { apiKey: sim.key, baseUrl: url },
  );
  assert.equal(price, "$0.25");
  const { message, ...rest } = late;
  assert.deepEqual(rest, { code: "network", stage: "config", charge: "none" });
  assert.match(message, /nothing was sent.*service worker.*kling-multi-i2v\/slim/);
  assert.equal(slim, "$100.00");
});
