// Chance from a seed: the same seed gives the same choices.

/** @param {number} seed @returns {Chance} */
export function chance(seed) {
  let state = seed >>> 0;
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (/** @type {number} */ count) => Math.floor(next() * count);
  return {
    upTo,
    is: (probability) => next() < probability,
    pick: (list) => /** @type {any} */ (list[upTo(list.length)]),
  };
}

/**
 * @typedef {object} Chance
 * @property {(count: number) => number} upTo a whole number from 0, below it
 * @property {(probability: number) => boolean} is
 * @property {<T>(list: readonly T[]) => T} pick
 */
