// Checks and prices that need no client: without network or key. Each for a core that is started in one way or another.
import { lifted, settled } from "./error.js";

/** @typedef {import("./engine.js").Engine} Engine */

/** @type {(engine: Pick<Engine, "checks">) => typeof import("./types.js").validate} */
export const validateOn = (engine) => (request) => engine.checks().validate(request, answer);

/** @type {(engine: Pick<Engine, "checks">) => typeof import("./types.js").estimateCost} */
export const estimateCostOn = (engine) => (what) => lifted(() => engine.checks().estimateCost(what));

/** @type {(engine: Engine) => typeof import("./types.js").inspectImage} */
export const inspectImageOn = (engine) => (blob) =>
  settled(async () => (engine.core() ?? (await engine.load())).inspectImage(blob));

/**
 * What `validate` answers, of what the core tells: one call for all of it is sooner than one for each field.
 * @param {string | undefined} prompt undefined where the request cannot be sent
 * @param {string | undefined} negative_prompt
 * @param {number} pictures how many there are
 * @param {5 | 10} duration
 * @param {import("./types.js").AspectRatio} aspect_ratio
 * @param {boolean | undefined} enable_safety_checker
 * @param {import("./types.js").Issue[]} [errors]
 * @param {import("./types.js").Issue[]} [warnings]
 * @param {...(string | Blob)} images the pictures, and undefined for those that there are not
 */
function answer(
  prompt,
  negative_prompt,
  pictures,
  duration,
  aspect_ratio,
  enable_safety_checker,
  errors = [],
  warnings = [],
  ...images
) {
  if (prompt === undefined) return { ok: false, request: null, errors, warnings };
  images.length = pictures;
  /** @type {import("./types.js").NormalRequest} */
  const request =
    negative_prompt === undefined
      ? { prompt, images, duration, aspect_ratio }
      : { prompt, negative_prompt, images, duration, aspect_ratio };
  if (enable_safety_checker !== undefined) request.enable_safety_checker = enable_safety_checker;
  return { ok: true, request, errors, warnings };
}
