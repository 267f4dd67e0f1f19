// The types of what is for Node alone: `import … from "kling-multi-i2v/node"`.

import type { Entry, Store } from "./stores/types.js";

/**
 * A store in one file.
 *
 * @example
 * const store: FileStore = fileStore("./kling.ledger");
 * await store.close();
 */
export interface FileStore extends Store {
  /** True: the file's lock sees to that. */
  readonly isAlone: boolean;
  /**
   * What is kept under the key; `undefined` where nothing is.
   *
   * @throws {Error} where the file cannot be read, or another process has it.
   * @example
   * await store.get("order-42");
   */
  get(key: string): Promise<unknown>;
  /**
   * Keeps the value under the key. Resolves once the disk has it.
   *
   * @example
   * await store.put("order-42", { paid: true });
   */
  put(key: string, value: unknown): Promise<void>;
  /**
   * Removes what is kept under the key. Resolves once the disk has it.
   *
   * @example
   * await store.delete("order-42");
   */
  delete(key: string): Promise<void>;
  /**
   * Every entry whose key begins with the prefix.
   *
   * @example
   * for (const [key, value] of await store.list("order-")) console.log(key, value);
   */
  list(prefix: string): Promise<Entry[]>;
  /**
   * Puts the value only if what is there equals `expected`, and tells whether it did. Resolves once the disk has it.
   *
   * @example
   * const isFirst = await store.compareAndPut("order-42", undefined, { paid: true });
   */
  compareAndPut(key: string, expected: unknown, value: unknown): Promise<boolean>;
  /**
   * Finishes what is being written and lets another process have the file. A later call opens it again.
   *
   * @example
   * await store.close();
   */
  close(): Promise<void>;
}

/**
 * Keeps the ledger in one file, which survives a kill at any byte and a loss of power. One process at a time may use it:
 * another is refused, until this one has ended or called `close()`. Within a process all calls with one path share one store.
 * The file and its folders are made at the first use, readable for this user alone.
 *
 * @example
 * import { fileStore } from "kling-multi-i2v/node";
 * const kling = new KlingClient({ apiKey, store: fileStore("./kling.store") });
 */
export function fileStore(path: string | URL): FileStore;
