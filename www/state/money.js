// What was spent today of the cap, simulated and real apart, and whether one more run fits.
import { computed, signal } from "@preact/signals";
import { MODEL } from "kling-multi-i2v";
import { read, write } from "./disk.js";
import { capText, mode, proxyUrl } from "./settings.js";

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

/** Each address has a ledger of its own, and so has the cap's budget. @param {import("./connection.js").Connection} connection */
const ledgerName = ({ mode: kind, proxyUrl: url = "" }) => (kind === "proxy" ? url : kind);

/** What today's jobs cost by each ledger, in micros. */
const jobs = signal(/** @type {Record<string, number>} */ ({}));

/** What today's prompt enhancements cost: no job, so they are in no ledger. */
const enhancements = signal({ day: "", simulated: 0, real: 0 });

const kind = () => (mode.value === "simulator" ? "simulated" : "real");

/** Spent today, in micros, by the present connection's kind of money. */
export const spentToday = computed(() => {
  const { day, ...micros } = enhancements.value;
  const ofJobs = jobs.value[ledgerName({ mode: mode.value, proxyUrl: proxyUrl.value })] ?? 0;
  return ofJobs + (day === todayUtc() ? micros[kind()] : 0);
});

/** How much over the cap such a spending would come; 0 where it fits. @param {number} micros */
export function overCap(micros) {
  const cap = capUsd();
  if (cap === undefined) return 0;
  return Math.max(0, spentToday.value + micros - Math.round(cap * MICROS));
}

/**
 * Reads today's sum out of a client's ledger.
 * @param {import("kling-multi-i2v").KlingClient} kling
 * @param {import("./connection.js").Connection} connection
 */
export async function refreshSpent(kling, connection) {
  const { day } = await kling.spent();
  jobs.value = { ...jobs.value, [ledgerName(connection)]: day.micros };
}

export async function recallEnhancements() {
  const kept = await read("values", "enhancements");
  if (kept?.day === todayUtc()) enhancements.value = kept;
}

/** Counts one prompt enhancement. */
export function countEnhancement() {
  const { day, simulated, real } = enhancements.value;
  const isToday = day === todayUtc();
  const next = { day: todayUtc(), simulated: isToday ? simulated : 0, real: isToday ? real : 0 };
  next[kind()] += MODEL.pricing.enhancePromptMicros;
  enhancements.value = next;
  write("values", "enhancements", next);
}
