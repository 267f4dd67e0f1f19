// Several tabs of one site in a real Chromium: one key, one job, one budget; and browsers that lack something.

import { REQUEST } from "../../support/world.js";
import { unpaid, VIDEO } from "../scenario.js";
import { tabCrashes } from "./crash.js";
import { repeatScenarios } from "./repeat.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../bench.js").Bench} Bench */
/** @typedef {import("../life.js").Life} Life */

const TAB = /** @type {const} */ ({ stage: "tabs", place: "tab" });
const KEY = { idempotencyKey: "order/42" };
/** The shortest pause between two looks, in ms: long enough to tell one tab's looks from those of two. */
const PAUSE_MS = 100;
/** A look that takes long, on the way of both. */
const SLOW_MS = 800;
const SLOWLY = { polling: { firstMs: 1, minMs: PAUSE_MS, maxMs: PAUSE_MS } };

const NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });";
const NO_BELL = "delete globalThis.BroadcastChannel;";
const NO_INDEXED_DB = "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });";
const NOTHING_STORED =
  "IDBFactory.prototype.open = () => { throw new DOMException('no room', 'QuotaExceededError'); };";

/** From its n-th write on the browser takes none. @param {number} nth */
const fullAt = (nth) => `let writes = 0;
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...args) {
    const request = put.apply(this, args);
    if (++writes >= ${nth}) this.transaction.abort();
    return request;
  };`;

/** What a site without any of these has to make do with. @type {[string, string][]} */
const PLATFORMS = [
  ["", ""],
  [", without Web Locks", NO_LOCKS],
  [", without BroadcastChannel", NO_BELL],
];

/** Two tabs press at once: both calls are on their way before either is answered. @param {any} [options] */
const twoTabs = (options) => async (/** @type {Bench} */ bench) => {
  const tabs = [await bench.life(options), await bench.life(options)];
  await Promise.all(tabs.map((tab) => tab.generate(REQUEST, options ? {} : KEY)));
};

/** When each look at a job came, by this machine's own clock. @param {Bench} bench */
function looks({ sim }) {
  /** @type {number[]} */
  const times = [];
  sim.fault({
    on: "result",
    match: () => {
      times.push(performance.now());
      return false;
    },
  });
  return times;
}

/**
 * Two tabs wait for one job, which ends after so many looks.
 *
 * @param {(bench: Bench, tabs: [Life, Life], seen: (looks: number) => Promise<void>) => Promise<void>} act
 * @param {number} [slowMs] how long the first look takes: nobody looks meanwhile. Any other is answered in no time, so that
 *   two tabs that look each for itself are seen at once
 * @returns {NonNullable<Scenario["run"]>}
 */
const onOneJob =
  (act, slowMs = 0) =>
  async (bench) => {
    bench.sim.clock.hold();
    bench.sim.fault({ on: "submit", job: { ms: 1_000 } });
    const times = looks(bench);
    const tabs = /** @type {[Life, Life]} */ ([await bench.life(SLOWLY), await bench.life(SLOWLY)]);
    const seen = (/** @type {number} */ count) => bench.until(() => times.length >= count).then(() => {});
    await act(bench, tabs, seen);
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    const isClose = gaps.some((gap, at) => gap < PAUSE_MS / 2 || (at === 0 && gap < slowMs));
    if (isClose) throw new Error(`two looks too close: ${gaps} ms apart`);
  };

/** @type {Scenario[]} */
export const tabScenarios = [
  ...tabCrashes,
  ...repeatScenarios,
  ...PLATFORMS.map(([lack, page]) => ({
    ...TAB,
    fault: `two tabs press one key at once${lack}`,
    page,
    run: twoTabs(),
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  })),
  ...PLATFORMS.slice(0, 2).map(([lack, page]) => ({
    ...TAB,
    fault: `two tabs at once, money for one${lack}`,
    page,
    run: twoTabs({ budget: { totalUsd: 0.25 } }),
    ...VIDEO,
    told: "budget_exceeded budget none resubmit, video",
    submits: 1,
  })),
  ...PLATFORMS.map(([lack, page]) => ({
    ...TAB,
    fault: `two tabs wait for one job: it is looked at as by one${lack}`,
    page,
    run: onOneJob(async ({ sim }, [one, other], seen) => {
      const first = one.generate(REQUEST, KEY);
      await seen(1);
      const second = other.generate(REQUEST, KEY);
      await seen(6);
      sim.clock.advance(2_000);
      await Promise.all([first, second]);
    }),
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  })),
  ...PLATFORMS.map(([lack, page]) => ({
    ...TAB,
    fault: `the tab that looks at a job is closed, another takes over${lack}`,
    page,
    run: onOneJob(async ({ sim }, [one, other], seen) => {
      one.generate(REQUEST, KEY);
      await seen(1);
      const second = other.generate(REQUEST, KEY);
      await seen(3);
      await one.kill();
      await seen(6);
      sim.clock.advance(2_000);
      await second;
    }),
    ...VIDEO,
    told: "video, –",
    submits: 1,
  })),
  {
    ...TAB,
    fault: "a tab opens while the first look of another is out",
    // Its answer takes long: whoever looks meanwhile does not wait for it.
    rules: [{ on: "result", delayMs: SLOW_MS }],
    run: onOneJob(async ({ sim }, [one, other], seen) => {
      const first = one.generate(REQUEST, KEY);
      await seen(1);
      const second = other.generate(REQUEST, KEY);
      await seen(2);
      sim.clock.advance(2_000);
      await Promise.all([first, second]);
    }, SLOW_MS),
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  },
  {
    ...TAB,
    fault: "a second tab resumes what the first one waits for",
    run: onOneJob(async ({ sim }, [one, other], seen) => {
      const first = one.generate(REQUEST);
      await seen(1);
      const second = other.resume();
      await seen(5);
      sim.clock.advance(2_000);
      await Promise.all([first, second]);
    }),
    ...VIDEO,
    submits: 1,
  },
  ...[
    ["there is no IndexedDB", NO_INDEXED_DB],
    ["IndexedDB has no room", NOTHING_STORED],
    ...[1, 2, 3, 4, 5, 6, 7].map((nth) => [
      `IndexedDB gives up every write from the ${nth}. on`,
      fullAt(nth),
    ]),
  ].map(([fault = "", page = ""]) => ({
    ...TAB,
    fault: `${fault}: it goes on in memory and says so`,
    page,
    ...VIDEO,
    isForgetful: true,
    failures: /./,
  })),
  ...[
    ["there is no IndexedDB", NO_INDEXED_DB],
    ["IndexedDB has no room", NOTHING_STORED],
  ].map(([fault = "", page = ""]) => ({
    ...TAB,
    fault: `${fault}, which the caller asked for`,
    page,
    options: { store: /** @type {const} */ ("indexeddb") },
    ...unpaid("storage budget none resubmit"),
    submits: 0,
  })),
];
