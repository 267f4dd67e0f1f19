// A store in memory: it lives as long as its page or process.

/**
 * Values are kept as their JSON text: nobody's later change reaches them, and to compare them is to compare strings.
 */
export function memoryStore() {
  /** @type {Map<string, string>} */
  const texts = new Map();
  return {
    /** @param {string} key @returns {unknown} */
    get(key) {
      const text = texts.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    /** @param {string} key @param {unknown} value */
    put(key, value) {
      texts.set(key, JSON.stringify(value));
    },
    /** @param {string} key */
    delete(key) {
      texts.delete(key);
    },
    /** @param {string} prefix */
    list(prefix) {
      /** @type {import("./types.js").Entry[]} */
      const entries = [];
      for (const [key, text] of texts) if (key.startsWith(prefix)) entries.push([key, JSON.parse(text)]);
      return entries;
    },
    /** @param {string} key @param {unknown} expected @param {unknown} value */
    compareAndPut(key, expected, value) {
      const isSame = texts.get(key) === JSON.stringify(expected ?? undefined);
      if (isSame) texts.set(key, JSON.stringify(value));
      return isSame;
    },
  };
}
