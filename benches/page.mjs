// Whether a page keeps its 60 frames a second while 200 jobs run in it: ours, with the store a page has by default, against a
// simulator over HTTP; and the same page idle. `npm run bench -- page`.
import { bundled, site } from "./site.mjs";
import { alone, child, chromium, heard, peers, say } from "./support.mjs";

const JOBS = 200;
/** As short as they usually are: what is shorter is found at the same look, the second of each, after 74 to 84 s. */
const JOB_MS = 70_000;
const IDLE_MS = 5000;

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
    const busy = await page.evaluate(async ({ path, settings }) => (await import(path)).busy(settings), {
      path,
      settings: { url, key: keys[0], jobs: JOBS },
    });
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
    ];
  } finally {
    await browser.close();
    server.kill();
    close();
  }
}

alone(import.meta.url, measure);
