// The client: a thin face over the core's raw one, which gives errors their class and stack.
/** @typedef {import("./types.js").KlingClient} Client */
import { lift, lifted, settled } from "./error.js";
import { Job, ResumedJob } from "./job.js";
import { platform } from "./platform.js";

/**
 * The class for a core that is started in one way or another.
 * @param {import("./engine.js").Engine} engine
 */
export const clientOn = (engine) =>
  /** @implements {Client} */
  class KlingClient {
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
  };
