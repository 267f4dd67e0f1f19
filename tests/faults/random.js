// Runs random schedules, and holds what comes of them against what must always be true.

import { Worker } from "node:worker_threads";
import { guarded, sharedStore } from "../support/stores.js";
import { PRICE_MICROS, photo, signal, within, world } from "../support/world.js";
import { clocks } from "./clocks.js";
import { once } from "./context.js";
import { liesIn, measure } from "./honesty.js";
import { instance, mortality } from "./instances.js";
import { lifeOf } from "./life.js";
import { OPTIONS } from "./options.js";
import { schedule } from "./schedule.js";

/** @typedef {import("./schedule.js").Wish} Wish */
/** @typedef {import("./life.js").Life} Life */
/** @typedef {import("./told.js").Told} Told */
/** @typedef {{ seed: number, wishes: number, paid: number, problems: string[] }} Outcome */

const PATIENCE_MS = 20_000;

/** What a dead client had in hand is free after so many ms. */
const LEASE_MS = 60_000;

/**
 * @param {number} seed
 * @returns {Promise<Outcome>}
 */
export const runSchedule = (seed) => once((test) => run(test, seed));

/** @param {import("../support/world.js").Test} test @param {number} seed @returns {Promise<Outcome>} */
async function run(test, seed) {
  const plan = schedule(seed);
  const { sim, url } = await world(test, { logLimit: 0 });
  const { jump } = clocks(test);
  const store = sharedStore();
  /** @type {string[]} */
  const problems = [];
  /** @type {{ told: Told | undefined }[]} */
  const heard = [];
  /** @type {Map<Wish, Told | undefined>} */
  const last = new Map();
  const arrivals = counter();
  for (const rule of plan.rules) sim.fault(rule);
  sim.fault({ on: "*", match: () => arrivals.up() && false });

  /**
   * A promise of a client that lives has to settle.
   *
   * @template T
   * @param {string} what
   * @param {Promise<T>} promise
   * @param {T} instead
   */
  const watched = (what, promise, instead) =>
    within(promise, PATIENCE_MS).catch((error) => {
      problems.push(`${what}: ${error}`);
      return instead;
    });

  /**
   * So many clients at once, each as a process of its own has it, over one store. They die together.
   *
   * @param {number} number of the life
   * @param {number} count
   * @param {import("./scenario.js").ClientOptions} options
   */
  async function bear(number, count, options) {
    const { death, check, fetch, kill } = mortality();
    const calls = counter();
    const guard = guarded(store, () => {
      calls.up();
      check();
    });
    const all = { apiKey: sim.key, baseUrl: url, ...OPTIONS, ...options, fetch, store: guard };
    const place = { photo: async (/** @type {string} */ name) => photo(name), death };
    const lives = Array.from({ length: count }, async (_, at) => {
      const { KlingClient } = await instance((number % 4) * 2 + at);
      return lifeOf(KlingClient, all, place);
    });
    return { lives: await Promise.all(lives), calls, kill };
  }

  /** @param {Life} life @param {Wish} wish */
  async function ask(life, wish) {
    const { request, key, abortAt } = wish;
    const stop = new AbortController();
    if (abortAt) arrivals.at(abortAt, () => stop.abort("enough"));
    const entry = { told: /** @type {Told | undefined} */ (undefined) };
    heard.push(entry);
    last.set(wish, undefined);
    const call = life.generate(request, { signal: stop.signal, ...(key ? { idempotencyKey: key } : {}) });
    entry.told = await call;
    last.set(wish, entry.told);
  }

  /** Whether a caller would ask for it (again) in this life. @param {Wish} wish @param {number} number */
  function isWanted(wish, number) {
    if (wish.life === number) return true;
    if (wish.life > number || !wish.isStubborn) return false;
    const told = last.get(wish);
    return told ? "code" in told && told.canResubmit : wish.key !== undefined;
  }

  for (const [number, crash] of [...plan.crashes, Number.POSITIVE_INFINITY].entries()) {
    const { lives, calls, kill } = await bear(number, plan.clients, plan.options);
    const asks = plan.wishes
      .filter((wish) => isWanted(wish, number))
      .map((wish) => ask(/** @type {Life} */ (lives[wish.client % lives.length]), wish));
    const resumes = number > 0 ? lives.map((life) => life.resume()) : [];
    const work = Promise.all([Promise.all(resumes), ...asks]);
    const killed = signal();
    calls.at(crash, async () => {
      await kill();
      killed.settle();
    });
    const done = work.then(([all]) => heard.push(...all.flat()));
    await watched(`the life ${number}`, Promise.race([done, killed.promise]), 0);
    // Where it has not come to the crash, its time is over now.
    if (number < plan.crashes.length) {
      await kill();
      jump(2 * LEASE_MS);
    }
  }

  // The faults are over. Whoever comes last takes up what is left, until nothing is.
  sim.clearFaults();
  sim.clock.advance(3_600_000);
  jump(2 * LEASE_MS);
  const { lives } = await bear(plan.crashes.length + 1, 1, {});
  const life = /** @type {Life} */ (lives[0]);
  for (let round = 0; round < 3; round++)
    heard.push(...(await watched("the last resume()", life.resume(), [])));
  const { entries, spent, net, lies } = await measure({ jobs: sim.jobs }, life);
  const jobs = sim.jobs();
  problems.push(...lies, ...liesIn(heard, jobs), ...broken(plan.wishes, jobs, entries));
  if (spent !== net) problems.push(`spent() says ${spent}, the service has charged ${net}`);
  return { seed, wishes: plan.wishes.length, paid: net / PRICE_MICROS, problems };
}

/**
 * What is not as it must be when all is over.
 *
 * @param {Wish[]} wishes
 * @param {import("kling-multi-i2v/simulator").JobView[]} jobs
 * @param {import("kling-multi-i2v").LedgerEntry[]} entries
 */
function broken(wishes, jobs, entries) {
  /** @type {string[]} */
  const problems = [];
  const paid = jobs.filter(({ refunded }) => !refunded);
  const keys = new Set(wishes.flatMap(({ key }) => (key === undefined ? [] : [key])));
  const most = wishes.filter(({ key }) => key === undefined).length + keys.size;
  if (paid.length > most) problems.push(`paid twice: ${paid.length} jobs for ${most} wishes`);
  for (const key of keys) {
    const own = jobs.filter(({ input }) => input.prompt.startsWith(`of ${key}`)).length;
    if (own > 1) problems.push(`${own} jobs of the key ${key}`);
  }
  for (const { id } of paid)
    if (!entries.some(({ jobId }) => jobId === id)) problems.push(`lost: the ledger has no job ${id}`);
  const open = entries.filter(({ state }) => state !== "ended").map(({ state }) => state);
  if (open.length > 0) problems.push(`not settled: ${open.join(", ")}`);
  return problems;
}

/** Counts, and does something at a count. */
function counter() {
  let count = 0;
  /** @type {{ at: number, act: () => unknown }[]} */
  const plans = [];
  return {
    /** One more, or a thing planned for later. @param {number} at @param {() => unknown} act */
    at: (at, act) => void plans.push({ at: count + at, act }),
    up() {
      count++;
      for (const plan of plans) if (plan.at === count) plan.act();
      return true;
    },
  };
}

/** Most of a schedule's time is waiting: several go on at once, each in a thread with a clock of its own. */
const THREADS = 8;

/**
 * @param {number} count
 * @param {number} seed of the first one; each further one has the next
 */
export async function runSchedules(count, seed) {
  const seeds = Array.from({ length: count }, (_, at) => (seed + at) >>> 0);
  const shares = Array.from({ length: THREADS }, (_, thread) =>
    seeds.filter((_, at) => at % THREADS === thread),
  );
  return (await Promise.all(shares.map(inThread))).flat();
}

/** @param {number[]} seeds @returns {Promise<Outcome[]>} */
async function inThread(seeds) {
  const worker = new Worker(new URL("./random-thread.js", import.meta.url), { workerData: seeds });
  try {
    return await new Promise((settle, fail) => {
      worker.once("message", settle);
      worker.once("error", fail);
      worker.once("exit", () => fail(new Error("A thread has ended before its schedules.")));
    });
  } finally {
    await worker.terminate();
  }
}

/** The same schedules in each run that must not depend on luck; anywhere else others each time. */
const SEED_OF_CI = 20_261_125;

/** How many schedules are run and from which seed: `SEED=7 COUNT=1` repeats one. */
export function asked() {
  const { SEED, COUNT, CI } = process.env;
  const usual = CI === "true" ? SEED_OF_CI : Math.floor(Math.random() * 4_294_967_296);
  return {
    seed: SEED === undefined ? usual : Number(SEED),
    count: COUNT === undefined ? 1_000 : Number(COUNT),
  };
}
