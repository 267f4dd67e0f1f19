// The engine of a face that has all of the core beside it.
import { started } from "./core.js";
import { start } from "./engine.js";

/**
 * @param {() => WebAssembly.Module} module
 * @returns {import("./engine.js").Engine}
 */
export const engineOn = (module) => {
  const core = () => started((glue) => start(glue, module));
  const early = () => {
    throw new Error("Nothing of this face is loaded later.");
  };
  return { checks: core, core, early, load: async () => core() };
};
