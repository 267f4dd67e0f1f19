// What was spent today of the cap, in each ledger apart, and whether one more run fits.
import { computed, signal } from "@preact/signals";
import { capText, mode, proxyUrl } from "./settings.js";

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

/** The cap in micros; undefined for none. */
export function capMicros() {
  const cap = capUsd();
  return cap === undefined ? undefined : Math.round(cap * MICROS);
}

const todayUtc = () => new Date().toISOString().slice(0, 10);

/** A page may stay open over midnight. */
const today = signal(todayUtc());
setInterval(() => {
  today.value = todayUtc();
}, 30_000);

/** Each address has a ledger of its own, and so has the cap's budget. @param {import("./connection.js").Connection} connection */
const ledgerName = ({ mode: kind, proxyUrl: url = "" }) => (kind === "proxy" ? url : kind);

/** What a day's jobs and enhancements cost, in micros, by each ledger. */
const sums = signal({ day: "", micros: /** @type {Record<string, number>} */ ({}) });

const sumsOfToday = () => (sums.value.day === today.value ? sums.value.micros : {});

/** Spent today by the present connection's ledger, in micros. */
export const spentToday = computed(
  () => sumsOfToday()[ledgerName({ mode: mode.value, proxyUrl: proxyUrl.value })] ?? 0,
);

/** How much over the cap such a spending would come; 0 where it fits. @param {number} micros */
export function overCap(micros) {
  const cap = capMicros();
  return cap === undefined ? 0 : Math.max(0, spentToday.value + micros - cap);
}

/**
 * Reads today's sum out of a client's ledger.
 * @param {import("kling-multi-i2v").KlingClient} kling
 * @param {import("./connection.js").Connection} connection
 */
export async function refreshSpent(kling, connection) {
  const { day } = await kling.spent();
  today.value = todayUtc();
  sums.value = { day: today.value, micros: { ...sumsOfToday(), [ledgerName(connection)]: day.micros } };
}
