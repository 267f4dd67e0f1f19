// What was spent today of the cap, simulated and real apart, and whether one more run fits.
import { computed, signal } from "@preact/signals";
import { capText, mode } from "./settings.js";

const MICROS = 1_000_000;

const capWords = () =>
  capText.value
    .trim()
    .replace(/^\$\s*/, "")
    .replace(",", ".");

/** Whether what stands in the cap's field is no amount: then nothing may be spent. */
export const isCapOdd = computed(
  () => capText.value.trim() !== "" && !/^\d{1,6}(\.\d{0,6})?$/.test(capWords()),
);

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

/** What the day's jobs and enhancements cost by the ledgers, in micros, by whether it was simulated. */
const sums = signal({ day: "", simulated: 0, real: 0 });

const sumsOfToday = () =>
  sums.value.day === today.value ? sums.value : { day: today.value, simulated: 0, real: 0 };

const kind = () => (mode.value === "simulator" ? "simulated" : "real");

/** Spent today, in micros, by the present connection's kind of money. */
export const spentToday = computed(() => sumsOfToday()[kind()]);

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
  sums.value = { ...sumsOfToday(), [simulated ? "simulated" : "real"]: day.micros };
}
