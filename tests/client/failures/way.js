// One way to get into a situation of docs/errors.md, and what several ways have in common.

import { photo, REQUEST } from "../../support/world.js";

/** @typedef {import("../../support/world.js").World} World */
/** @typedef {import("../../support/world.js").FaultRule} FaultRule */
/**
 * What is done, and what the simulator has booked then (default: nothing where the charge is "none", the price where it is
 * "charged"; "unknown" has to say). `others` is how many jobs somebody else has made.
 * @typedef {{ booked?: number, others?: number }} Books
 * @typedef {{ name: string, run: (world: World) => Promise<unknown> | (() => unknown) } & Books} Way
 * @typedef {Record<string, Way[]>} Scenarios by the row's situation
 */

export const ALWAYS = /** @type {const} */ ({ times: "Infinity" });
export const WITH_PHOTO = { ...REQUEST, images: [photo()] };

/** @param {string} name @param {Way["run"]} run @param {Books | number} [books] @returns {Way} */
export const way = (name, run, books = {}) => ({
  ...{ name, run },
  ...(typeof books === "number" ? { booked: books } : books),
});

/**
 * How long a client waits for an answer that never comes, in ms: longer than this machine takes for one that comes.
 *
 * @param {Partial<FaultRule>} fault
 */
export const patience = (fault, ms = 400) => ({ requestTimeoutMs: fault.hang ? ms : 45_000 });

/** A generate under a fault. @param {Partial<FaultRule>} fault @param {Books | number} [books] */
export const submitUnder = (fault, books) =>
  way(
    `submit ${JSON.stringify(fault)}`,
    ({ sim, client }) => {
      sim.fault({ on: "submit", ...fault });
      return client(patience(fault)).generate(REQUEST);
    },
    books,
  );

/** What the first of a batch ended with. @param {Promise<import("kling-multi-i2v").Outcome[]>} outcomes */
export async function firstOf(outcomes) {
  const [first] = await outcomes;
  if (first?.status === "rejected") throw first.reason;
  return first?.value;
}
