// Jobs: a thin face over the core's raw ones. Only clients make them.
/** @typedef {import("./types.js").Job} PublicJob */
import { settled } from "./error.js";

/**
 * A submitted job. Made by `submit()` and `job()` alone.
 * @implements {PublicJob}
 */
export class Job {
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
export class ResumedJob extends Job {
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
