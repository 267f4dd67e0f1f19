// When two values of a store are the same.

/**
 * Whether two values have the same JSON text; `undefined` and `null` both say that nothing is there.
 * @param {unknown} a
 * @param {unknown} b
 */
export function sameJson(a, b) {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
