// The form: what the person has put in, the request it makes, its problems and its price.
import { computed, signal } from "@preact/signals";
import { estimateCost, inspectImage, MODEL, validate } from "kling-multi-i2v";

/**
 * One reference picture, from a file or an address.
 * @typedef {{
 *   id: number,
 *   source: File | string,
 *   name: string,
 *   preview: string,
 *   loading: import("@preact/signals").Signal<"loading" | "ready" | "failed">,
 *   pixels: import("@preact/signals").Signal<string>,
 *   info: import("@preact/signals").Signal<import("kling-multi-i2v").ImageInfo | undefined>,
 * }} Picture
 */

export const MOST_PICTURES = MODEL.limits.imagesMax;
export const MOST_CHARACTERS = MODEL.limits.promptCharacters;

export const pictures = signal(/** @type {Picture[]} */ ([]));
export const prompt = signal("");
export const negativePrompt = signal("");
export const duration = signal(MODEL.defaults.duration);
export const aspectRatio = signal(MODEL.defaults.aspect_ratio);
export const safetyChecker = signal(false);

/** What became of the last pictures added, where not all of them were taken. */
export const pictureNotice = signal("");

/** Run was pressed: from then on what is still missing shows, too. */
export const pressed = signal(false);

/** Exactly what the client gets. */
export const request = computed(() => ({
  prompt: prompt.value,
  images: pictures.value.map(({ source }) => source),
  duration: duration.value,
  aspect_ratio: aspectRatio.value,
  ...(negativePrompt.value.trim() === "" ? {} : { negative_prompt: negativePrompt.value }),
  ...(safetyChecker.value ? { enable_safety_checker: true } : {}),
}));

export const checked = computed(() => validate(request.value));

/** Two forms with the same inputs have the same text; a picture counts as the one that was added. */
export const fingerprint = computed(() => {
  const { images, ...rest } = request.value;
  return JSON.stringify([rest, pictures.value.map(({ id }) => id)]);
});

/** The price of one run, by duration alone: it is right while the rest is still being filled in. */
export const price = computed(() => estimateCost({ duration: duration.value }));

/** @typedef {import("kling-multi-i2v").Issue} Issue */

/** "/images/2" → "images" */
export const fieldOf = (/** @type {Issue} */ issue) => issue.path.split("/")[1] ?? "";

/** What is empty is no mistake until Run was pressed; everything else is told at once. */
function isUntouched(/** @type {string} */ field) {
  if (field === "prompt") return prompt.value === "";
  if (field === "images") return pictures.value.length === 0;
  return false;
}

/**
 * The problems to show at a field, errors before warnings.
 * @param {string} field
 */
export function problems(field) {
  const { errors, warnings } = checked.value;
  const here = (/** @type {Issue} */ issue) => fieldOf(issue) === field;
  return {
    errors: pressed.value || !isUntouched(field) ? errors.filter(here) : [],
    warnings: warnings.filter(here),
  };
}

let lastId = 0;

/** What a picture's first bytes tell, once they are read; nothing of an address. @param {File | string} source */
function inspected(source) {
  const info = signal(/** @type {import("kling-multi-i2v").ImageInfo | undefined} */ (undefined));
  if (typeof source !== "string") {
    const unread = { format: null, width: null, height: null, bytes: source.size, warnings: [] };
    inspectImage(source).then(
      (read) => {
        info.value = read;
      },
      () => {
        info.value = unread;
      },
    );
  }
  return info;
}

/** @param {File | string} source */
function pictureFrom(source) {
  lastId += 1;
  const isText = typeof source === "string";
  return {
    id: lastId,
    source,
    name: isText ? source : source.name || "Pasted picture",
    preview: isText ? source : URL.createObjectURL(source),
    loading: signal(/** @type {"loading" | "ready" | "failed"} */ ("loading")),
    pixels: signal(""),
    info: inspected(source),
  };
}

/**
 * Adds pictures in their order, up to the model's limit, and tells what was left out.
 * @param {Iterable<File | string>} sources
 */
export function addPictures(sources) {
  const all = [...sources];
  const isPicture = (/** @type {File | string} */ source) =>
    typeof source === "string" || source.type === "" || source.type.startsWith("image/");
  const usable = all.filter(isPicture);
  const taken = usable.slice(0, MOST_PICTURES - pictures.value.length);
  pictures.value = [...pictures.value, ...taken.map(pictureFrom)];

  const notes = [];
  const others = all.length - usable.length;
  if (others > 0) notes.push(others === 1 ? "One file is no picture." : `${others} files are no pictures.`);
  const over = usable.length - taken.length;
  if (over > 0) {
    notes.push(
      `The model takes ${MOST_PICTURES} pictures, so ${over === 1 ? "one was" : `${over} were`} left out.`,
    );
  }
  pictureNotice.value = notes.join(" ");
}

/** @param {Picture} picture */
export function removePicture(picture) {
  pictures.value = pictures.value.filter((other) => other !== picture);
  pictureNotice.value = "";
}

/**
 * Puts a former run's inputs back into the form.
 * @param {{ request: typeof request.value, pictures: Picture[] }} run
 */
export function reuse(run) {
  pictures.value = run.pictures;
  prompt.value = run.request.prompt;
  negativePrompt.value = run.request.negative_prompt ?? "";
  duration.value = run.request.duration;
  aspectRatio.value = run.request.aspect_ratio;
  safetyChecker.value = run.request.enable_safety_checker ?? false;
  pictureNotice.value = "";
  pressed.value = false;
}
