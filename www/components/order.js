// Reordering by drag: a picture takes the place that it is held over, and goes back where it is let go outside the row.
import { signal } from "@preact/signals";
import { movePicture, pictures, putPicturesBack } from "../state/draft.js";

/** @typedef {import("../state/draft.js").Picture} Picture */

/** The picture that is being dragged to another place. */
export const dragged = signal(/** @type {Picture | undefined} */ (undefined));

/** The row as it was when the drag began. */
let before = pictures.value;

/** What makes a thumbnail one that can be dragged. @param {Picture} picture @param {number} at */
export const draggable = (picture, at) => ({
  draggable: true,
  onDragStart(/** @type {DragEvent} */ { dataTransfer }) {
    before = pictures.value;
    dragged.value = picture;
    if (!dataTransfer) return;
    // Firefox drags nothing without data. As text, a field that it is let go over would take it in.
    dataTransfer.setData("application/x-kling-picture", picture.id);
    dataTransfer.effectAllowed = "move";
  },
  onDragEnter() {
    if (dragged.value && dragged.value !== picture) movePicture(dragged.value, at, before);
  },
  onDragEnd(/** @type {DragEvent} */ { dataTransfer }) {
    dragged.value = undefined;
    // Escape ends a drag like this, too.
    if (dataTransfer?.dropEffect === "none" && pictures.value !== before) putPicturesBack(before);
  },
});

const accept = (/** @type {DragEvent} */ event) => {
  if (!dragged.value) return;
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = "move";
};

/** What makes the row a place to let go over, its gaps as well. */
export const row = { onDragOver: accept, onDrop: accept };
