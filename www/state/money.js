// What was spent today of the cap, simulated and real apart, and whether one more run fits.
import { computed, signal } from "@preact/signals";
import { MODEL } from "kling-multi-i2v";
import { read, write } from "./disk.js";
import { capText, mode } from "./settings.js";

const MICROS = 1_000_000;

const capWords = () =>
  capText.value
    .trim()
    .replace(/^\$\s*/, "")
    .replace(",", ".");

/** Whether what stands in the cap's field is no amount: then nothing may be spent. */
export const isCapOdd = computed(() => !/^(\d{1,6}(\.\d{0,6})?)?$/.test(capWords()));

/** The cap in USD; undefined for none. @returns {number | undefined} */
export function capUsd() {
  if (isCapOdd.value) return 0;
  return capWords() === "" ? undefined : Number(capWords());
}

const todayUtc = () => new Date().toISOString().slice(0, 10);

/** A page may stay open over midnight. */
const today = signal(todayUtc());
setInterval(() => {
  today.value = todayUtc();
}, 30_000);

/** @typedef {{ day: string, simulated: number, real: number }} Sums of a day, in micros, by whether it was simulated */

/** What the day's jobs cost by the ledger. */
const jobs = signal(/** @type {Sums} */ ({ day: "", simulated: 0, real: 0 }));

/** What the day's prompt enhancements cost: no job, so they are in no ledger. */
const enhancements = signal(/** @type {Sums} */ ({ day: "", simulated: 0, real: 0 }));

/** @param {Sums} sums @returns {Sums} */
const ofToday = (sums) => (sums.day === today.value ? sums : { day: today.value, simulated: 0, real: 0 });

const kind = () => (mode.value === "simulator" ? "simulated" : "real");

/** Spent today, in micros, by the present connection's kind of money. */
export const spentToday = computed(() => ofToday(jobs.value)[kind()] + ofToday(enhancements.value)[kind()]);

/**
 * What of the cap there is for jobs, in USD; undefined for no cap. A client's ledger has no enhancements in it.
 * @param {boolean} simulated
 */
export function capOfJobs(simulated) {
  const cap = capUsd();
  if (cap === undefined) return undefined;
  const enhanced = ofToday(enhancements.value)[simulated ? "simulated" : "real"];
  return Math.max(0, Math.round(cap * MICROS) - enhanced) / MICROS;
}

/** How much over the cap such a spending would come; 0 where it fits. @param {number} micros */
export function overCap(micros) {
  const cap = capUsd();
  if (cap === undefined) return 0;
  return Math.max(0, spentToday.value + micros - Math.round(cap * MICROS));
}

/**
 * Reads today's sum out of a client's ledger.
 * @param {import("kling-multi-i2v").KlingClient} kling
 * @param {boolean} simulated
 */
export async function refreshSpent(kling, simulated) {
  const { day } = await kling.spent();
  today.value = todayUtc();
  jobs.value = { ...ofToday(jobs.value), [simulated ? "simulated" : "real"]: day.micros };
}

export async function recallEnhancements() {
  const kept = await read("values", "enhancements");
  if (kept) enhancements.value = kept;
}

/** Counts one prompt enhancement. */
export function countEnhancement() {
  today.value = todayUtc();
  const next = { ...ofToday(enhancements.value) };
  next[kind()] += MODEL.pricing.enhancePromptMicros;
  enhancements.value = next;
  write("values", "enhancements", next);
}
