// One user's part of the store that all users share.

/** @typedef {import("../stores/types.js").OpenStore} OpenStore */

/** Before all that the proxy keeps. */
export const PREFIX = "kling-proxy/";

/**
 * A user's ledger stands under a prefix of its own: budget, keys and jobs are the user's alone. Who has which job is known
 * to all: a look-up after a lost answer must not take an equal job of another user for this one's.
 *
 * @param {OpenStore} store
 * @param {string} user
 * @param {string} base the service's address, as the ledger has it in its names
 * @returns {import("../stores/types.js").Store}
 */
export function viewOf(store, user, base) {
  const own = `${PREFIX}user/${encodeURIComponent(user)}/`;
  const claims = `kling/${base}/claim/`;
  const named = (/** @type {string} */ key) => (key.startsWith(claims) ? PREFIX : own) + key;
  return {
    isAlone: store.isAlone === true,
    get: (key) => store.get(named(key)),
    put: (key, value) => store.put(named(key), value),
    delete: (key) => store.delete(named(key)),
    async list(prefix) {
      const listed = await store.list(named(prefix));
      const before = named(prefix).length - prefix.length;
      return listed.map(([key, value]) => [key.slice(before), value]);
    },
    compareAndPut: (key, expected, value) => store.compareAndPut(named(key), expected, lean(value)),
  };
}

/**
 * A record that came to nothing keeps its key for ever, and need not keep what was asked for: else whoever is refused often
 * fills the store. The ledger takes what it finds.
 *
 * @param {unknown} value
 */
function lean(value) {
  const { state } = Object(value ?? {});
  return state === "gone" ? { ...Object(value), request: null, pictures: [] } : value;
}
