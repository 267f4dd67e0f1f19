// Values of a store are their JSON text: when two are the same, and what is kept of one.

/**
 * Whether two values have the same JSON text; `undefined` and `null` both say that nothing is there.
 * @param {unknown} a
 * @param {unknown} b
 */
export function sameJson(a, b) {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** The text that is kept of a value. @param {unknown} value */
export function jsonText(value) {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("A store keeps JSON: this value is none.");
  return text;
}
