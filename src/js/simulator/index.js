// The simulator of the service, for pages, workers and Node: no network, no money, no key.

import { makeAccount } from "./accounts.js";
import { createCore } from "./core.js";
import { VIDEO_MODEL } from "./facts.js";
import { fetchOver } from "./fetch.js";
import { rememberCore } from "./internals.js";
import { restoreState, saveState } from "./saved.js";
import { jobView, statsView } from "./views.js";

/** @type {typeof import("./types.js").createSimulator} */
export function createSimulator(options = {}) {
  const core = createCore(options);
  const { state } = core;
  /** @type {import("./types.js").Simulator} */
  const simulator = {
    fetch: fetchOver(core),
    fault: (rule) => state.faults.add(rule),
    clearFaults: () => state.faults.clear(),
    stats: () => statsView(state),
    jobs: () =>
      state.jobs
        .list()
        .filter((job) => job.model === VIDEO_MODEL)
        .map((job) => jobView(job, state.jobs.status(job))),
    requests: () => state.log.list(),
    clock: state.clock,
    reset: core.reset,
    save: () => saveState(state),
    restore(saved) {
      restoreState(state, saved);
      // The simulator's own key is good whatever the saved accounts are.
      if (!state.accounts.has(state.options.key)) core.openDefaultAccount();
    },
    key: state.options.key,
    addAccount(account) {
      const made = makeAccount(account);
      state.accounts.set(made.key, made);
      return {
        key: made.key,
        name: made.name,
        get balanceMicros() {
          state.jobs.settle();
          return made.balanceMicros;
        },
      };
    },
  };
  rememberCore(simulator, core);
  return simulator;
}

/** @type {typeof import("./types.js").serveSimulator} */
export async function serveSimulator() {
  throw new Error(
    "serveSimulator needs Node, where it opens a port. In a page or worker take createSimulator().fetch as the client's fetch.",
  );
}
