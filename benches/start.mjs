// How long a page waits for its first answer, from the `import()` on: ours, fal's client, zod and an empty file, each bundled
// alike and sent as gzip, into a page that has come to rest. Cold is a new profile; warm has the files and the compiled code in
// its caches. `npm run bench -- start`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumArgs, findBrowser } from "../scripts/tools.mjs";
import { bundled, site } from "./site.mjs";
import { alone, chromium, median, peers, quantile, say } from "./support.mjs";

const TIMES = 20;
/** Chromium keeps the code of what it has loaded twice: the third load has all that caches can give. */
const LOADS = 3;
const WHO = ["ours", "fal", "zod", "nothing"];
/** So long after its load a page has done what it does by itself, in ms. */
const REST_MS = 200;
/** @type {Record<string, string>} */
const NAMES = { nothing: "an empty file" };
/** Of each, what is measured. zod asks nobody. */
const CALLS = [
  { call: "first", name: "first check (fal: a client)", who: WHO },
  { call: "ask", name: "first answer of the service", who: ["ours", "fal"] },
];

/**
 * What a page waited for, in ms: of the import, until its last byte was there.
 * @typedef {{ all: number, bytes: number, import: number, call: number }} Took
 */

/**
 * One page: from `import()` to the answer.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} origin
 * @param {string} who
 * @param {string} call
 * @returns {Promise<Took>}
 */
async function once(context, origin, who, call) {
  const page = await context.newPage();
  try {
    await page.goto(origin, { waitUntil: "load" });
    return await page.evaluate(
      async ({ path, call, restMs }) => {
        await new Promise((done) => setTimeout(done, restMs));
        await new Promise((done) => requestIdleCallback(done));
        const answer = async () =>
          Response.json({ code: 200, message: "success", data: { balance: 1 }, status: "COMPLETED" });
        const begin = performance.now();
        const module = await import(path);
        const imported = performance.now();
        await module[call](answer);
        const end = performance.now();
        const came = performance
          .getEntriesByType("resource")
          .map((entry) => /** @type {PerformanceResourceTiming} */ (entry).responseEnd);
        const bytes = Math.max(...came.filter((at) => at < imported)) - begin;
        return { all: end - begin, bytes, import: imported - begin, call: end - imported };
      },
      { path: `${origin}/${who}/${who}.js`, call, restMs: REST_MS },
    );
  } finally {
    await page.close();
  }
}

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  await peers();
  const files = await bundled(WHO.map((who) => `benches/start/${who}.js`));
  const { origin, close } = await site(files);
  const browser = await chromium();
  const folders = new Map(WHO.map((who) => [who, mkdtempSync(join(tmpdir(), "kling-bench-"))]));
  /** @type {import("./support.mjs").Row[]} */
  const rows = [];
  try {
    for (const { call, name, who } of CALLS) {
      /** @type {Record<string, Took[]>} */
      const cold = Object.fromEntries(who.map((one) => [one, []]));
      // In turn, so that what else the machine does meets all alike.
      for (let n = 0; n < TIMES; n++)
        for (const one of who) {
          const context = await browser.newContext();
          cold[one].push(await once(context, origin, one, call));
          await context.close();
        }
      const warm = await warmly(who, folders, origin, call);
      for (const [kind, took] of Object.entries({ cold, warm })) {
        const of = (/** @type {string} */ one, /** @type {keyof Took} */ what = "all") =>
          took[one].map((each) => each[what]);
        const fastest = who.map((one) => `${NAMES[one] ?? one} ${Math.min(...of(one)).toFixed(1)}`);
        rows.push({
          part: "start",
          name: `import → ${name}, ${kind}`,
          unit: "ms",
          ours: median(of("ours")),
          peers: Object.fromEntries(who.slice(1).map((one) => [NAMES[one] ?? one, median(of(one))])),
          note: `median of ${TIMES}; the fastest: ${fastest.join(", ")}`,
          isEssential: true,
        });
        say(`${name}, ${kind}:`);
        for (const one of who) {
          const part = (/** @type {keyof Took} */ what) => `${median(of(one, what)).toFixed(1)} ms`;
          const parts = `the bytes ${part("bytes")}, imported ${part("import")}, the call ${part("call")}`;
          say(`  ${NAMES[one] ?? one}: ${parts}; nine in ten within ${quantile(of(one), 0.9).toFixed(1)} ms`);
        }
      }
    }
    return rows;
  } finally {
    await browser.close();
    close();
    for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The same in profiles that have loaded it before.
 * @param {string[]} who
 * @param {Map<string, string>} folders
 * @param {string} origin
 * @param {string} call
 */
async function warmly(who, folders, origin, call) {
  const { chromium: starter } = await import("playwright-core");
  const options = { executablePath: await findBrowser(), args: chromiumArgs };
  const contexts = await Promise.all(
    who.map((one) => starter.launchPersistentContext(folders.get(one) ?? "", options)),
  );
  try {
    /** @type {Record<string, Took[]>} */
    const took = Object.fromEntries(who.map((one) => [one, []]));
    for (let n = -LOADS; n < TIMES; n++)
      for (const [at, one] of who.entries()) {
        const each = await once(contexts[at], origin, one, call);
        if (n >= 0) took[one].push(each);
      }
    return took;
  } finally {
    for (const context of contexts) await context.close();
  }
}

alone(import.meta.url, measure);
