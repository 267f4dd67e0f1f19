// The form: what the person has put in, the request it makes, its problems and its price.
import { computed, effect, signal } from "@preact/signals";
import { estimateCost, MODEL, validate } from "kling-multi-i2v";
import { read, write } from "./disk.js";
import { fetchFile, pictureFrom, recall } from "./pictures.js";

/** @typedef {import("./pictures.js").Picture} Picture */
/** @typedef {import("kling-multi-i2v").Issue} Issue */

export const MOST_PICTURES = MODEL.limits.imagesMax;
export const MOST_CHARACTERS = MODEL.limits.promptCharacters;

export const pictures = signal(/** @type {Picture[]} */ ([]));
export const prompt = signal("");
export const negativePrompt = signal("");
export const duration = signal(MODEL.defaults.duration);
export const aspectRatio = signal(MODEL.defaults.aspect_ratio);
export const safetyChecker = signal(false);

/** What became of the last change to the pictures, and how to take it back, where that can be done. */
export const pictureNotice = signal(/** @type {Notice} */ ({ text: "" }));

/** A notice with the way back, where there is one. @typedef {{ text: string, undo?: () => void }} Notice */

/** Where the form's content comes from, if not from the person's own hands. */
export const formNotice = signal(/** @type {Notice} */ ({ text: "" }));

/** Run was pressed: from then on what is still missing shows, too. */
export const pressed = signal(false);

/** The choices and words of the form, without its pictures. */
export const words = computed(() => ({
  prompt: prompt.value,
  duration: duration.value,
  aspect_ratio: aspectRatio.value,
  ...(negativePrompt.value.trim() === "" ? {} : { negative_prompt: negativePrompt.value }),
  ...(safetyChecker.value ? { enable_safety_checker: true } : {}),
}));

/** @typedef {typeof words.value} Words */

/** What the client gets of these pictures. @param {Picture[]} these */
export const imagesOf = (these) => these.map(({ url, file }) => url ?? /** @type {File} */ (file.value));

/** Exactly what the client gets. */
export const request = computed(() => ({ ...words.value, images: imagesOf(pictures.value) }));

export const checked = computed(() => validate(request.value));

/** Two forms with the same inputs have the same text; a picture counts as the one that was added. */
export const fingerprintOf = (/** @type {Words} */ said, /** @type {{ id: string }[]} */ shown) =>
  JSON.stringify([said, shown.map(({ id }) => id)]);

export const fingerprint = computed(() => fingerprintOf(words.value, pictures.value));

/** The price of one run, by duration alone: it is right while the rest is still being filled in. */
export const price = computed(() => estimateCost({ duration: duration.value }));

/** "/images/2" → "images" */
export const fieldOf = (/** @type {Issue} */ issue) => issue.path.split("/")[1] ?? "";

/** What is empty is no mistake until Run was pressed; everything else is told at once. */
function isUntouched(/** @type {string} */ field) {
  if (field === "prompt") return prompt.value === "";
  if (field === "images") return pictures.value.length === 0;
  return false;
}

/** A picture whose file is gone is found here alone: to the package it is a file like any other. */
const lostPictures = computed(() =>
  pictures.value.flatMap(({ loading }, at) =>
    loading.value === "lost"
      ? [{ path: `/images/${at}`, code: /** @type {const} */ ("unreadable"), message: "" }]
      : [],
  ),
);

/** Everything that keeps the form from being run. */
export const errors = computed(() => [...checked.value.errors, ...lostPictures.value]);

/**
 * The problems to show at a field, errors before warnings.
 * @param {string} field
 */
export function problems(field) {
  const here = (/** @type {Issue} */ issue) => fieldOf(issue) === field;
  return {
    errors: pressed.value || !isUntouched(field) ? errors.value.filter(here) : [],
    warnings: checked.value.warnings.filter(here),
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
  pictureNotice.value = { text: notes.join(" ") };
}

/**
 * Changes the pictures so that it can be taken back.
 * @param {Picture[]} next
 * @param {string} text
 * @param {Picture[]} [before] what it is taken back to
 */
function change(next, text, before = pictures.value) {
  pictures.value = next;
  pictureNotice.value = { text, undo: () => putPicturesBack(before) };
}

/** @param {Picture[]} before */
export function putPicturesBack(before) {
  pictures.value = before;
  pictureNotice.value = { text: "As before." };
}

/** @param {Picture} picture */
export function removePicture(picture) {
  const at = pictures.value.indexOf(picture);
  change(
    pictures.value.filter((other) => other !== picture),
    `Picture ${at + 1} was taken out.`,
  );
}

/** Puts another picture in the place of one. @param {Picture} picture @param {File} file @param {string} text */
export function replacePicture(picture, file, text) {
  const at = pictures.value.indexOf(picture);
  if (at >= 0) change(pictures.value.with(at, pictureFrom(file)), text);
}

/**
 * Puts a picture at another place in the row.
 * @param {Picture} picture
 * @param {number} to
 * @param {Picture[]} [before] what it is taken back to
 */
export function movePicture(picture, to, before) {
  const others = pictures.value.filter((other) => other !== picture);
  if (to < 0 || to > others.length || others.length === pictures.value.length) return;
  const text = `Picture ${to + 1} of ${pictures.value.length} now.`;
  change(others.toSpliced(to, 0, picture), text, before);
}

/**
 * Puts inputs into the form, in place of what is there, so that it can be taken back.
 * @param {Words} said
 * @param {Picture[]} shown
 * @param {string} [notice] where they come from
 */
export async function fillIn(said, shown, notice = "") {
  const before = { words: words.value, pictures: pictures.value };
  const wasEmpty = prompt.value === "" && pictures.value.length === 0;
  const undo = () => {
    // What was changed since is not lost, either.
    fillIn(before.words, before.pictures, "What was here before.");
  };
  // A picture that is found again has its file on the disk.
  await Promise.all(shown.map(fetchFile));
  pictures.value = shown;
  prompt.value = said.prompt;
  negativePrompt.value = said.negative_prompt ?? "";
  duration.value = said.duration;
  aspectRatio.value = said.aspect_ratio;
  safetyChecker.value = said.enable_safety_checker ?? false;
  pictureNotice.value = { text: "" };
  formNotice.value = { text: notice, ...(notice && !wasEmpty ? { undo } : {}) };
  pressed.value = false;
}

/** Takes the form up where it was left, and keeps it from now on. */
export async function recallForm() {
  const kept = await read("values", "form");
  if (kept?.words && Array.isArray(kept.pictures)) {
    const all = await Promise.all(kept.pictures.map(recall));
    const found = /** @type {Picture[]} */ (all.filter(Boolean));
    await Promise.all(found.map(fetchFile));
    // The person may have begun in the meantime.
    const isFresh = prompt.value === "" && pictures.value.length === 0;
    if (isFresh) await fillIn(kept.words, found);
  }
  effect(() => {
    write("values", "form", { words: words.value, pictures: pictures.value.map(({ id }) => id) });
  });
}
