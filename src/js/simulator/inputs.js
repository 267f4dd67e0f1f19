// What the service makes of the inputs it is sent: refused, or cut down to what it knows, with defaults, and priced.

import { Refusal } from "./answers.js";
import {
  ASPECT_RATIOS,
  DURATIONS,
  IMAGES_MAX,
  MESSAGE,
  OPTIMIZER_MICROS,
  OPTIMIZER_MODEL,
  OPTIMIZER_MODES,
  OPTIMIZER_STYLES,
  PROMPT_MAX,
  VIDEO_MICROS_PER_5_SECONDS,
  VIDEO_MODEL,
} from "./facts.js";

/** @typedef {Record<string, unknown>} Body */
/** @typedef {import("./types.js").VideoInput} VideoInput */
/** @typedef {{ text?: string, image?: string, mode: string, style: string, enable_sync_mode: boolean }} OptimizerInput */

const VIDEO_KEYS = ["prompt", "images", "negative_prompt", "duration", "aspect_ratio"];

/**
 * @param {Body} body
 * @returns {{ input: VideoInput, dropped: string[] }} what is billed, and which keys were silently dropped
 */
export function videoInput(body) {
  const prompt = requiredText(body, "prompt");
  if ([...prompt].length > PROMPT_MAX)
    throw new Refusal(400, `field "prompt" is longer than ${PROMPT_MAX} characters`);

  const images = body.images;
  if (absent(images) || (Array.isArray(images) && images.length === 0)) {
    throw new Refusal(400, MESSAGE.required("images"));
  }
  if (!Array.isArray(images) || !images.every((image) => typeof image === "string")) {
    throw new Refusal(400, 'field "images" must be an array of strings');
  }
  if (images.length > IMAGES_MAX)
    throw new Refusal(400, `field "images" must have at most ${IMAGES_MAX} items`);
  for (const image of images) {
    if (!/^(https?:\/\/|data:)/i.test(image)) throw new Refusal(400, 'field "images" must hold URLs');
  }

  /** @type {VideoInput} */
  const input = {
    prompt,
    images: [...images],
    duration: choice(body, "duration", DURATIONS),
    aspect_ratio: choice(body, "aspect_ratio", ASPECT_RATIOS),
  };
  const negative = optionalText(body, "negative_prompt");
  if (negative !== undefined) input.negative_prompt = negative;
  return { input, dropped: Object.keys(body).filter((key) => !VIDEO_KEYS.includes(key)) };
}

/**
 * @param {Body} body
 * @returns {OptimizerInput}
 */
export function optimizerInput(body) {
  const text = optionalText(body, "text");
  const image = optionalText(body, "image");
  if (!text && !image) throw new Refusal(400, MESSAGE.required("text"));
  return {
    ...(text === undefined ? {} : { text }),
    ...(image === undefined ? {} : { image }),
    mode: choice(body, "mode", OPTIMIZER_MODES),
    style: choice(body, "style", OPTIMIZER_STYLES),
    enable_sync_mode: body.enable_sync_mode === true,
  };
}

/** @param {VideoInput} input @param {number} discountPercent */
export function videoPrice(input, discountPercent) {
  return discounted((input.duration / 5) * VIDEO_MICROS_PER_5_SECONDS, discountPercent);
}

/** @param {number} discountPercent */
export function optimizerPrice(discountPercent) {
  return discounted(OPTIMIZER_MICROS, discountPercent);
}

/**
 * What the price endpoint tells of a model. It prices what it can read of the inputs and takes the defaults for the rest.
 *
 * @param {unknown} model
 * @param {unknown} inputs
 * @param {number} discountPercent
 * @returns {{ list: number, charged: number }} micros
 */
export function quote(model, inputs, discountPercent) {
  if (model === OPTIMIZER_MODEL) return { list: OPTIMIZER_MICROS, charged: optimizerPrice(discountPercent) };
  if (model !== VIDEO_MODEL) throw new Refusal(400, MESSAGE.modelNotFound);
  const body = inputs && typeof inputs === "object" ? /** @type {Body} */ (inputs) : {};
  const list = (choice(body, "duration", DURATIONS) / 5) * VIDEO_MICROS_PER_5_SECONDS;
  return { list, charged: discounted(list, discountPercent) };
}

/** What the enhancer writes: the text it was given, dressed up the same way every time. */
export function optimizedPrompt(/** @type {OptimizerInput} */ input) {
  const subject = input.text?.trim() || "the subject of the picture";
  const style = input.style === "default" ? "cinematic" : input.style;
  const motion = input.mode === "video" ? ", slow camera push in, natural motion" : "";
  return `${subject}, ${style} style, soft light, fine detail${motion}`;
}

/** @param {number} micros @param {number} percent */
function discounted(micros, percent) {
  return Math.round((micros * (100 - percent)) / 100);
}

/** @param {unknown} value */
function absent(value) {
  return value === undefined || value === null || value === "";
}

/** @param {Body} body @param {string} field */
function requiredText(body, field) {
  if (absent(body[field])) throw new Refusal(400, MESSAGE.required(field));
  const text = optionalText(body, field) ?? "";
  if (text.trim() === "") throw new Refusal(400, MESSAGE.required(field));
  return text;
}

/** @param {Body} body @param {string} field */
function optionalText(body, field) {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new Refusal(400, `field "${field}" must be a string`);
  return value;
}

/**
 * @template {string | number} T
 * @param {Body} body
 * @param {string} field
 * @param {readonly T[]} allowed the first one is the default
 * @returns {T}
 */
function choice(body, field, allowed) {
  const value = body[field];
  if (value === undefined || value === null) return /** @type {T} */ (allowed[0]);
  // Compared with ===, so that "5" is not 5.
  const known = allowed.find((one) => one === value);
  if (known === undefined) throw new Refusal(400, `field "${field}" must be one of ${allowed.join(", ")}`);
  return known;
}
