// How many jobs a ledger begins and settles a second: in memory, in a file, and in one Redis with 1 to 8 processes.
// `npm run bench:redis`. The service is a simulator within each process, whose jobs are done as soon as they are asked for:
// what is measured is the ledger.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DURABLE, redisServer, skip } from "../tests/support/redis.js";

const MEMBER = fileURLToPath(new URL("./redis-member.mjs", import.meta.url));
const JOBS = Number(process.env.JOBS ?? 600);
const AT_ONCE = Number(process.env.AT_ONCE ?? 8);

/** @typedef {{ ms: number[], refused: number, asked: number, failed: string[] }} Told of one process */

/**
 * All begin together, once all are ready.
 * @param {object} store
 * @param {number} processes
 */
async function measure(store, processes) {
  const children = Array.from({ length: processes }, () => fork(MEMBER));
  const heard = (/** @type {import("node:child_process").ChildProcess} */ child) =>
    new Promise((done, fail) => {
      child.once("message", done);
      child.once("exit", (code) => fail(new Error(`a process has ended with ${code}`)));
    });
  try {
    const ready = children.map(heard);
    for (const child of children) child.send({ store, jobs: Math.ceil(JOBS / processes), atOnce: AT_ONCE });
    await Promise.all(ready);
    const done = children.map(heard);
    const begin = performance.now();
    for (const child of children) child.send("go");
    /** @type {Told[]} */
    const told = await Promise.all(done);
    const seconds = (performance.now() - begin) / 1000;
    const ms = told.flatMap((one) => one.ms).sort((a, b) => a - b);
    const sum = (/** @type {"refused" | "asked"} */ what) => told.reduce((all, one) => all + one[what], 0);
    return {
      perSecond: ms.length / seconds,
      median: ms[Math.floor(ms.length / 2)],
      worst: ms.at(-1) ?? 0,
      refused: sum("refused") / sum("asked"),
      failed: told.flatMap((one) => one.failed),
    };
  } finally {
    for (const child of children) child.kill();
  }
}

/** @type {(() => unknown)[]} */
const ends = [];
const test = { after: (/** @type {() => unknown} */ end) => ends.unshift(end) };
const row = (/** @type {(string | number)[]} */ cells) =>
  console.log(cells.map((cell, at) => (at ? String(cell).padStart(11) : String(cell).padEnd(28))).join(""));

try {
  if (skip) throw new Error(skip);
  console.log(
    `${cpus().length} cores; ${JOBS} jobs in all, ${AT_ONCE} at once in each process; one budget\n`,
  );
  row(["ledger", "processes", "jobs/s", "growth", "median ms", "worst ms", "CAS lost", "failed"]);
  const folder = mkdtempSync(join(tmpdir(), "kling-bench-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  /** @type {[string, object, number[]][]} */
  const rows = [
    ["memory", { kind: "memory" }, [1]],
    ["fileStore", { kind: "file", path: join(folder, "ledger") }, [1]],
  ];
  for (const [name, settings] of /** @type {[string, string[]][]} */ ([
    ["Redis, appendfsync always", DURABLE],
    ["Redis, nothing on disk", []],
  ])) {
    const { path } = await redisServer(test, settings);
    rows.push([name, { kind: "redis", path }, [1, 2, 4, 8]]);
  }
  for (const [name, store, counts] of rows) {
    let one = 0;
    for (const processes of counts) {
      const prefix = `${name} ${processes}`;
      const { perSecond, median, worst, refused, failed } = await measure({ ...store, prefix }, processes);
      one ||= perSecond;
      const growth = counts.length > 1 ? `× ${(perSecond / one).toFixed(2)}` : "";
      const lost = Number.isNaN(refused) ? "" : `${(refused * 100).toFixed(0)} %`;
      row([
        name,
        processes,
        perSecond.toFixed(0),
        growth,
        median.toFixed(0),
        worst.toFixed(0),
        lost,
        failed.length,
      ]);
      for (const said of new Set(failed)) console.log(`  failed: ${said}`);
    }
  }
  console.log(
    "\nCAS lost: of all compareAndPut, those that another process was quicker than. They are tried again.",
  );
} finally {
  for (const end of ends) await end();
}
