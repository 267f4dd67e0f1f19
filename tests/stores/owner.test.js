// Who is alive, and who hears of a change: pages and a worker in Chromium; in Node nothing of it keeps the process.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { within } from "../support/watchdog.js";
import { site, skip } from "./site.js";

/** @typedef {import("./site.js").Page} Page */
/** @typedef {typeof import("../../src/js/stores/owner.js")} Owner */

const { profile, page } = site();

/** Runs in a page, with the module that is tested. @template A, R @param {Page} page @param {(owner: Owner, argument: A) => R} run @param {A} [argument] */
function inside(page, run, argument) {
  return page.evaluate(
    async ([text, argument]) => {
      const module = "/stores/owner.js";
      return new Function(`return ${text}`)()(await import(module), argument);
    },
    /** @type {const} */ ([String(run), argument]),
  );
}

test("a page is alive from when it says so until it is gone", { skip }, async (t) => {
  const context = await profile(t);
  const [one, two] = [await page(context), await page(context)];
  const [id, other] = [await inside(one, (o) => o.owner()), await inside(two, (o) => o.owner())];
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.notEqual(id, other);
  const isAlive = () => inside(two, (o, id) => o.isAlive(id), id);
  assert.equal(await isAlive(), false);
  assert.equal(await inside(one, (o) => o.isAlive(o.owner())), true, "one knows of oneself");
  await within(inside(one, (o) => Promise.all([o.hold(), o.hold()]).then(() => {})));
  assert.deepEqual([await inside(one, (o) => o.owner()), await isAlive()], [id, true]);
  await one.close();
  await within(
    (async () => {
      while (await isAlive());
    })(),
  );
});

test("a frame that is refused locks cannot tell, and nothing of it hangs", { skip }, async (t) => {
  const one = await page(await profile(t));
  const text = await (await fetch(new URL("/stores/realm.js", one.url()))).text();
  const owner = await (await fetch(new URL("/stores/owner.js", one.url()))).text();
  const module = `${text}\n${owner.replace(/^import .*$/m, "")}
    await hold();
    ring("x");
    onRing(() => {})();
    parent.postMessage(String(await isAlive("somebody")), "*");`;
  const told = await within(
    one.evaluate(
      (module) =>
        new Promise((tell) => {
          addEventListener("message", ({ data }) => tell(data), { once: true });
          const frame = document.createElement("iframe");
          frame.sandbox.add("allow-scripts");
          frame.srcdoc = `<script type="module">${module}</script>`;
          document.body.append(frame);
        }),
      module,
    ),
  );
  assert.equal(told, "undefined");
});

test("a ring is heard in the other tabs and not in the own, until one stops listening", {
  skip,
}, async (t) => {
  const context = await profile(t);
  const [one, two] = [await page(context), await page(context)];
  /** Listens twice: once as a listener that throws. @param {Owner} owner */
  const listen = (owner) => {
    /** @type {string[]} */
    const heard = [];
    const stops = [
      owner.onRing((name) => {
        heard.push(name);
        throw new Error("a listener that throws");
      }),
      owner.onRing((name) => heard.push(`${name} again`)),
    ];
    const { close } = BroadcastChannel.prototype;
    BroadcastChannel.prototype.close = function () {
      Object.assign(globalThis, { isClosed: true });
      close.call(this);
    };
    Object.assign(globalThis, { heard, stops, isClosed: false });
  };
  const heard = (/** @type {Page} */ page) => page.evaluate(() => /** @type {any} */ (globalThis).heard);
  await inside(one, listen);
  await inside(two, listen);
  await inside(one, (o) => o.ring("job"));
  await within(two.waitForFunction(() => /** @type {any} */ (globalThis).heard.length === 2));
  await two.evaluate(() => /** @type {any} */ (globalThis).stops.shift()());
  await inside(one, (o) => o.ring("half"));
  await within(two.waitForFunction(() => /** @type {any} */ (globalThis).heard.length === 3));
  const isClosed = () => two.evaluate(() => /** @type {any} */ (globalThis).isClosed);
  assert.equal(await isClosed(), false);
  await two.evaluate(() => /** @type {any} */ (globalThis).stops.shift()());
  assert.equal(await isClosed(), true, "a channel that nobody listens to is closed");
  await inside(one, (o) => o.ring("unheard"));
  await inside(two, (o) => o.ring("by one who does not listen"));
  await within(one.waitForFunction(() => /** @type {any} */ (globalThis).heard.length === 2));
  assert.deepEqual(await heard(one), ["by one who does not listen", "by one who does not listen again"]);
  assert.deepEqual(await heard(two), ["job", "job again", "half again"]);
});

test("in Node nobody can tell, nobody rings, and the process ends", async () => {
  const code = `
    import assert from "node:assert";
    const { owner, hold, isAlive, ring, onRing } = await import(${JSON.stringify(new URL("../../src/js/stores/owner.js", import.meta.url))});
    // Node has locks of its own from version 24 on, which end at the process.
    const locks = { request: () => assert.fail("it is asked for a lock"), query: async () => ({ held: [], pending: [] }) };
    Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
    await hold();
    onRing(() => console.log("heard"));
    ring("x");
    console.log(owner() === owner(), await isAlive(owner()), await isAlive("somebody"));`;
  const args = ["--input-type=module", "-e", code];
  const { stdout } = await within(promisify(execFile)(process.execPath, args, { timeout: 30_000 }));
  assert.equal(stdout, "true true undefined\n");
});
