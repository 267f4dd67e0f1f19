// What runs in the page of the bench: many jobs at once, and what the page does for its frames meanwhile.
import { KlingClient } from "kling-multi-i2v";

/**
 * @typedef {object} Frames
 * @property {number} perSecond
 * @property {number} longestGapMs between two frames
 * @property {number} longTasks that took over 50 ms
 * @property {number} longestTaskMs 0 where there was none
 * @property {number} seconds
 */

/**
 * Counts the page's frames while something goes on.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Frames>}
 */
async function watched(work) {
  /** @type {number[]} */
  const tasks = [];
  const take = (/** @type {PerformanceEntryList} */ entries) =>
    tasks.push(...entries.map(({ duration }) => duration));
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "longtask" });
  /** @type {number[]} */
  const frames = [];
  let isOver = false;
  const counting = new Promise((done) => {
    const frame = (/** @type {number} */ at) => {
      frames.push(at);
      if (isOver) done(undefined);
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await work();
  isOver = true;
  await counting;
  take(observer.takeRecords());
  observer.disconnect();
  const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1000;
  return {
    perSecond: (frames.length - 1) / seconds,
    longestGapMs: Math.max(...frames.slice(1).map((at, n) => at - (frames[n] ?? 0))),
    longTasks: tasks.length,
    longestTaskMs: Math.max(0, ...tasks),
    seconds,
  };
}

/** The page with nothing to do. @param {number} ms */
export const idle = (ms) => watched(() => new Promise((done) => setTimeout(done, ms)));

/**
 * So many jobs, from the call to their videos.
 * @param {{ url: string, key: string, jobs: number }} settings
 */
export function busy({ url, key, jobs }) {
  const kling = new KlingClient({ apiKey: key, baseUrl: url });
  const one = (/** @type {unknown} */ _, /** @type {number} */ n) =>
    kling.generate({ prompt: `picture ${n}`, images: ["https://example.com/a.png"] });
  return watched(() => Promise.all(Array.from({ length: jobs }, one)));
}
