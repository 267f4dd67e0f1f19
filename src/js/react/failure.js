// What the hooks say of failures: whose they are, what they cost, and whether the video may still come.
/** @typedef {import("../types.js").KlingError} Failure */
import { isKlingError, KlingError } from "../error.js";

/** How a job ends for good. Any other failure that cost something leaves a job that may still give its video. */
const ENDS = [
  "job_failed",
  "moderated",
  "cancelled",
  "expired",
  "no_output",
  "validation",
  "idempotency_conflict",
];

/** @param {Failure} error */
export const mayGoOn = ({ charge, code }) => charge !== "none" && !ENDS.includes(code);

const FREE = /** @type {const} */ ({ charge: "none", canResubmit: false });

/** @param {import("../types.js").KlingErrorFields} fields */
const failure = (fields) => /** @type {Failure} */ (new KlingError(fields));

/** Of a job that is not in the ledger any more. */
export const nothing = () =>
  failure({
    ...FREE,
    ...{ code: "aborted", stage: "submit", canResubmit: true },
    message: "Nothing came of it, and nothing was charged: generate it again.",
  });

/** @param {string} message @param {unknown} [cause] */
export const config = (message, cause) =>
  failure({ ...FREE, code: "config", stage: "config", message, cause });

/**
 * What was thrown, as one of ours. A look that failed does not make free what was charged before.
 * @param {unknown} value
 * @param {import("../types.js").Charge} [charge] what was known to be charged before
 * @returns {Failure}
 */
export function asKlingError(value, charge = "none") {
  const error = isKlingError(value)
    ? value
    : config(
        `A function that was given to the hook failed: ${value}. Correct it; cause has the error.`,
        value,
      );
  const isOfTheLook = error.code === "config" || error.code === "storage";
  if (charge === "none" || error.charge !== "none" || !isOfTheLook) return error;
  const { code, stage, message, jobId, status, issues, cause } = error;
  return failure({ code, stage, message, jobId, status, issues, cause, charge, canResubmit: false });
}
