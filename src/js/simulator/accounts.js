// Accounts: who may ask, what they have, and how often they may submit. Money is integer micros.

import { Refusal } from "./answers.js";
import { LEVELS, MESSAGE, MICROS_PER_USD } from "./facts.js";

/**
 * @typedef {{
 *   key: string, name: string, forbidden: boolean, balanceMicros: number,
 *   perMinute: number, atOnce: number,
 *   submitTimes: number[], running: number,
 * }} Account
 */

/**
 * @param {import("./types.js").AccountOptions} options
 * @returns {Account}
 */
export function makeAccount({ key, name = key, balanceUsd = 100, level = 3, forbidden = false }) {
  const limits = LEVELS.get(level);
  if (typeof key !== "string" || !/^[\x21-\x7e]+$/.test(key)) {
    throw new TypeError("addAccount: key must be a text of printable ASCII without spaces");
  }
  if (!limits) throw new RangeError(`addAccount: level must be 1, 2, 3 or 4, not ${level}`);
  const balanceMicros = Math.round(balanceUsd * MICROS_PER_USD);
  if (!Number.isSafeInteger(balanceMicros))
    throw new RangeError("addAccount: balanceUsd must be a number of USD");
  return { key, name, forbidden, balanceMicros, ...limits, submitTimes: [], running: 0 };
}

/**
 * The account behind an Authorization header. Throws the 401 or 403 that the service answers.
 *
 * @param {Map<string, Account>} accounts by key
 * @param {string | undefined} header
 * @returns {Account}
 */
export function authorize(accounts, header) {
  if (!header) throw new Refusal(401, MESSAGE.noKey);
  // Compared to the character: white space that was pasted along with a key makes it another key.
  const key = /^bearer (.*)$/is.exec(header)?.[1];
  if (key === undefined) throw new Refusal(401, MESSAGE.noKey);
  const account = accounts.get(key);
  if (!account) throw new Refusal(401, MESSAGE.badKey);
  if (account.forbidden) throw new Refusal(403, MESSAGE.forbidden);
  return account;
}

/**
 * Refuses with 429 what is too much for the account's level. A refused submit does not count.
 *
 * @param {Account} account
 * @param {number} now
 */
export function checkRate(account, now) {
  if (account.running >= account.atOnce) throw new Refusal(429, MESSAGE.concurrency);
  forgetOldSubmits(account, now);
  if (account.submitTimes.length >= account.perMinute) {
    throw new Refusal(429, MESSAGE.rate(account.perMinute));
  }
}

/**
 * Drops the times of submits that count no more: those a minute old.
 *
 * @param {Account} account
 * @param {number} now
 */
export function forgetOldSubmits(account, now) {
  const minuteAgo = now - 60_000;
  let expired = 0;
  while (expired < account.submitTimes.length && (account.submitTimes[expired] ?? 0) <= minuteAgo) expired++;
  if (expired > 0) account.submitTimes.splice(0, expired);
}
