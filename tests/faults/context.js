// What a scenario needs of a test, without a test: things to do at its end.

/**
 * Runs something, then all that it asked for at its end, the last first.
 *
 * @template T
 * @param {(test: import("../support/world.js").Test) => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function once(run) {
  /** @type {(() => unknown)[]} */
  const ends = [];
  try {
    return await run({ after: (end) => ends.unshift(end) });
  } finally {
    for (const end of ends) await end();
  }
}
