// Runs a scenario and judges it: the books of the service, what was told, the ledger, and whether the video is reached.

import { openBench } from "./bench.js";
import { liesIn, measure } from "./honesty.js";
import { PLACES } from "./places.js";
import { hasVideo } from "./service.js";
import { inWords, summed } from "./told.js";

/** @typedef {import("./scenario.js").Scenario} Scenario */
/** @typedef {import("./scenario.js").Reach} Reach */
/** @typedef {import("./bench.js").Bench} Bench */
/** @typedef {import("./bench.js").Call} Call */
/** @typedef {import("./life.js").Life} Life */
/** @typedef {import("kling-multi-i2v/simulator").JobView} JobView */
/**
 * @typedef {object} Verdict
 * @property {number} paid videos that are charged and not refunded when all calls have ended
 * @property {number} refunded
 * @property {string} told
 * @property {Reach} reach
 * @property {number} twice videos that were charged in the end beyond one for each wish
 * @property {number} lost videos that were charged and that nobody can reach
 * @property {number} pending promises that did not settle
 * @property {string[]} problems where it differs from what the scenario expects, or from what always holds
 */

const isPaid = (/** @type {JobView} */ { refunded }) => !refunded;

/**
 * @param {import("../support/world.js").Test} test
 * @param {Scenario} scenario
 * @returns {Promise<Verdict>}
 */
export async function judge(test, scenario) {
  const bench = await openBench(test, scenario, PLACES[scenario.place ?? "here"]?.(test, scenario));
  const { sim, calls } = bench;
  for (const rule of scenario.rules ?? []) sim.fault(rule);
  const run = scenario.run ?? ((own) => own.call());
  const broken = await run(bench).then(
    () => [],
    (error) => [String(error)],
  );

  const jobs = bench.jobs();
  const told = summed(calls.map((call) => (call.told ? inWords(call.told) : "–")));
  const failures = (await Promise.all([...bench.lives].map((life) => life.failures()))).flat();
  const sent = { submits: bench.asked("submit"), uploads: bench.asked("upload") };
  const [first] = scenario.isForgetful ? bench.lives : [];
  const now = await measure(bench, first ?? (await bench.life()), scenario.unseen);
  const lies = [...now.lies, ...liesIn(calls, jobs, scenario.twice)];
  const paid = jobs.filter(isPaid).length;
  const refunded = jobs.length - paid;

  // The faults are over, time passes, and the caller does what it was told to do.
  sim.clearFaults();
  if (jobs.some(({ status }) => status === "created" || status === "processing"))
    sim.clock.advance(3_600_000);
  const life = first ?? (await bench.life());
  const again = await followed(bench, life);
  const then = await measure(bench, life);
  lies.push(...then.lies);
  const ways = await waysTo(bench, bench.jobs());
  const lost = [...ways.values()].filter((way) => way === "LOST").length;
  const twice = Math.max(0, ways.size - wishes(calls));
  const pending = bench.pending.length;
  const reach = worst(jobs.map(({ id }) => ways.get(id)));

  const actual = {
    ...{ paid, refunded, told, ledger: now.ledger, ...sent, failures: summed(failures) },
    ...{ reach, again: again.told, finally: then.ledger, twice, lost, pending: bench.pending.join(", ") },
  };
  const usual = {
    ...{ refunded: 0, ...sent, failures: "", twice: 0, lost: 0, pending: "" },
    again: summed(Array(again.count).fill("video")),
    finally: summed(Array(bench.jobs().length).fill("ended charged completed")),
  };
  const problems = [...broken, ...differences({ ...usual, ...scenario }, actual), ...lies];
  return { paid, refunded, told, reach, twice, lost, pending, problems };
}

/**
 * @param {Record<string, unknown>} expected
 * @param {Record<string, unknown>} actual
 */
function differences(expected, actual) {
  return Object.entries(actual)
    .filter(([name, value]) => {
      const wanted = expected[name];
      return wanted instanceof RegExp ? !wanted.test(String(value)) : wanted !== value;
    })
    .map(([name, value]) => `${name}: ${JSON.stringify(value)} instead of ${shown(expected[name])}`);
}

/** @param {unknown} wanted */
const shown = (wanted) => (wanted instanceof RegExp ? String(wanted) : JSON.stringify(wanted));

/** One wish for each key, and for each call without one. @param {Call[]} calls */
function wishes(calls) {
  const keys = calls.map(({ options }) => options.idempotencyKey).filter((key) => key !== undefined);
  return calls.length - keys.length + new Set(keys).size;
}

/**
 * Does what a caller can do: takes up what is unfinished, asks for every id it was told, and calls again where it may.
 *
 * @param {Bench} bench
 * @param {Life} life
 */
async function followed({ calls, heard }, life) {
  // What is only found while the first are waited for is unfinished, too.
  const resumed = [...(await life.resume()), ...(await life.resume())];
  /** @type {Map<unknown, Call>} */
  const repeats = new Map();
  for (const call of calls) {
    const { request, options } = call;
    let { told } = call;
    if (told && !("video" in told))
      for (const id of [told.jobId, ...told.candidates]) if (id && !heard.has(id)) await life.wait(id);
    if (!told || (!("video" in told) && told.charge === "unknown")) {
      const key = options.idempotencyKey ?? null;
      const at = resumed.findIndex((one) => one.key === key && one.prompt === request.prompt);
      told = resumed.splice(at, at < 0 ? 0 : 1)[0]?.told ?? told;
    }
    // A call that was killed and has left nothing behind was never sent.
    const mayCall = told ? !("video" in told) && told.canResubmit : true;
    if (mayCall) repeats.set(options.idempotencyKey ?? call, call);
  }
  const told = [];
  for (const { request, options } of repeats.values()) {
    const { signal: _, ...rest } = options;
    const at = calls.length;
    told.push(inWords(await life.generate(request, rest)));
    // It is the same wish.
    calls.splice(at, 1);
  }
  return { count: told.length, told: summed(told) };
}

/**
 * How each job that is paid is reached.
 *
 * @param {Bench} bench
 * @param {JobView[]} jobs
 */
async function waysTo({ heard, sim, url }, jobs) {
  /** @type {Map<string, Reach>} */
  const ways = new Map();
  for (const { id } of jobs.filter(isPaid))
    ways.set(id, heard.get(id) ?? ((await hasVideo(sim, url, id)) ? "LOST" : "there is no video"));
  return ways;
}

/** @type {Reach[]} */
const WORST_FIRST = ["LOST", "there is no video", "by job(id)", "by resume()", "by the call"];

/** @param {(Reach | undefined)[]} ways @returns {Reach} */
function worst(ways) {
  return WORST_FIRST.find((way) => ways.includes(way)) ?? "nothing was paid";
}
