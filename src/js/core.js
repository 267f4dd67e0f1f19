// All of the core, with what it is given of the platform. Every entry shares the one.
import { start as startGlue } from "./engine.js";
import { estimateCost, initSync, inspectImage, RawClient, validate } from "./glue.js";
import { platform } from "./platform.js";

const core = { estimateCost, inspectImage, platform, RawClient, validate };
/** @typedef {typeof core} Core */

let isOn = false;

export const isStarted = () => isOn;

/**
 * The core, started from this module unless it runs already.
 * @param {() => WebAssembly.Module} module
 */
export function started(module) {
  if (!isOn) startGlue({ initSync }, module);
  isOn = true;
  return core;
}

/**
 * The engine of a face that has all of the core beside it.
 * @param {() => WebAssembly.Module} module
 * @returns {import("./engine.js").Engine}
 */
export const engineOn = (module) => {
  const core = () => started(module);
  const early = () => {
    throw new Error("Nothing of this face is loaded later.");
  };
  return { checks: core, core, early, load: async () => core() };
};
