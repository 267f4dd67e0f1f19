// What useGeneration shows: one video at a time, begun here or found unfinished in the ledger.
/** @typedef {import("../react.js").ClientSource} ClientSource */
/** @typedef {import("../react.js").GenerationState} State */
/** @typedef {import("../react.js").GenerationActions} Actions */
import { clientOf, shownOf } from "./clients.js";
import { asKlingError } from "./failure.js";
import { hasEnded, IDLE, nameOf, Run } from "./run.js";
import { Source } from "./source.js";

/** A name in the ledger that no other job has. */
function newKey() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return `react/${[...numbers].map((number) => number.toString(36)).join("")}`;
}

/** One component's videos, one at a time. */
export class Single extends Source {
  /** As the component gave them last. @type {import("../react.js").GenerationOptions} */
  options = {};
  #source;
  /** @type {State} */
  #state = IDLE;
  /** @type {Run | undefined} */
  #run;
  /** Of the look into the ledger, while there is one. @type {AbortController | undefined} */
  #look;
  /** Whether a person has said what is to be shown: the mount looks for nothing any more. */
  #isTouched = false;

  /** @param {ClientSource} source */
  constructor(source) {
    super();
    this.#source = source;
  }

  state = () => this.#state;

  /** @type {Actions["generate"]} */
  generate = (request, { idempotencyKey } = {}) => {
    if (this.#run?.isRunning) return this.#run.ended;
    const run = this.#hold(idempotencyKey ?? newKey());
    run.begin(request);
    if (this.isMounted) shownOf(this.#source).add(run);
    else run.leave();
    return run.ended;
  };

  /** @type {Actions["stop"]} */
  stop = () => {
    this.#look?.abort();
    this.#run?.stop();
  };

  /** @type {Actions["resume"]} */
  resume = () => {
    if (!this.#run) this.#lookIn();
    else if (this.#state.canResume) this.#run.goOn();
  };

  /** @type {Actions["reset"]} */
  reset = () => {
    this.stop();
    this.#drop();
    this.#isTouched = true;
    this.#show(IDLE);
  };

  mounted() {
    const run = this.#run;
    if (run) {
      shownOf(this.#source).add(run);
      run.comeBack();
    } else if (!this.#isTouched && this.options.resume !== false) this.#lookIn();
  }

  unmounted() {
    this.#look?.abort();
    this.#run?.leave();
    if (this.#run) shownOf(this.#source).remove(this.#run);
  }

  /** Takes up the newest unfinished job of the ledger that is wanted and that no other component shows. */
  async #lookIn() {
    if (!this.#source) return;
    this.#look?.abort();
    const look = new AbortController();
    this.#look = look;
    const { resume } = this.options;
    const isWanted = typeof resume === "function" ? resume : () => true;
    try {
      const jobs = await clientOf(this.#source).resume({ signal: look.signal });
      if (look.signal.aborted) return;
      const shown = shownOf(this.#source);
      const job = jobs.find((job) => isWanted(job) && !shown.has(nameOf(job)));
      if (!job) return this.#show(IDLE);
      const run = this.#hold(job.idempotencyKey);
      run.takeUp(job);
      shown.add(run);
    } catch (error) {
      if (look.signal.aborted) return;
      const failed = /** @type {const} */ ({ status: "failed", error: asKlingError(error) });
      this.#show({ ...IDLE, ...failed });
    }
  }

  /** A run of that name, in place of what was shown. @param {string | null} key */
  #hold(key) {
    this.#look?.abort();
    this.#drop();
    this.#isTouched = true;
    const run = new Run(
      () => clientOf(this.#source),
      key,
      () => {
        if (run !== this.#run) return;
        this.#show(run.state);
        const { state } = run;
        if (hasEnded(state) && this.isMounted) queueMicrotask(() => this.options.onEnd?.(state));
      },
    );
    this.#run = run;
    return run;
  }

  #drop() {
    const run = this.#run;
    this.#run = undefined;
    if (run) shownOf(this.#source).remove(run);
  }

  /** @param {State} state */
  #show(state) {
    this.#state = state;
    this.tell();
  }
}
