// What many jobs at once cost one Node process, ours beside the official client: the same simulator over HTTP, the same time,
// sped up alike. `npm run bench -- load`.
import { alone, child, heard, peers, say } from "./support.mjs";

/**
 * How many jobs, and how often faster the time goes. Ten times the jobs have ten times the time: so many requests a second
 * are due from both, and what grows is the number of jobs alone.
 */
const ROUNDS = [
  { jobs: 1000, speed: 10 },
  { jobs: 10_000, speed: 1 },
];
/** How many jobs the service lets one account have at once. */
const AT_ONCE = 5000;
const WHO = ["ours", "official"];

/**
 * @typedef {object} Told
 * @property {number} cpuMs of a job
 * @property {number} peakMb of the process
 * @property {number} completed
 * @property {number} seconds
 * @property {number} requests
 * @property {string} [failure] the first
 */

/** @param {string} who @param {number} jobs @param {number} speed @returns {Promise<Told>} */
async function load(who, jobs, speed) {
  const accounts = Math.ceil(jobs / AT_ONCE);
  const server = child("load-server.mjs", { speed, accounts, jobMs: 150_000 });
  try {
    const { url, keys } = await heard(server);
    const told = await heard(child("load-member.mjs", { who, url, keys, jobs, speed }));
    server.send("stats");
    const { requests } = await heard(server);
    return { ...told, requests: requests.submit + requests.result };
  } finally {
    server.kill();
  }
}

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  await peers();
  /** @type {Record<string, Told>[]} */
  const rounds = [];
  for (const { jobs, speed } of ROUNDS) {
    /** @type {Record<string, Told>} */
    const round = {};
    for (const who of WHO) {
      round[who] = await load(who, jobs, speed);
      const { seconds, completed, failure } = round[who];
      say(
        `${jobs} jobs, ${who}: ${completed} completed in ${seconds.toFixed(0)} s${failure ? `; ${failure}` : ""}`,
      );
    }
    rounds.push(round);
  }
  const of =
    (/** @type {(told: Told, jobs: number) => number | string} */ read) => (/** @type {number} */ at) => {
      const [ours = 0, official = 0] = WHO.map((who) => read(rounds[at][who], ROUNDS[at].jobs));
      return { ours, peers: { official } };
    };
  const part = "load";
  const rows = ROUNDS.flatMap(({ jobs }, at) => {
    const name = `${jobs.toLocaleString("en")} jobs at once: `;
    const isEssential = at === 0;
    const all = of(({ completed }, jobs) => (completed === jobs ? "all" : `${completed}`))(at);
    return [
      { part, name: `${name}completed`, unit: "", ...all },
      { part, name: `${name}CPU a job`, unit: "ms", ...of(({ cpuMs }) => cpuMs)(at), isEssential },
      { part, name: `${name}peak memory`, unit: "MB", ...of(({ peakMb }) => peakMb)(at), isEssential },
      { part, name: `${name}requests`, unit: "", ...of(({ requests }) => requests)(at) },
      {
        part,
        name: `${name}requests a job`,
        unit: "",
        ...of(({ requests }, jobs) => requests / jobs)(at),
        note: `official: 150 where each answer comes at once. In ${WHO.map((who) => rounds[at][who].seconds.toFixed(0)).join(" and ")} s`,
        isEssential,
      },
    ];
  });
  const growth = (/** @type {string} */ name, /** @type {(told: Told) => number} */ read) => {
    const [ours = 0, official = 0] = WHO.map((who) => read(rounds[1][who]) / read(rounds[0][who]));
    return { part, name: `10 × the jobs: ${name}`, unit: "×", ours, peers: { official } };
  };
  return [
    ...rows,
    { ...growth("CPU a job", ({ cpuMs }) => cpuMs), note: "1 is linear" },
    growth("peak memory", ({ peakMb }) => peakMb),
    growth("requests", ({ requests }) => requests),
  ];
}

alone(import.meta.url, measure);
