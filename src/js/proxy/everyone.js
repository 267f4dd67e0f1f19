// The cap on what all users together may spend: a sum that is raised before anything is sent, and lowered only where that
// cost nothing for sure. A crash between the two leaves it too high, never too low.

import { MODEL } from "kling-multi-i2v";
import { ofBudget, Refusal } from "./answers.js";
import { PREFIX } from "./view.js";

const SUM = `${PREFIX}everyone/sum`;
const PAID = `${PREFIX}everyone/paid/`;
const DAY_MS = 86_400_000;
/** How often another process may come between reading and writing. */
const TRIES = 200;

/** @typedef {{ day: number, dayMicros: number, totalMicros: number, changes: number }} Sum */
/** @typedef {{ micros: number, day: number }} Hold */

/**
 * @param {import("../stores/types.js").OpenStore} store
 * @param {{ perDayUsd?: number, totalUsd?: number }} cap
 */
export function createCap(store, { perDayUsd, totalUsd }) {
  const mostToday = perDayUsd === undefined ? Number.POSITIVE_INFINITY : Math.floor(perDayUsd * 1e6 + 1e-6);
  const mostInAll = totalUsd === undefined ? Number.POSITIVE_INFINITY : Math.floor(totalUsd * 1e6 + 1e-6);
  const today = () => Math.floor(Date.now() / DAY_MS);

  /** @param {(sum: Sum) => Sum} change */
  async function changed(change) {
    for (let tried = 0; tried < TRIES; tried++) {
      const seen = await store.get(SUM);
      const { day, dayMicros, totalMicros, changes } = read(seen);
      const now = today();
      // A clock that is a day behind begins no new day.
      const sum =
        now > day
          ? { day: now, dayMicros: 0, totalMicros, changes }
          : { day, dayMicros, totalMicros, changes };
      const next = { ...change(sum), changes: changes + 1 };
      if (await store.compareAndPut(SUM, seen, next)) {
        if (next.day > day) await sweep(now);
        return next;
      }
    }
    throw new Error("The store changes faster than it can be written: ask again.");
  }

  /** Nothing there is nothing spent; what cannot be read is not. @param {unknown} seen @returns {Sum} */
  function read(seen) {
    const { day, dayMicros, totalMicros, changes } = Object(
      seen ?? { day: 0, dayMicros: 0, totalMicros: 0, changes: 0 },
    );
    const sum = { day, dayMicros, totalMicros, changes };
    if (!Object.values(sum).every((number) => Number.isSafeInteger(number) && number >= 0))
      throw new Error(`The store's ${SUM} cannot be read.`);
    return sum;
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
      const { day } = await changed((sum) => {
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
      return { micros, day };
    },
    /** It cost nothing. @param {Hold} hold */
    async release({ micros, day }) {
      await changed((sum) => ({
        ...sum,
        dayMicros: sum.day === day ? Math.max(0, sum.dayMicros - micros) : sum.dayMicros,
        totalMicros: Math.max(0, sum.totalMicros - micros),
      }));
    },
    /** It made this job; an earlier hold may have paid for it. @param {Hold} hold @param {string} id */
    async settle(hold, id) {
      const isFirst = await store.compareAndPut(PAID + id, undefined, { day: hold.day });
      if (!isFirst) await this.release(hold);
    },
  };
}
