// What uploads cost: 4 × 10 MB and 1 × 100 MB, beside parallel `fetch` written by hand, to the same server, in Node and in
// Chromium. Over loopback, where nothing hides what a client does besides, and over a line of 200 Mbit/s.
// `npm run bench -- uploads`.
import { randomFillSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled, site } from "./site.mjs";
import { alone, child, chromium, heard, median, peers, Skip, say } from "./support.mjs";

const MB = 1_000_000;
const LOADS = [
  { what: "4 × 10 MB", sizes: [10 * MB, 10 * MB, 10 * MB, 10 * MB] },
  { what: "100 MB", sizes: [100 * MB] },
];
const LINES = [
  { line: "loopback", megabits: undefined, times: 15 },
  { line: "200 Mbit/s", megabits: 200, times: 3 },
];
const WHO = ["ours", "parallel fetch"];

/** @typedef {{ took: Record<string, number[]>, wasmKb: number, grownKb: number }} Told of both in turn */
/** @typedef {{ place: string, what: string }} Where */

/**
 * @param {Where & { line: string }} where
 * @param {Told} told
 * @returns {import("./support.mjs").Row[]}
 */
function times({ place, what, line }, { took, wasmKb, grownKb }) {
  const [ours = 0, byHand = 0] = WHO.map((who) => median(took[who]));
  const name = `${what}, ${place}, ${line}`;
  say(`${name}: ours ${ours.toFixed(0)} ms, by hand ${byHand.toFixed(0)} ms; the wasm grew by ${grownKb} kB`);
  return [
    {
      part: "uploads",
      name: `${name}: time`,
      unit: "ms",
      ours,
      peers: { "parallel fetch": byHand },
      note: `${(ours / byHand).toFixed(2)} ×; the wasm's ${wasmKb.toFixed(0)} kB grew by ${grownKb.toFixed(0)} kB`,
      isEssential: line === "loopback" && what === LOADS[0].what,
    },
  ];
}

/** @param {Where} where @param {Record<string, number>} peakMb @returns {import("./support.mjs").Row} */
const peak = ({ place, what }, peakMb) => ({
  part: "uploads",
  name: `${what}, ${place}: peak memory`,
  unit: "MB",
  ours: peakMb[WHO[0]],
  peers: { "parallel fetch": peakMb[WHO[1]] },
  isEssential: what === LOADS[1].what,
});

/** @param {string} folder @param {number[]} sizes */
const written = (folder, sizes) =>
  sizes.map((size, at) => {
    const path = join(folder, `${size}-${at}.png`);
    writeFileSync(path, randomFillSync(Buffer.alloc(size - at * 1000)));
    return path;
  });

/** @param {string} folder */
async function inNode(folder) {
  /** @type {import("./support.mjs").Row[]} */
  const rows = [];
  for (const { what, sizes } of LOADS) {
    const paths = written(folder, sizes);
    for (const { line, megabits, times: count } of LINES) {
      const server = child("uploads-server.mjs", { megabits });
      try {
        const { url } = await heard(server);
        const told = await heard(child("uploads-member.mjs", { url, paths, times: count }));
        rows.push(...times({ place: "Node", what, line }, told));
        if (megabits) continue;
        /** @type {Record<string, number>} */
        const peakMb = {};
        for (const who of WHO)
          peakMb[who] = (await heard(child("uploads-member.mjs", { url, paths, who }))).peakMb;
        rows.push(peak({ place: "Node", what }, peakMb));
      } finally {
        server.kill();
      }
    }
  }
  return rows;
}

/** The most memory that any of a browser's pages has had, in MB; undefined where the system does not tell. */
async function peakOf(/** @type {import("playwright-core").Browser} */ browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1]);
  return Math.max(...peaks.map(Number)) / 1024;
}

async function inChromium() {
  const { origin, close } = await site(await bundled(["benches/uploads/both.js"]));
  const path = `${origin}/both/both.js`;
  /** @type {import("./support.mjs").Row[]} */
  const rows = [];
  try {
    for (const { what, sizes } of LOADS) {
      for (const { line, megabits, times: count } of LINES) {
        const server = child("uploads-server.mjs", { megabits });
        try {
          const { url } = await heard(server);
          const told = await open(origin, (page) =>
            page.evaluate(
              async ({ path, url, sizes, count }) => {
                const { filesOf, inTurn } = await import(path);
                return inTurn(url, filesOf(sizes), count);
              },
              { path, url, sizes, count },
            ),
          );
          rows.push(...times({ place: "Chromium", what, line }, told));
          if (megabits || process.platform !== "linux") continue;
          /** @type {Record<string, number>} */
          const peakMb = {};
          for (const who of WHO)
            peakMb[who] = await open(origin, async (page, browser) => {
              await page.evaluate(
                async ({ path, url, sizes, who }) => {
                  const { filesOf, timed } = await import(path);
                  return timed(who, url, filesOf(sizes));
                },
                { path, url, sizes, who },
              );
              return peakOf(browser);
            });
          rows.push(peak({ place: "Chromium", what }, peakMb));
        } finally {
          server.kill();
        }
      }
    }
    return rows;
  } finally {
    close();
  }
}

/**
 * A page in a browser of its own.
 * @template T
 * @param {string} origin
 * @param {(page: import("playwright-core").Page, browser: import("playwright-core").Browser) => Promise<T>} use
 */
async function open(origin, use) {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.goto(origin);
    return await use(page, browser);
  } finally {
    await browser.close();
  }
}

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  await peers();
  const folder = mkdtempSync(join(tmpdir(), "kling-bench-"));
  try {
    const rows = await inNode(folder);
    try {
      rows.push(...(await inChromium()));
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      say(`Chromium is skipped: ${error.message}`);
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

alone(import.meta.url, measure);
