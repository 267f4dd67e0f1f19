// What kind of place this is: a page or worker of a browser, or Node.

/** Bun and Deno say so too, and are like Node in what matters here. */
export const isNode = () => Boolean(globalThis.process?.versions?.node);

export const isBrowser = () =>
  !isNode() && ["document", "WorkerGlobalScope"].some((name) => name in globalThis);

/**
 * The Web Locks that reach every tab and worker of the site. Node has some from version 24 on, but they end at its process.
 * @returns {LockManager | undefined}
 */
export function webLocks() {
  return isNode() ? undefined : globalThis.navigator?.locks;
}
