// What a store is: where the client keeps its ledger.

/**
 * A place for the client's ledger: what was submitted, what it cost, which job is waited for, how long the latest ones took.
 *
 * Each method may return its answer or a promise of it. Keys are strings. Values are plain JSON: objects of strings,
 * numbers, booleans, nulls, arrays and objects, and never `undefined`.
 *
 * A value that was put has to be there after a crash for the ledger to keep its promise, so let `put` and `compareAndPut`
 * answer once it is safe. A value given out must not change when somebody changes what was put.
 *
 * @example
 * // One tab's own, which survives a reload. (localStorage would not do: a tab may see another's change too late.)
 * const store: Store = {
 *   get: (key) => JSON.parse(sessionStorage.getItem(key) ?? "null"),
 *   put: (key, value) => sessionStorage.setItem(key, JSON.stringify(value)),
 *   delete: (key) => sessionStorage.removeItem(key),
 *   list: (prefix) =>
 *     Object.keys(sessionStorage).filter((key) => key.startsWith(prefix)).map((key) => [key, store.get(key)]),
 * };
 * new KlingClient({ apiKey, store });
 */
export interface Store {
  /**
   * What is kept under the key; `undefined` or `null` where nothing is.
   *
   * @example
   * const value = await store.get("order-42");
   */
  get(key: string): unknown;
  /**
   * Keeps the value under the key, in place of what was there.
   *
   * @example
   * await store.put("order-42", { paid: true });
   */
  put(key: string, value: unknown): unknown;
  /**
   * Removes what is kept under the key. Nothing there is no failure.
   *
   * @example
   * await store.delete("order-42");
   */
  delete(key: string): unknown;
  /**
   * Every entry whose key begins with the prefix, in any order.
   *
   * @example
   * for (const [key, value] of await store.list("order-")) console.log(key, value);
   */
  list(prefix: string): Entry[] | PromiseLike<Entry[]>;
  /**
   * Puts the value only if what is there equals `expected`, and tells whether it did; nothing may come between the two.
   * `undefined` expects nothing to be there. Values are equal when their JSON text is.
   *
   * Without it the client takes a lock around `get` and `put`: that holds among the tabs and workers of a site, and among
   * the clients of one process that share the store's object. A store that several processes share needs its own.
   *
   * @example
   * const isFirst = await store.compareAndPut?.("order-42", undefined, { paid: true });
   */
  compareAndPut?(key: string, expected: unknown, value: unknown): boolean | PromiseLike<boolean>;
  /**
   * True where nobody outside of this page, worker or process can have it open. A job that another began is then known to
   * be left alone, and taken up at once.
   */
  readonly isAlone?: boolean;
}

/** A key and what is kept under it. */
export type Entry = [key: string, value: unknown];

/**
 * A store as the client uses it: nothing of it throws, every call settles, and where nothing is it says `undefined`.
 * @internal
 */
export interface OpenStore {
  readonly isAlone?: boolean;
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  list(prefix: string): Promise<Entry[]>;
  compareAndPut(key: string, expected: unknown, value: unknown): Promise<boolean>;
}
