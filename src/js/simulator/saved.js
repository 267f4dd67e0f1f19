// The simulator's state as plain JSON, and back: so it outlives the page or process that runs it.

import { forgetOldSubmits } from "./accounts.js";
import { ORIGINS_MAX } from "./core.js";
import { readSaved, VERSION } from "./saved-check.js";

/** @typedef {import("./accounts.js").Account} Account */
/** @typedef {import("./core.js").State} State */

/**
 * @param {State} state
 * @returns {import("./types.js").SavedSimulator}
 */
export function saveState({ clock, jobs, accounts, uploads, origins }) {
  const at = clock.now();
  const all = jobs.all();
  // Jobs name their account by its place: an account that addAccount replaced shares its key with the new one.
  const holders = [...new Set([...accounts.values(), ...all.map((job) => job.account)])];
  const places = new Map(holders.map((account, place) => [account, place]));
  const { files, tickets } = uploads.facts();
  const saved = {
    version: VERSION,
    at,
    jobs: all.map((job) => ({
      ...job,
      account: places.get(job.account),
      // JSON drops what is undefined; as outputs that a rule has fixed, it is not the same as none.
      outcome: { ...job.outcome, fixed: "outputs" in job.outcome },
    })),
    accounts: holders.map((account) => {
      forgetOldSubmits(account, at);
      const { running, ...facts } = account; // running: the jobs not settled tell
      return { ...facts, replaced: accounts.get(account.key) !== account };
    }),
    uploads: files,
    tickets,
    origins: [...origins],
    totals: jobs.totals,
  };
  // A copy, and plain whatever a rule has put into an outcome.
  return JSON.parse(JSON.stringify(saved));
}

/**
 * Puts a saved state in the place of what is there. What can be refused is refused before the first change.
 *
 * @param {State} state
 * @param {unknown} value
 */
export function restoreState(state, value) {
  const saved = readSaved(value);
  const before = new Map(state.accounts);
  state.accounts.clear();
  const holders = saved.accounts.map(({ replaced, ...facts }) => {
    // A key keeps its object: requests on their way and what addAccount returned hold on to it.
    const known = replaced ? undefined : before.get(facts.key);
    const account = Object.assign(known ?? {}, facts, { running: 0 });
    if (!replaced) state.accounts.set(account.key, account);
    return account;
  });
  state.jobs.replace(
    saved.jobs.map((job) => ({ ...job, account: /** @type {Account} */ (holders[job.account]) })),
    saved.totals,
  );
  state.uploads.replace(saved.uploads, saved.tickets);
  state.outputs.retain((id) => state.jobs.find(id) !== undefined);
  for (const origin of saved.origins) if (state.origins.size < ORIGINS_MAX) state.origins.add(origin);
}
