// Checks and prices that need no client: synchronous, without network or key.
import { engine } from "./engine.js";
import { lifted, settled } from "./error.js";

/** @type {typeof import("./types.js").validate} */
export function validate(request) {
  return engine().validate(request);
}

/** @type {typeof import("./types.js").estimateCost} */
export function estimateCost(what) {
  return lifted(() => engine().estimateCost(what));
}

/** @type {typeof import("./types.js").inspectImage} */
export function inspectImage(blob) {
  return settled(() => engine().inspectImage(blob));
}
