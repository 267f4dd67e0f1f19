// The history as the users' clients get to read it: only where it tells what its jobs were made of.

import { PATHS } from "../paths.js";

/**
 * Without that, the client takes the only job since a lost submit for the lost one, if its ledger has no other that is open.
 * Each user has a ledger of one's own, so that job may be another user's.
 *
 * @param {string} base
 * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
 * @returns {(url: string, init: RequestInit) => Promise<Response>}
 */
export function telling(base, fetch) {
  return async (url, init) => {
    const answer = await fetch(url, init);
    if (url !== base + PATHS.history || !answer.ok) return answer;
    const text = await answer.text();
    const headers = { "content-type": "application/json" };
    return isTold(text)
      ? new Response(text, { status: answer.status, headers })
      : Response.json({ code: 502, message: "The history does not tell its jobs' inputs." }, { status: 502 });
  };
}

/** @param {string} text */
function isTold(text) {
  try {
    const { items } = JSON.parse(text).data;
    return !Array.isArray(items) || items.every((item) => typeof item?.input?.prompt === "string");
  } catch {
    // What it is then, the client says.
    return true;
  }
}
