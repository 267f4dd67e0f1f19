// Where a scenario runs: the service over a socket, a store that outlives its clients, and lives that note all they hear.

import { MODEL } from "kling-multi-i2v";
import { gateway } from "../support/gateway.js";
import { guarded, sharedStore } from "../support/stores.js";
import { photo, REQUEST, within, world } from "../support/world.js";
import { clocks } from "./clocks.js";
import { instance, mortality } from "./instances.js";
import { lifeOf } from "./life.js";
import { OPTIONS } from "./options.js";
import { failed } from "./told.js";

/** @typedef {import("./scenario.js").Scenario} Scenario */
/** @typedef {import("./scenario.js").ClientOptions} ClientOptions */
/** @typedef {import("./scenario.js").KlingRequest} KlingRequest */
/** @typedef {import("./life.js").Life} Life */
/** @typedef {import("./life.js").SubmitOptions} SubmitOptions */
/** @typedef {import("./told.js").Told} Told */
/** @typedef {import("../support/world.js").Test} Test */
/** One wish of a caller's: what it asked for, and what it was told (nothing, where it was killed before). */
/** @typedef {{ request: KlingRequest, options: SubmitOptions, told: Told | undefined }} Call */
/** @typedef {"by the call" | "by resume()" | "by job(id)"} Way */
/** @typedef {(options: ClientOptions, isAlone: boolean) => Promise<Life>} Birth */
/** @typedef {Awaited<ReturnType<typeof openBench>>} Bench */

/** How long a promise may take before it counts as left pending, in ms. */
const PATIENCE_MS = 40_000;

/** @type {Way[]} */
const BEST_FIRST = ["by the call", "by resume()", "by job(id)"];

/** @param {Way} one @param {Way | undefined} other */
const better = (one, other) => BEST_FIRST.find((way) => way === one || way === other) ?? one;

/**
 * @param {Test} test
 * @param {Scenario} scenario
 * @param {((address: { url: string, key: string }) => Promise<Birth>) | undefined} [elsewhere]
 *   makes lives in another place than this process
 */
export async function openBench(test, scenario, elsewhere) {
  const here = await world(test, scenario.service);
  const store = sharedStore();
  const url = scenario.gateway ? await gateway(test, here.url, scenario.gateway) : here.url;
  const born = await elsewhere?.({ url, key: here.sim.key });
  /** @type {Call[]} */
  const calls = [];
  /** How each job's video came to a caller, the best way of all. @type {Map<string, Way>} */
  const heard = new Map();
  /** @type {string[]} */
  const pending = [];
  /** @type {Set<Life>} */
  const lives = new Set();

  /**
   * @template T
   * @param {string} what
   * @param {Promise<T>} promise
   * @param {T} instead
   * @returns {Promise<T>}
   */
  const watched = (what, promise, instead) =>
    within(promise, PATIENCE_MS).catch((error) => {
      if (!/must settle/.test(String(error))) throw error;
      pending.push(what);
      return instead;
    });
  const late = failed(new Error("It was left pending."));
  /** @param {Way} way @param {Told} told */
  const note = (way, told) => {
    if ("video" in told) heard.set(told.id, better(way, heard.get(told.id)));
    return told;
  };

  /** The same life, which notes what it hears. @param {Life} life @returns {Life} */
  const noting = (life) => {
    const dead = async (/** @type {() => Promise<void>} */ end) => {
      lives.delete(noted);
      await end();
    };
    /** @type {Life} */
    const noted = {
      async generate(request, options = {}) {
        /** @type {Call} */
        const call = { request, options, told: undefined };
        calls.push(call);
        call.told = note("by the call", await watched("generate()", life.generate(request, options), late));
        return call.told;
      },
      async generateAll(requests, options = {}) {
        const prefix = options.idempotencyPrefix;
        const begun = requests.map((request, at) => {
          const own = prefix === undefined ? {} : { idempotencyKey: `${prefix}/${at}` };
          return /** @type {Call} */ ({ request, options: own, told: undefined });
        });
        calls.push(...begun);
        const all = await watched("generateAll()", life.generateAll(requests, options), []);
        for (const [at, call] of begun.entries()) call.told = note("by the call", all[at] ?? late);
        return all;
      },
      wait: async (id) => note("by job(id)", await watched("wait()", life.wait(id), late)),
      async resume() {
        const all = await watched("resume()", life.resume(), []);
        for (const { told } of all) note("by resume()", told);
        return all;
      },
      jobs: () => watched("jobs()", life.jobs(), []),
      spent: () => watched("spent()", life.spent(), Number.NaN),
      failures: life.failures,
      kill: () => dead(life.kill),
      reload: () => dead(life.reload),
    };
    lives.add(noted);
    return noted;
  };

  const common = { apiKey: here.sim.key, baseUrl: here.url, ...OPTIONS };
  const pictures = { photo: async (/** @type {string} */ name) => photo(name) };
  let number = 0;

  /** A new client where the scenario lives. @param {ClientOptions} [options] */
  async function life(options = {}) {
    if (born) return noting(await born(options, true));
    const { KlingClient } = await import("kling-multi-i2v");
    return noting(lifeOf(KlingClient, { ...common, store, ...options }, pictures));
  }

  /** Jobs of somebody who keeps no ledger with us. @type {Set<string>} */
  const strangers = new Set();

  return {
    ...here,
    ...clocks(test),
    store,
    calls,
    heard,
    pending,
    lives,
    life,

    /** The service's books of all jobs that were made by us. */
    jobs: () => here.sim.jobs().filter(({ id }) => !strangers.has(id)),

    /** Somebody who has the same key, and no ledger, makes a job. @param {KlingRequest} [request] */
    async stranger(request = REQUEST) {
      const answer = await here.sim.fetch(`${here.url}/api/v3/${MODEL.id}`, {
        method: "POST",
        headers: { authorization: `Bearer ${here.sim.key}`, "content-type": "application/json" },
        body: JSON.stringify({ ...request, ...MODEL.defaults }),
      });
      strangers.add((await answer.json()).data.id);
    },

    /** One that lives beside others, and can be killed: here it is a client as another process has it. @param {ClientOptions} [options] */
    async mortal(options = {}) {
      if (born) return noting(await born(options, false));
      const { death, check, fetch, kill } = mortality();
      const { KlingClient } = await instance(++number);
      const own = { ...common, fetch, store: guarded(store, check), ...options };
      return noting(lifeOf(KlingClient, own, { ...pictures, kill, death }));
    },

    /** The scenario's own call, or another. @param {ClientOptions} [options] @param {KlingRequest} [request] */
    async call(options = scenario.options ?? {}, request = scenario.request ?? REQUEST) {
      try {
        return await (await life(options)).generate(request, scenario.call);
      } catch (error) {
        const told = failed(error);
        calls.push({ request, options: {}, told });
        return told;
      }
    },

    /** Waits for what no event tells. @param {() => boolean} condition */
    until: (condition) =>
      within(
        new Promise((done) => {
          const look = () => (condition() ? done(undefined) : setImmediate(look));
          look();
        }),
      ),
  };
}
