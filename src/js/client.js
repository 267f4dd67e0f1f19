// The client: a thin face over the core's raw one, which gives errors their class and stack.
/** @typedef {import("./types.js").KlingClient} Client */
/** @typedef {import("./core.js").Core} Core */
import { lift, lifted, ofJob } from "./error.js";
import { Job, ResumedJob } from "./job.js";
import { Raw } from "./raw.js";
import { snapshot } from "./snapshot.js";

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
      /** @type {(core: Core, given: unknown) => import("./glue.js").RawClient} */
      const made = ({ RawClient, platform }, given) => lifted(() => new RawClient(given, platform));
      const core = engine.core();
      if (core) {
        this.#raw = new Raw(made(core, options));
        return;
      }
      lifted(() => engine.early().checkOptions(options));
      const kept = snapshot(options);
      this.#raw = new Raw(undefined, { source: engine.load, make: (core) => made(core, kept) });
      // Loaded while the page goes on. Who calls it hears what failed.
      this.#raw.get().catch(() => {});
    }

    /** @type {import("./types.js").KlingClient["generate"]} */
    generate(request, options) {
      return this.#raw.call("generate", request, options);
    }

    /** @type {import("./types.js").KlingClient["submit"]} */
    async submit(request, options) {
      return new Job(new Raw(await this.#raw.call("submit", request, options)));
    }

    /** @type {import("./types.js").KlingClient["generateAll"]} */
    async generateAll(requests, options) {
      const outcomes = await this.#raw.call("generateAll", requests, options);
      return outcomes.map((/** @type {{ status: string, reason?: unknown }} */ outcome) =>
        outcome.status === "rejected" ? { ...outcome, reason: lift(outcome.reason) } : outcome,
      );
    }

    /** @type {import("./types.js").KlingClient["jobs"]} */
    jobs(options) {
      return this.#raw.call("jobs", options);
    }

    /** @type {import("./types.js").KlingClient["resume"]} */
    async resume(options) {
      const jobs = await this.#raw.call("resume", options);
      return jobs.map((/** @type {import("./glue.js").RawJob} */ raw) => new ResumedJob(raw));
    }

    /** @type {import("./types.js").KlingClient["spent"]} */
    spent(options) {
      return this.#raw.call("spent", options);
    }

    /** @type {import("./types.js").KlingClient["job"]} */
    job(id) {
      const client = this.#raw;
      if (client.made) return new Job(new Raw(lifted(() => client.made?.job(id))));
      lifted(() => engine.early().checkJobId(id));
      const later = {
        source: () => client.get(),
        make: (/** @type {import("./glue.js").RawClient} */ raw) => raw.job(id),
        failed: (/** @type {unknown} */ error) => ofJob(error, id),
      };
      return new Job(new Raw(undefined, later), id);
    }

    /** @type {import("./types.js").KlingClient["upload"]} */
    upload(blob, options) {
      return this.#raw.call("upload", blob, options);
    }

    /** @type {import("./types.js").KlingClient["enhancePrompt"]} */
    enhancePrompt(request, options) {
      return this.#raw.call("enhancePrompt", request, options);
    }

    /** @type {import("./types.js").KlingClient["balance"]} */
    balance(options) {
      return this.#raw.call("balance", options);
    }

    /** @type {import("./types.js").KlingClient["history"]} */
    history(query, options) {
      return this.#raw.call("history", query, options);
    }

    /** @type {import("./types.js").KlingClient["price"]} */
    price(request, options) {
      return this.#raw.call("price", request, options);
    }
  };
