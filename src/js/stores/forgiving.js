// A store that nobody asked for by name must not stop a video: where it fails, the client goes on in memory.
import { sameJson } from "./json.js";
import { memoryStore } from "./memory.js";
import { turns } from "./turns.js";

/**
 * What could not be written is kept in memory and hides what the store has under that key.
 *
 * @param {import("./types.js").OpenStore} store
 * @param {(failure: { operation: string, message: string }) => void} tell hears the first failure of each operation
 * @returns {import("./types.js").OpenStore}
 */
export function forgiving(store, tell) {
  /** What the store does not know yet; null is what it still has and should not. */
  const kept = memoryStore();
  /** @type {Set<string>} */
  const told = new Set();

  /** @param {string} operation @param {unknown} error */
  function failed(operation, error) {
    if (told.has(operation)) return;
    told.add(operation);
    try {
      tell({ operation, message: error instanceof Error ? error.message : String(error) });
    } catch {
      // Whoever listens has no part in whether this works.
    }
  }

  /** Whichever of several writes fail, memory and store agree on which was the last. */
  const inTurn = turns();

  /**
   * Writes to the store, and to memory where that fails. Never rejects.
   * @param {string} operation
   * @param {string} key
   * @param {unknown} value null deletes
   */
  async function write(operation, key, value) {
    try {
      await (value === null ? store.delete(key) : store.put(key, value));
      kept.delete(key);
    } catch (error) {
      failed(operation, error);
      kept.put(key, value);
    }
  }

  /** @param {string} key @returns {Promise<unknown>} */
  async function get(key) {
    if (kept.get(key) !== undefined) return kept.get(key) ?? undefined;
    const stored = await store.get(key).catch((error) => failed("get", error));
    const mine = kept.get(key);
    return mine === undefined ? stored : (mine ?? undefined);
  }

  return {
    get,
    put: (key, value) => inTurn(key, () => write("put", key, value)),
    delete: (key) => inTurn(key, () => write("delete", key, null)),
    async list(prefix) {
      const before = kept.list(prefix);
      const stored = await store.list(prefix).catch((error) => failed("list", error));
      const entries = new Map(stored ?? []);
      // What was hidden at first stays so, also where the store has got it since: it may have been read before that.
      for (const [key, value] of [...before, ...kept.list(prefix)]) {
        if (value === null) entries.delete(key);
        else entries.set(key, value);
      }
      return [...entries];
    },
    compareAndPut: (key, expected, value) =>
      inTurn(key, async () => {
        if (kept.get(key) === undefined) {
          try {
            return await store.compareAndPut(key, expected, value);
          } catch (error) {
            failed("compareAndPut", error);
          }
        }
        const isSame = sameJson(await get(key), expected);
        if (isSame) await write("put", key, value);
        return isSame;
      }),
  };
}
