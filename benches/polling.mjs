// How often each way of polling asks, and how late it hears: what benches/polling, in Rust, prints, as rows.
import { run } from "../scripts/tools.mjs";
import { alone } from "./support.mjs";

/**
 * @typedef {object} Way how one way of polling did
 * @property {string} name
 * @property {number} requests a job, in the mean
 * @property {number} meanMs how long after its completion a job is noticed, in the mean
 * @property {number} lateMs and of the slowest in twenty, at least
 * @property {number} timesRequests `requests`, beside those of the best way there is
 * @property {number} timesWait `meanMs`, likewise
 */

/**
 * @typedef {object} Told of one habit, and of the jobs that were counted
 * @property {string} habit
 * @property {string} job which of a client's jobs
 * @property {Way[]} who ours first
 */

/** @param {Told} told @returns {import("./support.mjs").Row[]} */
export function rowsOf({ habit, job, who }) {
  const [ours, ...others] = who;
  const row = (
    /** @type {string} */ what,
    /** @type {string} */ unit,
    /** @type {(way: Way) => number} */ read,
    note = "",
  ) => ({
    part: "polling",
    name: `polling (${habit}, ${job}): ${what}`,
    unit,
    ours: read(ours),
    peers: Object.fromEntries(others.map((way) => [way.name, read(way)])),
    note,
    isEssential: false,
  });
  const timesBest = (/** @type {number} */ times) => `${times.toFixed(2)} × the best`;
  // The usual case, and the worst.
  const isEssential =
    (habit === "normal" && job === "after 20 jobs") ||
    (habit === "far from usual" && job === "the first job");
  return [
    { ...row("requests a job", "", ({ requests }) => requests, timesBest(ours.timesRequests)), isEssential },
    {
      ...row("mean wait after completion", "s", ({ meanMs }) => meanMs / 1000, timesBest(ours.timesWait)),
      isEssential,
    },
    row("95 in 100 wait no longer than", "s", ({ lateMs }) => lateMs / 1000),
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
