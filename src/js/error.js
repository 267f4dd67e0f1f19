// The one error of this package, and how the core's failures become it.

/** Everything that this package rejects with or throws. See `types/error.d.ts` for its fields. */
export class KlingError extends Error {
  /** @param {import("./types.js").KlingErrorFields} fields */
  constructor({ message, cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { jobId: null, status: null, issues: [], candidates: [] }, fields);
  }
}
// On the prototype: a subclass keeps it, and it is no own field that a log would print twice.
Object.defineProperty(KlingError.prototype, "name", {
  value: "KlingError",
  configurable: true,
  writable: true,
});

/**
 * Whether a caught value is a `KlingError`, also one of another copy of this package; with a code, whether it is of that.
 * @param {unknown} value
 * @param {import("./types.js").KlingErrorCode} [code]
 * @returns {value is import("./types.js").KlingFailure}
 */
export function isKlingError(value, code) {
  const isOurs = value instanceof Error && value.name === "KlingError";
  return isOurs && (!code || ("code" in value && value.code === code));
}

/**
 * What the core failed with, as an error with the stack of the call.
 * @param {unknown} failure
 */
export function lift(failure) {
  const isOurs =
    typeof failure === "object" &&
    failure !== null &&
    !(failure instanceof KlingError) &&
    "code" in failure &&
    "charge" in failure;
  return isOurs ? new KlingError(/** @type {import("./types.js").KlingErrorFields} */ (failure)) : failure;
}

/**
 * What kept a call from a job that there may be, told as such: what the job costs is not known.
 * @param {unknown} error
 * @param {string} jobId
 */
export function ofJob(error, jobId) {
  if (!(error instanceof KlingError)) return error;
  const { message, cause } = error;
  /** @type {any} */
  const fields = error;
  // Another one: those who wait for more than this job have the same.
  return new KlingError({
    ...fields,
    message,
    cause,
    stage: "poll",
    charge: "unknown",
    canResubmit: false,
    jobId,
  });
}

/**
 * Runs what throws the core's failures; throws errors.
 * @template T
 * @param {() => T} run
 * @returns {T}
 */
export function lifted(run) {
  try {
    return run();
  } catch (failure) {
    throw lift(failure);
  }
}

/**
 * Awaits what rejects with the core's failures; rejects with errors.
 * @template T
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function settled(run) {
  try {
    return await run();
  } catch (failure) {
    throw lift(failure);
  }
}
