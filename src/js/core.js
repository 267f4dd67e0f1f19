// All of the core, with what it is given of the platform. Every entry shares the one.
import { estimateCost, initSync, inspectImage, RawClient, validate } from "./glue.js";
import { platform } from "./platform.js";

const core = { estimateCost, inspectImage, platform, RawClient, validate };
/** @typedef {typeof core} Core */

let isOn = false;

export const isStarted = () => isOn;

/**
 * The core, started unless it runs already.
 * @param {(glue: { initSync: typeof initSync }) => void} start
 */
export function started(start) {
  if (!isOn) start({ initSync });
  isOn = true;
  return core;
}
