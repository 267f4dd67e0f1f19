// One reference picture on the desk: what it shows, what is known of it, its place in the row, and the way out.
import { signal } from "@preact/signals";
import { movePicture, pictures, removePicture } from "../state/draft.js";
import { bytesText } from "../words.js";
import { adviceId, adviceOn, Mark } from "./Advice.jsx";

/** @typedef {import("../state/pictures.js").Picture} Picture */

/** The picture that is being dragged to another place. */
const dragged = signal(/** @type {Picture | undefined} */ (undefined));

/** @type {Record<string, string>} */
const FORMATS = { jpeg: "JPEG", png: "PNG", webp: "WebP", gif: "GIF", bmp: "BMP", tiff: "TIFF" };

/** @param {{ picture: Picture, at: number, faulty: boolean }} props */
export function Thumbnail({ picture, at, faulty }) {
  const { loading, pixels, info, preview, name } = picture;
  const isMinded = adviceOn(picture).length > 0;
  const isBroken = loading.value === "failed" || loading.value === "lost";
  const isUnknown = info.value?.format === null && info.value.warnings.length > 0;
  return (
    <li
      class="thumbnail"
      data-loading={isBroken ? "failed" : loading.value}
      data-faulty={faulty}
      data-minded={isMinded}
      data-dragged={dragged.value === picture}
      draggable
      onDragStart={(event) => {
        dragged.value = picture;
        event.dataTransfer?.setData("text/plain", name);
        if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
      }}
      onDragEnter={() => {
        if (dragged.value && dragged.value !== picture) movePicture(dragged.value, at);
      }}
      onDragOver={(event) => {
        if (dragged.value) event.preventDefault();
      }}
      onDrop={(event) => {
        if (dragged.value) event.preventDefault();
      }}
      onDragEnd={() => {
        dragged.value = undefined;
      }}
    >
      {preview.value ? (
        <img
          src={preview.value}
          alt={`${at + 1}: ${name}`}
          title={name}
          draggable={false}
          aria-describedby={isMinded ? adviceId(picture) : undefined}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
            loading.value = "ready";
            pixels.value = `${naturalWidth} × ${naturalHeight}`;
          }}
          onError={() => {
            loading.value = "failed";
          }}
        />
      ) : null}
      {isBroken ? <span class="broken">{isUnknown ? "No picture" : "Does not load"}</span> : null}
      {isMinded ? (
        <span aria-hidden="true">
          <Mark at={at} />
        </span>
      ) : null}
      <Remove picture={picture} at={at} />
      <Facts picture={picture} />
      <Places picture={picture} at={at} />
    </li>
  );
}

/** Format, pixels and bytes, as far as they are known. @param {{ picture: Picture }} props */
function Facts({ picture: { loading, pixels, info, url, file } }) {
  const format = FORMATS[info.value?.format ?? ""] ?? "";
  const size = url === undefined && file.value ? bytesText(file.value.size) : "";
  const first =
    loading.value === "loading" ? "Loading" : pixels.value || (url === undefined ? "" : "Address");
  return (
    <span class="facts">
      {first}
      <span class="file-size">{[format, size].filter(Boolean).join(", ")}</span>
    </span>
  );
}

/** @param {{ picture: Picture, at: number }} props */
function Remove({ picture, at }) {
  return (
    <button
      type="button"
      class="remove"
      aria-label={`Remove picture ${at + 1}`}
      title="Remove"
      onClick={({ currentTarget }) => {
        const item = currentTarget.closest("li");
        const next = item?.nextElementSibling ?? item?.previousElementSibling;
        removePicture(picture);
        // Focus would fall to the page's top: keep it where the person is.
        const control = next?.querySelector("button");
        (control ?? document.getElementById("field-images"))?.focus();
      }}
    >
      <span aria-hidden="true">×</span>
    </button>
  );
}

/** Moves the picture along the row: by keyboard, by touch, and by mouse without dragging. @param {{ picture: Picture, at: number }} props */
function Places({ picture, at }) {
  const last = pictures.value.length - 1;
  if (last === 0) return null;
  const to = (/** @type {number} */ place, /** @type {string} */ word, /** @type {string} */ sign) => (
    <button
      type="button"
      class="place"
      aria-label={`Move picture ${at + 1} ${word}`}
      title={`Move ${word}`}
      aria-disabled={place < 0 || place > last}
      onClick={() => movePicture(picture, place)}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  return (
    <span class="move">
      {to(at - 1, "left", "‹")}
      {to(at + 1, "right", "›")}
    </span>
  );
}
