// What restore() takes: looked at field by field, and copied, before anything is changed.

import { Refusal } from "./answers.js";
import { OPTIMIZER_MODEL, VIDEO_MODEL } from "./facts.js";
import { optimizerInput, videoInput } from "./inputs.js";
import { ENDINGS, makeOutcome, NO_TOTALS } from "./jobs.js";

export const VERSION = 1;

/** @typedef {Omit<import("./accounts.js").Account, "running"> & { replaced: boolean }} SavedAccount */
/** @typedef {Omit<import("./jobs.js").Job, "account"> & { account: number }} SavedJob its account is a place in the list */
/**
 * @typedef {{
 *   jobs: SavedJob[],
 *   accounts: SavedAccount[],
 *   uploads: import("./uploads.js").UploadFacts[],
 *   tickets: (import("./uploads.js").Ticket & { id: string })[],
 *   origins: string[],
 *   totals: typeof NO_TOTALS,
 * }} Saved
 */

/** @typedef {[holds: (value: any) => boolean, what: string]} Kind */
/** @typedef {Record<string, Kind>} Kinds by field */

const isText = (/** @type {unknown} */ value) => typeof value === "string";
const isObject = (/** @type {unknown} */ value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Within what a Date can tell. */
const isTime = (/** @type {unknown} */ value) => typeof value === "number" && Math.abs(value) <= 8.64e15;

/** @type {Kind} */
const TEXT = [isText, "a text"];
/** @type {Kind} */
const TEXTS = [(value) => Array.isArray(value) && value.every(isText), "an array of texts"];
/** @type {Kind} */
const FLAG = [(value) => typeof value === "boolean", "true or false"];
/** @type {Kind} */
const COUNT = [(value) => Number.isSafeInteger(value) && value >= 0, "a whole number from 0"];
/** @type {Kind} */
const TIME = [isTime, "milliseconds since 1970"];
/** @type {Kind} */
const LIST = [Array.isArray, "an array"];
/** @type {Kind} */
const OBJECT = [isObject, "an object"];

/** @type {Kinds} */
const WHOLE = {
  at: TIME,
  jobs: LIST,
  accounts: LIST,
  uploads: LIST,
  tickets: LIST,
  origins: TEXTS,
  totals: OBJECT,
};
/** @type {Kinds} */
const JOB = {
  id: [(value) => isText(value) && /^[0-9a-f]{32}$/.test(value), "32 hexadecimal digits"],
  model: [(value) => value === VIDEO_MODEL || value === OPTIMIZER_MODEL, "a model that is simulated"],
  account: COUNT,
  input: OBJECT,
  dropped: TEXTS,
  createdAt: TIME,
  // null stands for Infinity, which JSON lacks: the job never ends.
  endsAt: [(value) => value === null || typeof value === "number", "milliseconds since 1970, or null"],
  outcome: OBJECT,
  chargedMicros: COUNT,
  settled: FLAG,
  refunded: FLAG,
  removed: FLAG,
  webhook: [(value) => value === null || isText(value), "a text or null"],
};
/** @type {Kinds} */
const ACCOUNT = {
  key: TEXT,
  name: TEXT,
  forbidden: FLAG,
  balanceMicros: [Number.isSafeInteger, "a whole number"],
  perMinute: COUNT,
  atOnce: COUNT,
  submitTimes: [(value) => Array.isArray(value) && value.every(isTime), "an array of times"],
  replaced: FLAG,
};
/** @type {Kinds} */
const UPLOAD = { path: TEXT, type: TEXT, size: COUNT, at: TIME };
/** @type {Kinds} */
const TICKET = {
  id: TEXT,
  path: TEXT,
  size: COUNT,
  headers: [(value) => isObject(value) && Object.values(value).every(isText), "texts by name"],
  until: TIME,
};
/** @type {Kinds} */
const TOTALS = Object.fromEntries(Object.keys(NO_TOTALS).map((name) => [name, COUNT]));

/**
 * @param {unknown} value
 * @returns {Saved} which shares nothing with the value
 */
export function readSaved(value) {
  if (!isObject(value)) {
    throw new TypeError(
      `restore takes the object that save() returned${isText(value) ? ", not its JSON text" : ""}`,
    );
  }
  const copy = plainCopy(value);
  if (copy?.version !== VERSION) {
    throw new TypeError(
      `restore: the version is ${JSON.stringify(copy?.version)}, and only ${VERSION} is known here`,
    );
  }
  const whole = fields(copy, WHOLE, "saved");
  const accounts = list(whole.accounts, ACCOUNT, "accounts");
  once(
    accounts.filter((account) => !account.replaced).map((account) => account.key),
    "accounts",
  );
  const jobs = list(whole.jobs, JOB, "jobs").map((job, i) => readJob(job, accounts.length, `jobs[${i}]`));
  once(
    jobs.map((job) => job.id),
    "jobs",
  );
  return {
    jobs,
    accounts,
    uploads: list(whole.uploads, UPLOAD, "uploads"),
    tickets: list(whole.tickets, TICKET, "tickets"),
    origins: whole.origins,
    totals: fields(whole.totals, TOTALS, "totals"),
  };
}

/**
 * @param {any} job whose fields were looked at
 * @param {number} accounts how many there are
 * @param {string} where
 * @returns {SavedJob}
 */
function readJob(job, accounts, where) {
  if (job.account >= accounts) throw wrong(`${where}.account`, "the place of an account");
  if (job.refunded && !job.settled) throw wrong(`${where}.refunded`, "false before the job is settled");
  const { fixed, outputs, ...outcome } = job.outcome;
  if (!Object.hasOwn(ENDINGS, outcome.status)) {
    throw wrong(`${where}.outcome.status`, `one of ${Object.keys(ENDINGS).join(", ")}`);
  }
  return {
    ...job,
    input: readInput(job, where),
    outcome: makeOutcome({ ...outcome, ...(fixed ? { outputs } : {}) }),
    endsAt: job.endsAt ?? Number.POSITIVE_INFINITY,
  };
}

/** The inputs, as good as a submit's: the video is made from them. @param {any} job @param {string} where */
function readInput({ model, input }, where) {
  try {
    return model === VIDEO_MODEL ? videoInput(input).input : optimizerInput(input);
  } catch (error) {
    if (error instanceof Refusal) throw new TypeError(`restore: ${where}.input: ${error.message}`);
    throw error;
  }
}

/** @param {unknown} value @returns {any} */
function plainCopy(value) {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch (cause) {
    throw new TypeError("restore: what it was given is no plain JSON", { cause });
  }
}

/**
 * @param {unknown[]} values
 * @param {Kinds} kinds
 * @param {string} where
 */
function list(values, kinds, where) {
  return values.map((value, i) => fields(value, kinds, `${where}[${i}]`));
}

/**
 * These fields of an object, and no other.
 *
 * @param {any} value
 * @param {Kinds} kinds
 * @param {string} where
 * @returns {any}
 */
function fields(value, kinds, where) {
  if (!isObject(value)) throw wrong(where, "an object");
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const [name, [holds, what]] of Object.entries(kinds)) {
    if (!holds(value[name])) throw wrong(`${where}.${name}`, what);
    result[name] = value[name];
  }
  return result;
}

/** @param {string[]} ids @param {string} where */
function once(ids, where) {
  if (new Set(ids).size < ids.length) throw wrong(where, "each there once");
}

/** @param {string} where @param {string} what */
function wrong(where, what) {
  return new TypeError(`restore: ${where} must be ${what}`);
}
