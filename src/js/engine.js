// Starts the WebAssembly core at its first use, never at import: an import costs nothing and is safe on a server.
import { wasmBytes } from "./bytes.js";
import { KlingError } from "./error.js";
import * as core from "./glue.js";

let isStarted = false;

/**
 * The core, started. Chromium, Firefox and WebKit compile this size synchronously on every thread.
 * @returns {typeof core}
 */
export function engine() {
  if (!isStarted) {
    try {
      core.initSync({ module: wasmBytes() });
    } catch (cause) {
      throw new KlingError({
        code: "config",
        stage: "config",
        charge: "none",
        canResubmit: false,
        message:
          "WebAssembly could not start here. Under a Content-Security-Policy, allow 'wasm-unsafe-eval' in script-src.",
        cause,
      });
    }
    isStarted = true;
  }
  return core;
}
