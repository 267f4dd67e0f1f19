// Starts the WebAssembly core at its first use, never at import: an import costs nothing and is safe on a server.
import { KlingError } from "./error.js";
import * as glue from "./glue.js";

/** @typedef {() => typeof glue} Engine gives the core, started */

/** All entries share one core. */
let isOn = false;

export const isStarted = () => isOn;

/**
 * The core, which starts itself from what `source` gives: a module.
 * @param {() => WebAssembly.Module} source
 * @returns {Engine}
 */
export const engineOn = (source) => () => {
  if (!isOn) start(source);
  return glue;
};

/** @param {() => WebAssembly.Module} source */
export function start(source) {
  if (isOn) return;
  try {
    glue.initSync({ module: source() });
  } catch (cause) {
    if (cause instanceof KlingError) throw cause;
    throw notStarted(
      "WebAssembly could not start here. Under a Content-Security-Policy, allow 'wasm-unsafe-eval' in script-src.",
      cause,
    );
  }
  isOn = true;
}

/** @param {string} message @param {unknown} [cause] */
export const notStarted = (message, cause) =>
  new KlingError({ code: "config", stage: "config", charge: "none", canResubmit: false, message, cause });
