// A user's own part of the service's history: the jobs of the user's ledger, as the service tells of them now.

import { MODEL } from "kling-multi-i2v";
import { Refusal } from "./answers.js";

/** How many jobs are asked for at once. */
const AT_ONCE = 6;
/** How long is waited for submits whose end is not known yet, in ms: less than a page waits for an answer. */
const PATIENCE_MS = 25_000;
/** The ledger's clock is this machine's: so far it may be from the service's, in ms. */
const SLACK_MS = 86_400_000;

/** The service may know nothing of a job at first: so long its ledger entry speaks for it, in ms. */
const FRESH_MS = 600_000;

const FIELDS = ["page", "page_size", "model", "status", "created_after", "created_before", "include_inputs"];

/**
 * @param {import("./people.js").Person} person
 * @param {Record<string, unknown>} query as the service takes it
 * @param {AbortSignal} signal
 */
export async function historyOf(person, query, signal) {
  const { page, size, after, before } = read(query);
  const isMeant = (/** @type {{ startedAt: number }} */ { startedAt }) =>
    startedAt >= after - SLACK_MS && startedAt <= before + SLACK_MS;
  const entries = query.include_inputs
    ? await settled(person, isMeant, signal)
    : await person.client.jobs({ signal });
  const within = entries.filter((entry) => entry.jobId && isMeant(entry));
  const items = [];
  // Newest first, and no more of them are asked for than make the page.
  for (let at = 0; at < within.length && items.length < page * size; at += AT_ONCE) {
    const asked = within.slice(at, at + AT_ONCE).map((entry) => itemOf(person, entry, query, signal));
    for (const item of await Promise.all(asked)) {
      const made = Date.parse(String(item?.created_at));
      const isAsked = !(made < after || made > before) && (!query.status || item?.status === query.status);
      if (item && isAsked) items.push(item);
    }
  }
  return { page, items: items.slice((page - 1) * size, page * size) };
}

/** @typedef {import("../types.js").LedgerEntry} Entry */

/**
 * The ledger, once no submit that is meant is open. A page's client asks for what jobs were made of to learn whether its
 * submit made one: while that is not known here, also where the submit has yet to go out, it must not be told that there is
 * none.
 *
 * @param {import("./people.js").Person} person
 * @param {(entry: { startedAt: number }) => boolean} isMeant
 * @param {AbortSignal} signal
 */
export async function settled({ client }, isMeant, signal) {
  const isOpen = (/** @type {Entry} */ entry) =>
    !["running", "ended"].includes(entry.state) && isMeant(entry);
  const entries = await client.jobs({ signal });
  if (!entries.some(isOpen)) return entries;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const resumed = await client.resume({ signal });
  const open = resumed.filter((job) => job.id === null && isMeant(job));
  await Promise.allSettled(open.map((job) => job.status({ signal: patience })));
  const again = await client.jobs({ signal });
  if (again.some(isOpen))
    throw new Refusal(503, "A submit of this user has no known end yet: ask again.", { "retry-after": "5" });
  return again;
}

/**
 * One job as the service tells of it; undefined where it has forgotten it.
 *
 * @param {import("./people.js").Person} person
 * @param {import("../types.js").LedgerEntry} entry
 * @param {Record<string, unknown>} query
 * @param {AbortSignal} signal
 * @returns {Promise<Record<string, unknown> | undefined>}
 */
async function itemOf({ client }, { jobId, request, startedAt }, query, signal) {
  const id = String(jobId);
  const input = query.include_inputs && request ? { input: request } : {};
  try {
    const { raw } = await client.job(id).status({ signal });
    return { ...shown(raw, id), ...input };
  } catch (error) {
    const { code } = /** @type {{ code?: string }} */ (error);
    if (code !== "not_found" && code !== "expired") throw error;
    if (Date.now() - startedAt > FRESH_MS) return undefined;
    // A page that looks for it would pay for it again.
    const created_at = new Date(startedAt).toISOString();
    return { model: MODEL.id, status: "created", outputs: [], created_at, ...input, id };
  }
}

/**
 * A job as the service tells of it, but for the address that it is asked at: a page asks the proxy.
 *
 * @param {unknown} raw @param {string} id
 * @returns {Record<string, unknown>}
 */
export function shown(raw, id) {
  const { urls: _, ...kept } = Object(raw ?? {});
  return { ...kept, id };
}

/** @param {Record<string, unknown>} query */
function read(query) {
  const [unknown] = Object.keys(query).filter((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw new Refusal(400, `/${unknown}: the history knows ${FIELDS.join(", ")}.`);
  if ((query.model ?? MODEL.id) !== MODEL.id)
    throw new Refusal(400, `/model: this proxy serves ${MODEL.id} alone.`);
  return {
    page: whole(query, "page", 1, 1_000_000),
    size: whole(query, "page_size", 20, 100),
    after: moment(query, "created_after", Number.NEGATIVE_INFINITY),
    before: moment(query, "created_before", Number.POSITIVE_INFINITY),
  };
}

/** @param {Record<string, unknown>} query @param {string} name @param {number} usual @param {number} most */
function whole(query, name, usual, most) {
  const value = query[name] ?? usual;
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > most)
    throw new Refusal(400, `/${name}: must be a whole number from 1 to ${most}.`);
  return Number(value);
}

/** @param {Record<string, unknown>} query @param {string} name @param {number} usual */
function moment(query, name, usual) {
  const value = query[name];
  if (value === undefined || value === null) return usual;
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw new Refusal(400, `/${name}: must be a time as RFC 3339 has it.`);
  return ms;
}
