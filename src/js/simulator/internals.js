// Lets the HTTP server reach the core behind a simulator without putting it on the public object.

/** @typedef {ReturnType<typeof import("./core.js").createCore>} Core */

/** @type {WeakMap<object, Core>} */
const cores = new WeakMap();

/** @param {object} simulator @param {Core} core */
export function rememberCore(simulator, core) {
  cores.set(simulator, core);
}

/** @param {object} simulator @returns {Core | undefined} */
export function coreOf(simulator) {
  return cores.get(simulator);
}
