// The engine of the face that comes with the checks alone, and loads the rest of the core when there is a client.
import { wasmBytes } from "./checks-bytes.js";
import { checkJobId, checkOptions, estimateCost, initSync, validate } from "./checks-glue.js";
import { start } from "./engine.js";
import { KlingError } from "./error.js";

/** @typedef {import("./core.js").Core} Core */

const glue = { checkJobId, checkOptions, estimateCost, validate };
/** The longest that the rest may take to come, in milliseconds. */
const LONGEST_MS = 60_000;
let isOn = false;
/** @type {Core | undefined} */
let core;
/** @type {Promise<Core> | undefined} */
let loading;

/** What answers at once. */
export function checks() {
  // Browsers compile this size at once.
  if (!isOn) start({ initSync }, wasmBytes);
  isOn = true;
  return glue;
}

async function load() {
  /** @type {typeof import("./whole.js")} */
  let whole;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    const tooLate = new Promise((_, fail) => {
      timer = setTimeout(fail, LONGEST_MS, new Error("It has not come within a minute."));
    });
    whole = await Promise.race([import("./whole.js"), tooLate]);
  } catch (cause) {
    throw new KlingError({
      code: "network",
      stage: "config",
      charge: "none",
      canResubmit: true,
      message:
        "The rest of this package could not be loaded: nothing was sent. Try again, or reload the page. In a service worker, which may not load anything later, use kling-multi-i2v/slim.",
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
  core = await whole.load(start);
  return core;
}

/** @type {import("./engine.js").Engine} */
export const engine = {
  checks,
  early: checks,
  core: () => core,
  async load() {
    if (core) return core;
    // What failed is tried anew the next time.
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  },
};
