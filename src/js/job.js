// Jobs: a thin face over the core's raw ones. Only clients make them.
/** @typedef {import("./types.js").Job} PublicJob */
/** @typedef {import("./glue.js").RawJob} RawJob */
import { Raw } from "./raw.js";

/**
 * A submitted job. Made by `submit()` and `job()` alone.
 * @implements {PublicJob}
 */
export class Job {
  #raw;
  #id;

  /**
   * @param {Raw<RawJob, any>} raw
   * @param {string | null} [id] where the raw one is still to be made
   */
  constructor(raw, id = null) {
    this.#raw = raw;
    this.#id = id;
  }

  get id() {
    return this.#raw.made?.id ?? this.#id;
  }

  get estimate() {
    return this.#raw.made?.estimate ?? null;
  }

  /** @type {import("./types.js").Job["status"]} */
  status(options) {
    return this.#raw.call("status", options);
  }

  /** @type {import("./types.js").Job["wait"]} */
  wait(options) {
    return this.#raw.call("wait", options);
  }

  stop() {
    // Where it cannot even be loaded, nobody waits.
    this.#raw.call("stop").catch(() => {});
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

  /** @param {RawJob} raw */
  constructor(raw) {
    super(new Raw(raw));
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
