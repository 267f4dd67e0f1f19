// Whether anything is left of what is over: 100,000 clients, jobs and aborts, and what Node holds after a collection at a tenth,
// at half and at the end. `npm run bench -- leaks`.
import { alone, child, heard, peers, say } from "./support.mjs";

const STAGES = [0.1, 0.5, 1];
const TIMES = 100_000;
/** What is done again and again, by its name in leaks-member.mjs. */
const WORKS = [
  { what: "clients", name: "clients made and dropped" },
  { what: "jobs", name: "jobs through one client" },
  { what: "aborts at once", name: "jobs aborted at once" },
  { what: "aborts of a wait", name: "jobs aborted while they were waited for" },
];
/** Those are remembered for seven days, as the service does, and then let go. */
const REMEMBERED = { what: "jobs in a ledger", times: 10_000 };

/** @typedef {{ done: number, heapKb: number, wasmKb: number }} Held after so many */

/**
 * What is held at each stage.
 * @param {string} what
 * @param {number} times
 * @param {number[]} [stages]
 * @returns {Promise<Held[]>}
 */
export const held = (what, times, stages = STAGES) =>
  heard(child("leaks-member.mjs", { what, times, stages }, ["--expose-gc"]));

const mb = (/** @type {number} */ kb) => (kb / 1024).toFixed(1);

/**
 * What Node holds more after the second half than after the first, for each of it, in bytes.
 * @param {Held[]} stages
 * @param {"heapKb" | "wasmKb"} where
 */
function growth(stages, where) {
  const [, half, end] = stages;
  return ((end[where] - half[where]) * 1024) / (end.done - half.done);
}

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  await peers();
  const part = "leaks";
  /** @type {import("./support.mjs").Row[]} */
  const rows = [];
  for (const { what, name } of WORKS) {
    const stages = await held(what, TIMES);
    const inAll = (/** @type {"heapKb" | "wasmKb"} */ where) =>
      stages.map((one) => mb(one[where])).join(", ");
    say(`${TIMES} ${name}: heap ${inAll("heapKb")} MB; wasm ${inAll("wasmKb")} MB`);
    rows.push({
      part,
      name: `${TIMES.toLocaleString("en")} ${name}: memory that each of the second half leaves`,
      unit: "bytes",
      ours: Math.max(0, growth(stages, "heapKb")) + Math.max(0, growth(stages, "wasmKb")),
      peers: {},
      note: `at 10 %, 50 %, 100 %: heap ${inAll("heapKb")} MB, wasm ${inAll("wasmKb")} MB`,
      isEssential: what === "jobs",
    });
  }
  const { what, times } = REMEMBERED;
  const stages = await held(what, times);
  const [first, , end, after] = stages;
  say(`${times} jobs in a ledger in memory: heap ${stages.map(({ heapKb }) => mb(heapKb)).join(", ")} MB`);
  rows.push({
    part,
    name: "what a ledger in memory remembers of a job, for seven days",
    unit: "bytes",
    ours: growth(stages, "heapKb"),
    peers: {},
    note: `${times} jobs: heap ${mb(first.heapKb)} MB at a tenth, ${mb(end.heapKb)} MB at the end, ${mb(after.heapKb)} MB when they were let go`,
  });
  return rows;
}

alone(import.meta.url, measure);
