// The log of requests: the latest ones in full, and counts of all.

/** @typedef {import("./types.js").LoggedRequest} LoggedRequest */

/** @param {number} limit how many are kept */
export function createRequestLog(limit) {
  /** @type {LoggedRequest[]} */
  let kept = [];
  /** @type {Record<string, number>} */
  let counts = {};

  return {
    /**
     * @param {import("./core.js").Incoming} request
     * @param {import("./types.js").RouteName} route
     * @param {string} pattern the path with its id left out
     * @param {number} at
     * @returns {LoggedRequest}
     */
    add({ method, url, headers }, route, pattern, at) {
      const entry = {
        at,
        method,
        origin: url.origin,
        path: url.pathname,
        query: url.search,
        route,
        headers: Object.keys(headers),
        hasKey: headers.authorization !== undefined,
        status: 0,
        faulted: false,
      };
      kept.push(entry);
      // Cut in halves, so that a full log doesn't shift its whole length with every request.
      if (kept.length > limit * 2) kept.splice(0, kept.length - limit);
      counts[route] = (counts[route] ?? 0) + 1;
      // Unknown paths are of any number; they are counted by route alone.
      if (route !== "unknown" && route !== "preflight") {
        const line = `${method} ${pattern}`;
        counts[line] = (counts[line] ?? 0) + 1;
      }
      return entry;
    },

    list: () =>
      limit > 0 ? kept.slice(-limit).map((entry) => ({ ...entry, headers: [...entry.headers] })) : [],
    counts: () => ({ ...counts }),
    clear() {
      kept = [];
      counts = {};
    },
  };
}
