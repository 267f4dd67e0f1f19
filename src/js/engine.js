// How WebAssembly is started: at its first use, never at import, so that an import costs nothing and is safe on a server.
import { KlingError } from "./error.js";

/** @typedef {import("./core.js").Core} Core */
/** @typedef {typeof import("./checks-glue.js")} Checks */

/**
 * What a face asks of the core behind it.
 * @typedef {object} Engine
 * @property {() => Pick<Checks, "validate" | "estimateCost">} checks what answers at once
 * @property {() => Core | undefined} core all of it; undefined where it is still to be loaded
 * @property {() => Pick<Checks, "checkOptions" | "checkJobId">} early what cannot wait until then
 * @property {() => Promise<Core>} load all of it, loaded where it is not there yet
 */

/**
 * Starts the wasm behind this glue.
 * @param {{ initSync: (given: { module: WebAssembly.Module }) => unknown }} glue
 * @param {() => WebAssembly.Module | Uint8Array<ArrayBuffer>} wasm compiled, or what a module's own text carries
 */
export function start(glue, wasm) {
  try {
    const given = wasm();
    glue.initSync({ module: given instanceof Uint8Array ? compiled(given) : given });
  } catch (cause) {
    if (cause instanceof KlingError) throw cause;
    throw notStarted(
      "WebAssembly could not start here. Under a Content-Security-Policy, allow 'wasm-unsafe-eval' in script-src.",
      cause,
    );
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function compiled(bytes) {
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== "\0asm")
    throw notStarted(
      "The script was read as another encoding than UTF-8: name the charset in its content-type, or in a <meta> of the page.",
    );
  return new WebAssembly.Module(bytes);
}

/** @param {string} message @param {unknown} [cause] */
export const notStarted = (message, cause) =>
  new KlingError({ code: "config", stage: "config", charge: "none", canResubmit: false, message, cause });
