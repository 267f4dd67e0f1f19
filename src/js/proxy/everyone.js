// The cap on what all users together may spend: a sum that is raised before anything is sent, and lowered only where that
// cost nothing for sure, or was given back. A crash between the two leaves it too high, never too low. It is no ledger of the
// core's: that one has its sums with its jobs, and each user has a ledger of one's own.

import { MODEL } from "kling-multi-i2v";
import { ofBudget, Refusal } from "./answers.js";
import { PREFIX } from "./view.js";

const SUM = `${PREFIX}everyone/sum`;
const PAID = `${PREFIX}everyone/paid/`;
const DAY_MS = 86_400_000;
/** How often another process may come between reading and writing. */
const TRIES = 200;

/** So many changes are remembered by name: what a store's client sends again after a lost answer is one change. */
const REMEMBERED = 50;

/** @typedef {{ day: number, dayMicros: number, totalMicros: number }} Amounts */
/** @typedef {Amounts & { changes: string[] }} Sum */
/** @typedef {{ micros: number, day: number, name: string }} Hold */

/**
 * @param {import("../stores/types.js").OpenStore} store
 * @param {{ perDayUsd?: number, totalUsd?: number }} cap
 */
export function createCap(store, { perDayUsd, totalUsd }) {
  const mostToday = perDayUsd === undefined ? Number.POSITIVE_INFINITY : Math.floor(perDayUsd * 1e6 + 1e-6);
  const mostInAll = totalUsd === undefined ? Number.POSITIVE_INFINITY : Math.floor(totalUsd * 1e6 + 1e-6);
  const today = () => Math.floor(Date.now() / DAY_MS);

  /** @param {(sum: Amounts) => Amounts} change */
  async function changed(change) {
    const name = crypto.randomUUID().slice(0, 13);
    for (let tried = 0; tried < TRIES; tried++) {
      const seen = await store.get(SUM);
      const { changes, ...there } = read(seen);
      // It was put, and told "no": the store's client had sent it twice.
      if (changes.includes(name)) return { ...there, name };
      const now = today();
      // A clock that is a day behind begins no new day.
      const next = change(now > there.day ? { ...there, day: now, dayMicros: 0 } : there);
      const names = [name, ...changes].slice(0, REMEMBERED);
      if (await store.compareAndPut(SUM, seen, { ...next, changes: names })) {
        // What is left over is the next day's.
        if (next.day > there.day) sweep(now).catch(() => {});
        return { ...next, name };
      }
    }
    throw new Error("The store changes faster than it can be written: ask again.");
  }

  /** Nothing there is nothing spent; what cannot be read is not. @param {unknown} seen @returns {Sum} */
  function read(seen) {
    const { day, dayMicros, totalMicros, changes } = Object(
      seen ?? { day: 0, dayMicros: 0, totalMicros: 0, changes: [] },
    );
    const isAmount = (/** @type {unknown} */ number) => Number.isSafeInteger(number) && Number(number) >= 0;
    if (![day, dayMicros, totalMicros].every(isAmount) || !Array.isArray(changes))
      throw new Error(`The store's ${SUM} cannot be read.`);
    return { day, dayMicros, totalMicros, changes };
  }

  /** The marks of jobs that the service has forgotten. @param {number} now */
  async function sweep(now) {
    for (const [key, mark] of await store.list(PAID)) {
      if (now - Number(Object(mark).day) > MODEL.keptDays + 1) await store.delete(key);
    }
  }

  return {
    /** Reserves it, or refuses. @param {number} micros @returns {Promise<Hold>} */
    async hold(micros) {
      const { day, name } = await changed((sum) => {
        const day = sum.dayMicros + micros;
        const total = sum.totalMicros + micros;
        if (day > mostToday)
          throw new Refusal(
            402,
            ofBudget("all users together have spent today's (UTC). Nothing was charged."),
          );
        if (total > mostInAll)
          throw new Refusal(402, ofBudget("all users together have spent it. Nothing was charged."));
        return { ...sum, dayMicros: day, totalMicros: total };
      });
      return { micros, day, name };
    },
    /** It cost nothing. @param {Pick<Hold, "micros" | "day">} hold */
    async release({ micros, day }) {
      await changed((sum) => ({
        ...sum,
        dayMicros: sum.day === day ? Math.max(0, sum.dayMicros - micros) : sum.dayMicros,
        totalMicros: Math.max(0, sum.totalMicros - micros),
      }));
    },
    /** It made this job; an earlier hold may have paid for it. @param {Hold} hold @param {string} id */
    async settle(hold, id) {
      const mark = { day: hold.day, by: hold.name, micros: hold.micros };
      if (await store.compareAndPut(PAID + id, undefined, mark)) return;
      const { by } = Object(await store.get(PAID + id));
      if (by !== undefined && by !== hold.name) await this.release(hold);
    },
    /** The service gives back what this job cost: once, however many hear of it. @param {string} id */
    async giveBack(id) {
      const mark = await store.get(PAID + id);
      const { day, micros } = Object(mark ?? {});
      if (!(micros > 0)) return;
      if (await store.compareAndPut(PAID + id, mark, { ...Object(mark), micros: 0 }))
        await this.release({ micros, day });
    },
  };
}
