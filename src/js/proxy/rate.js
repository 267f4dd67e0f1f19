// The service's rate limit. A submit that it refuses is the page's to send again: here it would hold the page's request open
// for longer than a page waits, and be paid after the page has given it up.

import { PATHS } from "../paths.js";

/** A pause that no client waits for, in s: the users' clients give up at once. */
const ENDLESS_S = 86_400;

/**
 * @param {string} base
 * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
 */
export function limitOf(base, fetch) {
  const paid = [base + PATHS.submit, base + PATHS.enhance];
  let freeMs = 0;
  return {
    /** The pause that it asks for, in s, if any: the limit is the account's, so it holds for all users. */
    pause: () => Math.max(0, Math.ceil((freeMs - Date.now()) / 1000)) || undefined,
    /** @param {string} url @param {RequestInit} init */
    async fetch(url, init) {
      const answer = await fetch(url, init);
      if (answer.status !== 429 || !paid.includes(url)) return answer;
      freeMs = Date.now() + (pauseOf(answer) ?? 0) * 1000;
      const headers = { "content-type": "application/json", "retry-after": String(ENDLESS_S) };
      return new Response(await answer.text(), { status: 429, headers });
    },
  };
}

/** The pause that an answer asks for, in s, if any. @param {Response} answer */
export function pauseOf({ headers }) {
  const header = headers.get("retry-after") ?? "";
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return seconds > 0 ? Math.min(Math.ceil(seconds), ENDLESS_S) : undefined;
}
