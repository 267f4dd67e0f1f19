// From the client's option `store` to a store that it can use: nothing throws, every call settles.
import { foreignStore } from "./foreign.js";
import { forgiving } from "./forgiving.js";
import { indexedDbStore } from "./indexeddb.js";
import { memoryStore } from "./memory.js";

/**
 * Touches nothing before the first call.
 *
 * @param {"memory" | "indexeddb" | import("./types.js").Store} kind
 * @param {boolean} isExplicit whether the caller asked for it: then its failures are rejections
 * @param {(failure: { operation: string, message: string }) => void} tell
 *   hears of the failures that are none for the caller, once for each operation
 * @returns {import("./types.js").OpenStore}
 */
export function openStore(kind, isExplicit, tell) {
  if (kind === "memory") return promising(memoryStore());
  if (kind !== "indexeddb") return foreignStore(kind);
  const store = indexedDbStore();
  return isExplicit ? store : forgiving(store, tell);
}

/**
 * @param {ReturnType<typeof memoryStore>} store
 * @returns {import("./types.js").OpenStore}
 */
function promising(store) {
  return {
    isAlone: true,
    get: async (key) => store.get(key),
    put: async (key, value) => store.put(key, value),
    delete: async (key) => store.delete(key),
    list: async (prefix) => store.list(prefix),
    compareAndPut: async (key, expected, value) => store.compareAndPut(key, expected, value),
  };
}
