// The types of what is for Node alone: `import … from "kling-multi-i2v/node"`.
import type { Entry, Store } from "./stores/types.js";

/** A store in one file. */
export interface FileStore extends Store {
  readonly isAlone: boolean;
  get(key: string): Promise<unknown>;
  /** Resolves once the disk has it. */
  put(key: string, value: unknown): Promise<void>;
  /** Resolves once the disk has it. */
  delete(key: string): Promise<void>;
  list(prefix: string): Promise<Entry[]>;
  /** Resolves once the disk has it. */
  compareAndPut(key: string, expected: unknown, value: unknown): Promise<boolean>;
  /** Finishes what is being written and lets another process have the file. A later call opens it again. */
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
