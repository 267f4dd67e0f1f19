// What must hold whatever happens: nobody is told a lie, and the ledger fits the service's books.

import { PRICE_MICROS } from "../support/world.js";
import { entryInWords, inWords, summed } from "./told.js";

/** @typedef {import("kling-multi-i2v/simulator").JobView} JobView */
/** @typedef {import("kling-multi-i2v").LedgerEntry} LedgerEntry */
/** @typedef {import("./bench.js").Call} Call */

/**
 * What the ledger says, and where that does not fit.
 *
 * @param {Pick<import("./bench.js").Bench, "jobs">} books
 * @param {Pick<import("./life.js").Life, "jobs" | "spent">} life
 * @param {number} [unseen] jobs that the browser made by itself, and that nobody got to look for yet
 */
export async function measure({ jobs }, life, unseen = 0) {
  const entries = await life.jobs();
  const spent = await life.spent();
  /** @type {string[]} */
  const lies = [];
  const sum = (/** @type {LedgerEntry[]} */ of) =>
    of.reduce((total, { estimate }) => total + estimate.micros, 0);
  const least = sum(entries.filter(({ charge }) => charge !== "none"));
  // What is being prepared may have its money reserved already.
  const most = least + sum(entries.filter(({ state }) => state === "preparing"));
  if (!(spent >= least && spent <= most)) lies.push(`spent() says ${spent}, its jobs come to ${least}`);
  const net = (jobs().filter(({ refunded }) => !refunded).length - unseen) * PRICE_MICROS;
  if (!(spent >= net)) lies.push(`spent() says ${spent}, the service has charged ${net}`);
  const isOrdered = entries.every(
    ({ startedAt }, at) => startedAt <= (entries[at - 1]?.startedAt ?? Infinity),
  );
  if (!isOrdered) lies.push("jobs() is not newest first");
  return { ledger: summed(entries.map(entryInWords)), entries, spent, net, lies };
}

/**
 * What no caller may ever be told, held against the service's jobs.
 *
 * @param {Pick<Call, "told">[]} calls
 * @param {JobView[]} jobs
 * @param {number} [repeated] jobs that the browser made by itself: an event told of each
 */
export function liesIn(calls, jobs, repeated = 0) {
  /** @type {string[]} */
  const lies = [];
  /** @type {Set<string>} */
  const owned = new Set();
  let open = repeated;
  for (const { told } of calls) {
    const id = told && ("video" in told ? told.id : told.jobId);
    const job = jobs.find((job) => job.id === id);
    if (!told || "video" in told) {
      if (job) owned.add(job.id);
      else if (told) lies.push(`a video of the job ${id}, which there is not`);
      else open++;
      continue;
    }
    const says = inWords(told);
    if (told.code === "foreign") lies.push(`an error that is no KlingError: ${told.message}`);
    if (id && !job) lies.push(`"${says}" names the job ${id}, which there is not`);
    if (told.charge === "charged" && !job) lies.push(`"${says}" without its job`);
    if (told.canResubmit && told.charge !== "none") lies.push(`"${says}" may pay twice`);
    if (told.charge === "unknown") open++;
    // The key of a conflict belongs to a job that is somebody else's wish.
    if (!job || told.code === "idempotency_conflict") continue;
    // While it runs a job is charged, also one that is refunded in the end: whoever stopped waiting was told so.
    const isRunning = told.stage === "poll" && told.charge === "charged";
    if ((told.charge === "none") !== job.refunded && !isRunning) {
      lies.push(`"${says}", and refunded: ${job.refunded}`);
    }
    owned.add(job.id);
  }
  const silent = jobs.filter(({ id, refunded }) => !refunded && !owned.has(id)).length;
  if (silent > open) lies.push(`${silent} jobs are paid of which nobody was told, and ${open} calls know it`);
  return lies;
}
