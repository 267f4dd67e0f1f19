// What useUnfinished shows: every unfinished job of the ledger that no component of its own shows, waited for here.
/** @typedef {import("../react.js").ClientSource} ClientSource */
/** @typedef {import("../react.js").UnfinishedJobs} Jobs */
import { clientOf, shownOf } from "./clients.js";
import { asKlingError } from "./failure.js";
import { nameOf, Run } from "./run.js";
import { Source } from "./source.js";

/** What a server shows, and a component before it has looked. @type {Jobs} */
export const NONE = Object.freeze({ jobs: [], error: null });

/** The unfinished jobs of one client. */
export class Unfinished extends Source {
  /** As the component gave them last. @type {import("../react.js").UnfinishedOptions} */
  options = {};
  #source;
  #state = NONE;
  /** @type {Jobs["error"]} */
  #error = null;
  /** By name, the newest first. @type {Map<string, Run>} */
  #runs = new Map();
  /** What the person wants to see no more. @type {Set<string>} */
  #dismissed = new Set();
  /** What each run is shown as, for as long as its state is that one. @type {WeakMap<object, Jobs["jobs"][number]>} */
  #views = new WeakMap();
  #unlisten = () => {};
  #looks = 0;
  #looking = Promise.resolve();

  /** @param {ClientSource} source */
  constructor(source) {
    super();
    this.#source = source;
  }

  state = () => this.#state;

  mounted() {
    for (const run of this.#runs.values()) run.comeBack();
    this.#lookIn();
  }

  unmounted() {
    this.#unlisten();
    for (const run of this.#runs.values()) run.leave();
  }

  /** What a component has begun to show is its own; what it shows no more is looked for. */
  #othersChanged = () => {
    const shown = shownOf(this.#source);
    for (const [name, run] of this.#runs) {
      if (!shown.has(run.name)) continue;
      run.leave();
      this.#runs.delete(name);
    }
    this.#show();
    this.#lookIn();
  };

  /** One look after another; of those that were asked for meanwhile, the last one sees everything. */
  #lookIn() {
    if (!this.#source) return;
    const look = ++this.#looks;
    this.#looking = this.#looking.then(() => {
      if (look === this.#looks && this.isMounted) return this.#read();
    });
  }

  async #read() {
    try {
      const { filter = () => true } = this.options;
      const client = clientOf(this.#source);
      const shown = shownOf(this.#source);
      this.#unlisten();
      this.#unlisten = shown.listen(this.#othersChanged);
      const jobs = (await client.resume()).filter(filter);
      const known = new Set([...this.#runs.values()].map((run) => run.name));
      const isNew = (/** @type {string} */ name) =>
        !known.has(name) && !this.#dismissed.has(name) && !shown.has(name);
      // The newest comes first, before those that were there.
      const fresh = jobs.filter((job) => isNew(nameOf(job)));
      const runs = fresh.map((job) => /** @type {const} */ ([nameOf(job), this.#takeUp(job)]));
      this.#runs = new Map([...runs, ...this.#runs]);
      this.#error = null;
    } catch (error) {
      this.#error = asKlingError(error);
    }
    this.#show();
    if (!this.isMounted) this.unmounted();
  }

  /** @param {import("../types.js").ResumedJob} job */
  #takeUp(job) {
    const run = new Run(
      () => clientOf(this.#source),
      job.idempotencyKey,
      () => this.#show(),
    );
    run.takeUp(job);
    return run;
  }

  #show() {
    const jobs = [...this.#runs].map(([name, run]) => this.#view(name, run));
    this.#state = { jobs, error: this.#error };
    this.tell();
  }

  /** @param {string} name @param {Run} run */
  #view(name, run) {
    const { state } = run;
    const known = this.#views.get(state);
    if (known) return known;
    const stop = () => run.stop();
    const resume = () => {
      if (run.state.canResume) run.goOn();
    };
    const dismiss = () => {
      this.#dismissed.add(name).add(run.name);
      this.#runs.delete(name);
      run.leave();
      this.#show();
    };
    const view = /** @type {Jobs["jobs"][number]} */ ({ ...state, name, stop, resume, dismiss });
    this.#views.set(state, view);
    return view;
  }
}
