// Stores for the bench: one that outlives its clients, one that is cut off with a dead client, one that fails when told to.

/** @typedef {import("kling-multi-i2v").Store} Store */
/** @typedef {"get" | "put" | "delete" | "list" | "compareAndPut"} Operation */

/**
 * A store such as a server's: it outlives every client, several may use it at once, each answer comes a turn later.
 *
 * @returns {Store & { texts: Map<string, string> }}
 */
export function sharedStore() {
  /** @type {Map<string, string>} */
  const texts = new Map();
  const read = (/** @type {string | undefined} */ text) =>
    text === undefined ? undefined : JSON.parse(text);
  return {
    texts,
    get: async (key) => read(texts.get(key)),
    put: async (key, value) => void texts.set(key, JSON.stringify(value)),
    delete: async (key) => void texts.delete(key),
    list: async (prefix) =>
      [...texts.keys()].filter((key) => key.startsWith(prefix)).map((key) => [key, read(texts.get(key))]),
    compareAndPut: async (key, expected, value) => {
      const isSame = texts.get(key) === (expected == null ? undefined : JSON.stringify(expected));
      if (isSame) texts.set(key, JSON.stringify(value));
      return isSame;
    },
  };
}

/** The same without `compareAndPut`. @returns {Store} */
export function plainStore(inner = sharedStore()) {
  return { get: inner.get, put: inner.put, delete: inner.delete, list: inner.list };
}

/**
 * A store that asks before each call whether it may go on.
 *
 * @template {Store} S
 * @param {S} inner
 * @param {(operation: Operation, key: string) => unknown} before may throw, reject, or never settle
 * @returns {S}
 */
export function guarded(inner, before) {
  /** @type {Record<string, Function>} */
  const outer = {};
  for (const [operation, method] of Object.entries(inner)) {
    if (typeof method !== "function") continue;
    outer[operation] = (/** @type {[string, ...unknown[]]} */ ...args) => {
      const may = before(/** @type {Operation} */ (operation), args[0]);
      return may instanceof Promise ? may.then(() => method(...args)) : method(...args);
    };
  }
  return /** @type {S} */ (/** @type {unknown} */ (outer));
}

/** Ways in which a store fails. @type {Record<string, () => unknown>} */
export const FAILING = {
  throws: () => {
    throw new Error("the disk is full");
  },
  rejects: () => Promise.reject(new Error("the disk is full")),
  hangs: () => new Promise(() => {}),
};

/** Counts the calls that change something. @param {Operation} operation */
export const isWrite = (operation) =>
  operation === "put" || operation === "delete" || operation === "compareAndPut";
