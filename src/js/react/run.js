// One video as components follow it: begun or taken up, waited for, left, stopped. Knows no React.
/** @typedef {import("../types.js").KlingClient} KlingClient */
/** @typedef {import("../types.js").Generation} Generation */
/** @typedef {import("../types.js").ResumedJob} ResumedJob */
/** @typedef {import("../types.js").Update} Update */
/** @typedef {import("../types.js").WaitOptions} WaitOptions */
/** @typedef {import("../react.js").GenerationState} State */
/** @typedef {import("../react.js").EndedState} Ended */
/** @typedef {(options: Required<WaitOptions>) => Promise<Generation>} Wait */
import { asKlingError, mayGoOn, nothing } from "./failure.js";

/** Nothing is made. One object for all: a server and every fresh component show the same. */
export const IDLE = /** @type {import("../react.js").IdleState} */ (
  Object.freeze({
    ...{ status: "idle", update: null, generation: null, error: null, canResume: false },
    ...{ request: null, estimate: null, jobId: null, startedAt: null },
  })
);

/** Why a waiting was ended that nobody has stopped. */
const LEFT = "nobody shows it any more";

/** @param {State} state @returns {state is Ended} */
export const hasEnded = (state) => state.status !== "idle" && state.status !== "running";

/** What tells a job of the ledger from others. @param {Pick<ResumedJob, "idempotencyKey" | "id" | "startedAt">} job */
export const nameOf = ({ idempotencyKey, id, startedAt }) => idempotencyKey ?? id ?? String(startedAt);

/** One video, followed. */
export class Run {
  /** @type {State} */
  state = IDLE;
  #client;
  #key;
  #tell;
  #settle = (/** @type {Ended} */ _) => {};
  /** What becomes of it, once nobody waits any more. Never rejects. @type {Promise<Ended>} */
  ended = this.#renewed();
  /** Of the waiting, while there is one. @type {AbortController | undefined} */
  #control;
  /** Whether it may not be written down yet that it is paid: then leaving must not end the call. */
  #isSubmitting = false;
  #isLeft = false;

  /**
   * @param {() => KlingClient} client
   * @param {string | null} key its name in the ledger
   * @param {() => void} tell hears that the state is another
   */
  constructor(client, key, tell) {
    this.#client = client;
    this.#key = key;
    this.#tell = tell;
  }

  get name() {
    const { jobId, startedAt } = this.state;
    return nameOf({ idempotencyKey: this.#key, id: jobId, startedAt: startedAt ?? 0 });
  }

  get isRunning() {
    return this.state.status === "running";
  }

  /** @param {import("../types.js").KlingRequest} request */
  begin(request) {
    this.#runs({ request, startedAt: Date.now() });
    this.#isSubmitting = true;
    const idempotencyKey = this.#key ?? undefined;
    this.#follow((options) => this.#client().generate(request, { ...options, idempotencyKey }));
  }

  /** @param {ResumedJob} job */
  takeUp(job) {
    const { request, estimate, startedAt, id } = job;
    this.#runs({ request, estimate, startedAt, jobId: id });
    this.#follow((options) => job.wait(options));
  }

  /** Waits again, for what was stopped or left, or failed and may still give its video. */
  goOn() {
    this.#isLeft = false;
    if (this.#control) return;
    const { error } = this.state;
    this.#runs({});
    this.#follow(async (options) => (await this.#found(error))(options), error);
  }

  /** Ends the waiting, and what is not paid for yet. What was submitted goes on, and is billed. */
  stop() {
    this.#control?.abort();
  }

  /**
   * Nobody shows it any more: ends the waiting alone. What is about to be submitted still is. The state stays as it was,
   * for somebody who comes back.
   */
  leave() {
    this.#isLeft = true;
    if (!this.#isSubmitting) this.#control?.abort(LEFT);
  }

  /** Somebody shows it again. */
  comeBack() {
    this.#isLeft = false;
    if (this.isRunning) this.goOn();
  }

  /**
   * How to wait for it again: by the ledger, where it is there, for then the time counts from its start.
   * @param {State["error"]} error how it ended before
   * @returns {Promise<Wait>}
   */
  async #found(error) {
    let { jobId } = this.state;
    const isIt = (
      /** @type {{ id: string | null, idempotencyKey: string | null, startedAt: number }} */ job,
    ) => {
      if (jobId) return job.id === jobId;
      return this.#key ? job.idempotencyKey === this.#key : job.startedAt === this.state.startedAt;
    };
    try {
      const job = (await this.#client().resume()).find(isIt);
      if (job) return (options) => job.wait(options);
      // Another tab may have found it, and seen its end.
      const entries = (await this.#client().jobs()).map((entry) => ({ ...entry, id: entry.jobId }));
      jobId ??= entries.find(isIt)?.id ?? null;
    } catch (cause) {
      if (!jobId) throw cause;
    }
    if (!jobId) throw error ?? nothing();
    const id = jobId;
    return (options) => this.#client().job(id).wait(options);
  }

  /** @param {Wait} wait @param {State["error"]} [before] how it ended before */
  async #follow(wait, before) {
    const control = new AbortController();
    const { signal } = control;
    this.#control = control;
    const onUpdate = (/** @type {Update} */ update) => {
      if (signal.aborted) return;
      this.#change({ update, jobId: update.jobId ?? this.state.jobId });
      if (!update.jobId) return;
      // From here on it is paid for and written down: only the waiting can be ended.
      this.#isSubmitting = false;
      if (this.#isLeft && (update.phase === "created" || update.phase === "processing")) control.abort(LEFT);
    };
    // What is thrown at once, for want of a client, is a failure like any other.
    const waiting = (async () => wait({ signal, onUpdate }))();
    const end = await waiting.then(done, (failure) => failed(failure, before));
    this.#control = undefined;
    this.#isSubmitting = false;
    const wasLeft = end.status === "stopped" && signal.reason === LEFT;
    if (wasLeft && !this.#isLeft) return this.goOn();
    const jobId = end.jobId ?? this.state.jobId;
    const estimate = end.generation?.estimate ?? this.state.estimate;
    const ended = /** @type {Ended} */ ({ ...this.state, ...end, jobId, estimate });
    if (!wasLeft) this.#change(ended);
    this.#settle(ended);
    if (wasLeft) this.ended = this.#renewed();
  }

  /** @param {Partial<import("../react.js").RunningState>} known */
  #runs(known) {
    if (hasEnded(this.state)) this.ended = this.#renewed();
    this.#change({ status: "running", generation: null, error: null, canResume: false, ...known });
  }

  /** @param {{ [name in keyof State]?: State[name] }} news */
  #change(news) {
    this.state = /** @type {State} */ ({ ...this.state, ...news });
    this.#tell();
  }

  /** @returns {Promise<Ended>} */
  #renewed() {
    return new Promise((settle) => {
      this.#settle = settle;
    });
  }
}

/** @param {Generation} generation */
const done = (generation) => ({
  ...{ status: /** @type {const} */ ("done"), generation, error: null, canResume: false },
  jobId: generation.id,
});

/** @param {unknown} failure @param {State["error"]} [before] */
function failed(failure, before) {
  const error = asKlingError(failure, before?.charge);
  const isStopped = error.code === "aborted" || error.code === "deadline";
  const status = isStopped ? /** @type {const} */ ("stopped") : /** @type {const} */ ("failed");
  return { status, generation: null, error, canResume: mayGoOn(error), jobId: error.jobId };
}
