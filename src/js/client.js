// The client and its jobs: a thin face over the core's raw ones, which gives errors their class and stack.
/** @typedef {import("./types.js").KlingClient} Client */
/** @typedef {import("./types.js").Job} PublicJob */
import { engine } from "./engine.js";
import { lift, lifted, settled } from "./error.js";
import { platform } from "./platform.js";

/** @implements {Client} */
export class KlingClient {
  #raw;

  /** @param {import("./types.js").KlingClientOptions} [options] */
  constructor(options) {
    const core = engine();
    this.#raw = lifted(() => new core.RawClient(options, platform));
  }

  /** @type {import("./types.js").KlingClient["generate"]} */
  generate(request, options) {
    return settled(() => this.#raw.generate(request, options));
  }

  /** @type {import("./types.js").KlingClient["submit"]} */
  async submit(request, options) {
    return new Job(await settled(() => this.#raw.submit(request, options)));
  }

  /** @type {import("./types.js").KlingClient["generateAll"]} */
  async generateAll(requests, options) {
    const outcomes = await settled(() => this.#raw.generateAll(requests, options));
    return outcomes.map((/** @type {{ status: string, reason?: unknown }} */ outcome) =>
      outcome.status === "rejected" ? { ...outcome, reason: lift(outcome.reason) } : outcome,
    );
  }

  /** @type {import("./types.js").KlingClient["jobs"]} */
  jobs(options) {
    return settled(() => this.#raw.jobs(options));
  }

  /** @type {import("./types.js").KlingClient["resume"]} */
  async resume(options) {
    const jobs = await settled(() => this.#raw.resume(options));
    return jobs.map((/** @type {import("./glue.js").RawJob} */ raw) => new ResumedJob(raw));
  }

  /** @type {import("./types.js").KlingClient["spent"]} */
  spent(options) {
    return settled(() => this.#raw.spent(options));
  }

  /** @type {import("./types.js").KlingClient["job"]} */
  job(id) {
    return new Job(lifted(() => this.#raw.job(id)));
  }

  /** @type {import("./types.js").KlingClient["upload"]} */
  upload(blob, options) {
    return settled(() => this.#raw.upload(blob, options));
  }

  /** @type {import("./types.js").KlingClient["enhancePrompt"]} */
  enhancePrompt(request, options) {
    return settled(() => this.#raw.enhancePrompt(request, options));
  }

  /** @type {import("./types.js").KlingClient["balance"]} */
  balance(options) {
    return settled(() => this.#raw.balance(options));
  }

  /** @type {import("./types.js").KlingClient["history"]} */
  history(query, options) {
    return settled(() => this.#raw.history(query, options));
  }

  /** @type {import("./types.js").KlingClient["price"]} */
  price(request, options) {
    return settled(() => this.#raw.price(request, options));
  }
}

/**
 * A submitted job. Made by `submit()` and `job()` alone.
 * @implements {PublicJob}
 */
class Job {
  #raw;

  /** @param {import("./glue.js").RawJob} raw */
  constructor(raw) {
    this.#raw = raw;
  }

  get id() {
    return this.#raw.id;
  }

  get estimate() {
    return this.#raw.estimate;
  }

  /** @type {import("./types.js").Job["status"]} */
  status(options) {
    return settled(() => this.#raw.status(options));
  }

  /** @type {import("./types.js").Job["wait"]} */
  wait(options) {
    return settled(() => this.#raw.wait(options));
  }

  stop() {
    this.#raw.stop();
  }

  /** @returns {AsyncGenerator<import("./types.js").Update, void, void>} */
  async *[Symbol.asyncIterator]() {
    /** @type {import("./types.js").Update[]} */
    const updates = [];
    const leave = new AbortController();
    let wake = () => {};
    /** @type {{ error?: unknown } | undefined} */
    let end;
    const onUpdate = (/** @type {import("./types.js").Update} */ update) => {
      updates.push(update);
      wake();
    };
    this.wait({ signal: leave.signal, onUpdate })
      .then(
        () => {
          end = {};
        },
        (error) => {
          end = { error };
        },
      )
      .then(() => wake());
    try {
      while (!end || updates.length > 0) {
        const update = updates.shift();
        if (update) yield update;
        else
          await new Promise((done) => {
            wake = () => done(undefined);
          });
      }
      if (end.error) throw end.error;
    } finally {
      leave.abort();
    }
  }
}

/** A job that an earlier page or process began. Made by `resume()` alone. */
class ResumedJob extends Job {
  #entry;

  /** @param {import("./glue.js").RawJob} raw */
  constructor(raw) {
    super(raw);
    this.#entry = raw.entry;
  }

  get request() {
    return this.#entry.request;
  }

  get idempotencyKey() {
    return this.#entry.idempotencyKey;
  }

  get startedAt() {
    return this.#entry.startedAt;
  }
}
