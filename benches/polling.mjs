// How often each way of polling asks, and how late it hears: what benches/polling, in Rust, prints, as rows.
import { run } from "../scripts/tools.mjs";
import { alone } from "./support.mjs";

/**
 * @typedef {object} Told of one habit, and of the jobs that were counted
 * @property {string} habit
 * @property {string} jobs
 * @property {number} timesBest
 * @property {{ name: string, looks: number, meanMs: number, lateMs: number }[]} who
 */

/** @param {Told} told @returns {import("./support.mjs").Row[]} */
export function rowsOf({ habit, jobs, timesBest, who }) {
  const [ours, ...others] = who;
  const row = (
    /** @type {string} */ what,
    /** @type {string} */ unit,
    /** @type {(one: Told["who"][0]) => number} */ read,
  ) => ({
    part: "polling",
    name: `${habit}, ${jobs}: ${what}`,
    unit,
    ours: read(ours),
    peers: Object.fromEntries(others.map((one) => [one.name, read(one)])),
    isEssential: habit === "normal",
  });
  return [
    {
      ...row("requests a job", "", ({ looks }) => looks),
      note: `${timesBest.toFixed(2)} × the best, in the worse of the two`,
    },
    row("mean wait after completion", "s", ({ meanMs }) => meanMs / 1000),
    { ...row("95 % wait at most", "s", ({ lateMs }) => lateMs / 1000), isEssential: false },
  ];
}

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  const said = await run("cargo", ["bench", "--bench", "polling", "--", "--json"], {
    quiet: true,
    hint: "See above.",
  });
  /** @type {Told[]} */
  const all = JSON.parse(said.slice(said.indexOf("[{"), said.lastIndexOf("]") + 1));
  return all.flatMap(rowsOf);
}

alone(import.meta.url, measure);
