// Checks and prices that need no client: without network or key. Each for a core that is started in one way or another.
import { lifted, settled } from "./error.js";

/** @typedef {import("./engine.js").Engine} Engine */

/** @type {(engine: Engine) => typeof import("./types.js").validate} */
export const validateOn = (engine) => (request) => engine.checks().validate(request);

/** @type {(engine: Engine) => typeof import("./types.js").estimateCost} */
export const estimateCostOn = (engine) => (what) => lifted(() => engine.checks().estimateCost(what));

/** @type {(engine: Engine) => typeof import("./types.js").inspectImage} */
export const inspectImageOn = (engine) => (blob) =>
  settled(async () => (engine.core() ?? (await engine.load())).inspectImage(blob));
