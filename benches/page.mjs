// Whether a page keeps its 60 frames a second while 200 jobs run in it: ours, with the store a page has by default, against a
// simulator over HTTP; and the same page idle. `npm run bench -- page`.
import { bundled, site } from "./site.mjs";
import { alone, child, chromium, heard, peers, say } from "./support.mjs";

const JOBS = 200;
/** As short as they usually are: what is shorter is found at the same look, the second of each, after 74 to 84 s. */
const JOB_MS = 70_000;
const IDLE_MS = 5000;

/** @typedef {{ name: string, ph: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }} TraceEvent */

/**
 * The tasks of the page's main thread, each in ms of the CPU's time.
 * @param {TraceEvent[]} events
 */
function cpuOfTasks(events) {
  const mains = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const ofEach = mains.map(({ pid, tid }) =>
    events.filter((e) => e.pid === pid && e.tid === tid && e.ph === "X" && e.name.endsWith("RunTask")),
  );
  // A browser has renderers in stock: the busiest is the page's.
  const busiest = ofEach.sort((one, other) => other.length - one.length)[0] ?? [];
  return busiest.map(({ tdur = 0 }) => tdur / 1000);
}

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  await peers();
  const { origin, close } = await site(await bundled(["benches/page/many.js"]));
  const server = child("load-server.mjs", { speed: 1, accounts: 1, jobMs: JOB_MS });
  const browser = await chromium();
  try {
    const { url, keys } = await heard(server);
    const page = await browser.newPage();
    await page.goto(origin);
    const path = `${origin}/many/many.js`;
    const idle = await page.evaluate(async ({ path, ms }) => (await import(path)).idle(ms), {
      path,
      ms: IDLE_MS,
    });
    await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
    const busy = await page.evaluate(async ({ path, settings }) => (await import(path)).busy(settings), {
      path,
      settings: { url, key: keys[0], jobs: JOBS },
    });
    const tasks = cpuOfTasks(JSON.parse((await browser.stopTracing()).toString("utf8")).traceEvents);
    const cpuMs = tasks.reduce((sum, ms) => sum + ms, 0);
    say(`${JOBS} jobs of ${JOB_MS / 1000} s, from the call to the last video: ${busy.seconds.toFixed(0)} s`);
    const row = (
      /** @type {string} */ name,
      /** @type {string} */ unit,
      /** @type {keyof typeof busy} */ what,
    ) => ({
      part: "page",
      name: `a page with ${JOBS} jobs: ${name}`,
      unit,
      ours: busy[what],
      peers: { "the page idle": idle[what] },
    });
    return [
      { ...row("frames a second", "", "perSecond"), isEssential: true },
      row("longest gap between frames", "ms", "longestGapMs"),
      { ...row("tasks over 50 ms", "", "longTasks"), note: `in ${busy.seconds.toFixed(0)} s` },
      row("longest such task", "ms", "longestTaskMs"),
      {
        part: "page",
        name: `a page with ${JOBS} jobs: longest task, of the CPU's time`,
        unit: "ms",
        ours: Math.max(...tasks),
        peers: { "one frame": 1000 / 60 },
        note: `whatever else the machine does; ${tasks.filter((ms) => ms > 50).length} over 50 ms, all together ${(cpuMs / 1000).toFixed(1)} s`,
      },
    ];
  } finally {
    await browser.close();
    server.kill();
    close();
  }
}

alone(import.meta.url, measure);
