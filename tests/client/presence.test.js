// A wait that a browser tells of its page and its connection: it waits while offline, and asks at once when it is back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUEST, within, world } from "../support/world.js";

// Node has neither events nor `onLine`: these stand where a browser has its own.
const events = new EventTarget();
const page = { onLine: true, visibilityState: "visible", listening: 0 };
Object.assign(globalThis, {
  addEventListener(/** @type {[string, EventListener]} */ ...[name, listener]) {
    page.listening++;
    events.addEventListener(name, listener);
  },
  removeEventListener(/** @type {[string, EventListener]} */ ...[name, listener]) {
    page.listening--;
    events.removeEventListener(name, listener);
  },
});
Object.defineProperty(globalThis, "navigator", { value: page, configurable: true });
Object.defineProperty(globalThis, "document", {
  value: {
    addEventListener,
    removeEventListener,
    get visibilityState() {
      return page.visibilityState;
    },
  },
  configurable: true,
});

const tell = (/** @type {string} */ name) => events.dispatchEvent(new Event(name));
/** The first look comes soon, the second would come in a quarter of a minute. */
const polling = { firstMs: 1, minMs: 1, maxMs: 60_000 };
const turns = async () => {
  for (let i = 0; i < 50; i++) await new Promise(setImmediate);
};

for (const [name, back] of /** @type {[string, () => void][]} */ ([
  ["the machine is online again", () => tell("online")],
  ["the page is taken out of the cache", () => tell("pageshow")],
  ["the page shows again", () => tell("visibilitychange")],
])) {
  test(`asks at once when ${name}`, async (t) => {
    const { client, running, caught, asked } = await world(t);
    running();
    const { arrived } = caught({ on: "result", patch: { status: "processing", outputs: [] } });
    const promise = client({ polling }).generate(REQUEST);
    await arrived;
    while (asked("result") < 1) await turns();
    await turns();
    assert.equal(asked("result"), 1, "the next look is far off");
    back();
    assert.match((await within(promise)).video, /\.mp4$/);
    assert.equal(asked("result"), 2);
    assert.equal(page.listening, 0, "nobody listens any more");
  });
}

test("waits while offline, and does not take a page that was hidden for one that is back", async (t) => {
  const { client, running, asked } = await world(t);
  running();
  page.onLine = false;
  const promise = client({ polling }).generate(REQUEST);
  while (page.listening === 0) await turns();
  await turns();
  assert.equal(asked("result"), 0);
  page.visibilityState = "hidden";
  tell("visibilitychange");
  await turns();
  assert.equal(asked("result"), 0);
  page.visibilityState = "visible";
  page.onLine = true;
  tell("online");
  await within(promise);
  assert.equal(asked("result"), 1);
});
