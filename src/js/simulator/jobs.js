// Jobs: made and charged at the submit, driven by nothing but the clock, refunded where they fail.

import { checkRate } from "./accounts.js";
import { Refusal } from "./answers.js";
import { CODE, KEPT_MS, MESSAGE, VIDEO_MODEL } from "./facts.js";
import { newId } from "./ids.js";

/** @typedef {import("./accounts.js").Account} Account */
/** @typedef {import("./types.js").VideoInput} VideoInput */
/** @typedef {import("./inputs.js").OptimizerInput} OptimizerInput */
/** @typedef {{ status: string, error: string, code: number, outputs?: unknown, nsfw: unknown }} Outcome */
/**
 * @typedef {{
 *   id: string, model: string, account: Account, input: VideoInput | OptimizerInput, dropped: string[],
 *   createdAt: number, endsAt: number, outcome: Outcome, chargedMicros: number,
 *   settled: boolean, refunded: boolean, removed: boolean, webhook: string | null,
 * }} Job
 */

/** What a job that ends this way says where the rule tells nothing else. */
export const ENDINGS = {
  completed: { error: "", code: CODE.ok },
  failed: { error: "Generation failed. Please try again.", code: CODE.execution },
  timeout: { error: "The task timed out.", code: CODE.timeout },
  cancelled: { error: "The task was cancelled.", code: CODE.ok },
  deleted: { error: "The task was deleted.", code: CODE.ok },
};

/** What the books begin with. */
export const NO_TOTALS = {
  jobs: 0,
  charges: 0,
  chargedMicros: 0,
  refunds: 0,
  refundedMicros: 0,
  runs: 0,
  runsMicros: 0,
};

/**
 * The outcome that a rule asks for, or a plain success.
 *
 * @param {import("./types.js").JobOutcome} [asked]
 * @returns {Outcome}
 */
export function makeOutcome(asked = {}) {
  const status = asked.status ?? "completed";
  const ending = ENDINGS[status];
  return {
    status,
    error: asked.error ?? ending.error,
    code: asked.code ?? ending.code,
    ...("outputs" in asked ? { outputs: asked.outputs } : {}),
    nsfw: asked.nsfw === true ? [true] : (asked.nsfw ?? [false]),
  };
}

/** @param {import("./types.js").SimulatorClock} clock */
export function createJobs(clock) {
  /** @type {Map<string, Job>} oldest first */
  const all = new Map();
  /** @type {Set<Job>} those whose end has not been booked yet */
  const open = new Set();
  /** The earliest end among the open ones: before it there is nothing to book, which keeps 10 000 jobs cheap. */
  let nextEnd = Number.POSITIVE_INFINITY;
  const totals = { ...NO_TOTALS };

  /** Books the end of every job that has ended, and forgets those over 7 days old. */
  function settle() {
    const now = clock.now();
    if (now >= nextEnd) {
      nextEnd = Number.POSITIVE_INFINITY;
      for (const job of open) {
        if (now >= job.endsAt) close(job);
        else nextEnd = Math.min(nextEnd, job.endsAt);
      }
    }
    for (const job of all.values()) {
      if (now - job.createdAt < KEPT_MS) break;
      if (job.settled) all.delete(job.id);
    }
  }

  /** @param {Job} job */
  function close(job) {
    open.delete(job);
    job.settled = true;
    if (job.model === VIDEO_MODEL) job.account.running--;
    const { status } = job.outcome;
    if ((status === "failed" || status === "timeout") && job.chargedMicros > 0) {
      job.refunded = true;
      job.account.balanceMicros += job.chargedMicros;
      totals.refunds++;
      totals.refundedMicros += job.chargedMicros;
    }
  }

  return {
    settle,
    totals,

    /**
     * Creates a job and charges for it, or throws the 429 or the 400 of an empty account.
     *
     * @param {Pick<Job, "model" | "account" | "input" | "dropped" | "outcome" | "webhook">} plan
     * @param {number} micros
     * @param {number} ms how long it takes
     * @returns {Job}
     */
    create(plan, micros, ms) {
      settle();
      const { account } = plan;
      const now = clock.now();
      const video = plan.model === VIDEO_MODEL;
      if (video) checkRate(account, now);
      if (account.balanceMicros < micros) throw new Refusal(400, MESSAGE.insufficient);

      const job = {
        ...plan,
        id: newId(),
        createdAt: now,
        endsAt: now + ms,
        chargedMicros: micros,
        settled: false,
        refunded: false,
        removed: false,
      };
      account.balanceMicros -= micros;
      totals.charges++;
      totals.chargedMicros += micros;
      if (video) {
        totals.jobs++;
        account.submitTimes.push(now);
        account.running++;
      } else {
        totals.runs++;
        totals.runsMicros += micros;
      }
      all.set(job.id, job);
      open.add(job);
      nextEnd = Math.min(nextEnd, job.endsAt);
      return job;
    },

    /**
     * @param {string} id
     * @param {Account} [account] leave out for what needs no key
     * @returns {Job | undefined}
     */
    find(id, account) {
      settle();
      const job = all.get(id);
      if (!job || job.removed || clock.now() - job.createdAt >= KEPT_MS) return undefined;
      return account && job.account !== account ? undefined : job;
    },

    /** Every job not yet expired, oldest first, removed ones included. */
    list() {
      settle();
      return [...all.values()].filter((job) => clock.now() - job.createdAt < KEPT_MS);
    },

    /** Every job that is kept, oldest first: one that never ends outlives even its 7 days. */
    all() {
      settle();
      return [...all.values()];
    },

    /**
     * Puts other jobs and sums in the place of its own. Those not settled yet count as running at their accounts.
     *
     * @param {Job[]} jobs oldest first
     * @param {typeof NO_TOTALS} sums
     */
    replace(jobs, sums) {
      this.clear();
      Object.assign(totals, sums);
      for (const job of jobs) {
        all.set(job.id, job);
        if (job.settled) continue;
        open.add(job);
        nextEnd = Math.min(nextEnd, job.endsAt);
        if (job.model === VIDEO_MODEL) job.account.running++;
      }
    },

    /** @param {Job} job */
    status(job) {
      const now = clock.now();
      if (now >= job.endsAt) return job.outcome.status;
      // The first moment a job is only created: a tenth of its time, a second at most.
      return now - job.createdAt < Math.min(1_000, (job.endsAt - job.createdAt) / 10)
        ? "created"
        : "processing";
    },

    clear() {
      all.clear();
      open.clear();
      nextEnd = Number.POSITIVE_INFINITY;
      Object.assign(totals, NO_TOTALS);
    },
  };
}

/**
 * A job as the service's answers show it.
 *
 * @param {Job} job
 * @param {string} status
 * @param {{ getUrl: string, output: () => string, withInput?: boolean }} how
 */
export function prediction(job, status, { getUrl, output, withInput = false }) {
  const ended = status === job.outcome.status;
  const completed = ended && status === "completed";
  const outputs = !completed ? [] : "outputs" in job.outcome ? job.outcome.outputs : [output()];
  return {
    id: job.id,
    model: job.model,
    outputs,
    urls: { get: getUrl },
    has_nsfw_contents: completed ? job.outcome.nsfw : [],
    status,
    created_at: new Date(job.createdAt).toISOString(),
    error: ended ? job.outcome.error : "",
    code: ended ? job.outcome.code : CODE.ok,
    timings: { inference: ended ? Math.round(job.endsAt - job.createdAt) : 0 },
    ...(withInput ? { input: job.input } : {}),
  };
}
