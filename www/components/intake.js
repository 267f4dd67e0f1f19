// Pictures from outside the form: dropped on the window or pasted into it.
import { signal } from "@preact/signals";
import { addPictures } from "../state/draft.js";

/** A drag with pictures is over the window. */
export const dragging = signal(false);

const isAddress = (/** @type {string} */ text) => /^(https?|data|blob|file|ftp):/i.test(text);

/**
 * The pictures a drop or paste brings: its files, else the addresses in its list of links.
 * @param {DataTransfer | null} data
 * @returns {(File | string)[]}
 */
function picturesIn(data) {
  if (!data) return [];
  if (data.files.length > 0) return [...data.files];
  const links = data.getData("text/uri-list") || data.getData("text/plain");
  return links
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => isAddress(line) && !/\s/.test(line));
}

const isTextField = (/** @type {EventTarget | null} */ target) =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;

/** Listens on the window, for as long as the page lives. */
export function takeFromWindow() {
  const mayHold = (/** @type {DragEvent} */ event) =>
    ["Files", "text/uri-list"].some((type) => event.dataTransfer?.types.includes(type));

  addEventListener("dragover", (event) => {
    if (!mayHold(event)) return;
    // Without this the browser would leave the page and open the file.
    event.preventDefault();
    dragging.value = true;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) dragging.value = false;
  });
  addEventListener("drop", (event) => {
    dragging.value = false;
    if (!mayHold(event)) return;
    event.preventDefault();
    addPictures(picturesIn(event.dataTransfer));
  });
  addEventListener("paste", (event) => {
    const data = event.clipboardData;
    // Text that is pasted into a field belongs to the field, also where a picture of it comes along.
    const isForField = data?.files.length === 0 || data?.getData("text/plain") !== "";
    if (isForField && isTextField(event.target)) return;
    const found = picturesIn(data);
    if (found.length === 0) return;
    event.preventDefault();
    addPictures(found);
  });
}
