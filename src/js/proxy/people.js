// The users: for each a client of its own, on this server, over its own part of the store.

import { KlingClient } from "kling-multi-i2v";
import { viewOf } from "./view.js";

/** How many clients are kept at hand: what a client knows beside its ledger can be asked for again. */
const MOST = 1000;
/** How many ids of one user's jobs are kept at hand. */
const MOST_IDS = 10_000;
/** So many submits of a user may be refused in a minute: each is a line in the store, or a request to the service. */
const MOST_REFUSALS = 20;

/**
 * @typedef {{
 *   name: string,
 *   client: KlingClient,
 *   has: (id: string) => Promise<boolean>,
 *   knows: (id: string) => void,
 *   isPushy: () => boolean,
 *   wasRefused: () => void,
 * }} Person `has`: whether the job is this user's
 */

/**
 * @param {import("../stores/types.js").OpenStore} store
 * @param {import("../types.js").KlingClientOptions & { baseUrl: string }} options of every client
 */
export function createPeople(store, options) {
  /** The one that was asked for last is the last. @type {Map<string, Person>} */
  const known = new Map();
  return {
    /** @param {string} name @param {import("../types.js").BudgetOptions} budget @returns {Person} */
    get(name, budget) {
      // Who gets another budget is another to us: the sums are in the store.
      const slot = `${JSON.stringify(budget)} ${name}`;
      const person = known.get(slot) ?? create(store, options, name, budget);
      known.delete(slot);
      known.set(slot, person);
      if (known.size > MOST) known.delete(/** @type {string} */ (known.keys().next().value));
      return person;
    },
  };
}

/**
 * @param {import("../stores/types.js").OpenStore} store
 * @param {import("../types.js").KlingClientOptions & { baseUrl: string }} options
 * @param {string} name
 * @param {import("../types.js").BudgetOptions} budget
 * @returns {Person}
 */
function create(store, options, name, budget) {
  const client = new KlingClient({ ...options, store: viewOf(store, name, options.baseUrl), budget });
  /** @type {Set<string>} */
  const ids = new Set();
  const knows = (/** @type {string} */ id) => {
    if (ids.size >= MOST_IDS) ids.clear();
    ids.add(id);
  };
  let [minute, refusals] = [0, 0];
  const now = () => Math.floor(Date.now() / 60_000);
  return {
    name,
    client,
    knows,
    isPushy: () => minute === now() && refusals >= MOST_REFUSALS,
    wasRefused() {
      refusals = minute === now() ? refusals + 1 : 1;
      minute = now();
    },
    async has(id) {
      if (ids.has(id)) return true;
      const isOwn = (await client.jobs()).some(({ jobId }) => jobId === id);
      if (isOwn) knows(id);
      return isOwn;
    },
  };
}
