// What a page loads when it makes a client: all of the core, in the text of a module.
import { wasmBytes } from "./bytes.js";
import { isStarted, started } from "./core.js";

/**
 * All of the core, compiled beside whatever the page is doing.
 * @param {typeof import("./engine.js").start} start
 */
export async function load(start) {
  const module = isStarted() ? undefined : await compiled();
  return started((glue) => start(glue, () => module ?? wasmBytes()));
}

/** Where it cannot be compiled, starting it says why. */
async function compiled() {
  try {
    return await WebAssembly.compile(wasmBytes());
  } catch {
    return undefined;
  }
}
