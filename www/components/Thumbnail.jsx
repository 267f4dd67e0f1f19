// One reference picture on the desk: what it shows, what is known of it, its place in the row, and the way out.
import { movePicture, pictures, removePicture } from "../state/draft.js";
import { bytesText, FORMATS, isHeic } from "../words.js";
import { adviceId, adviceOn, Mark } from "./Advice.jsx";
import { draggable, dragged } from "./order.js";

/** @typedef {import("../state/pictures.js").Picture} Picture */

/** @param {{ picture: Picture, at: number, faulty: boolean }} props */
export function Thumbnail({ picture, at, faulty }) {
  const { loading, pixels, info, preview, name, file } = picture;
  const isMinded = adviceOn(picture).length > 0;
  const isBroken = loading.value === "failed" || loading.value === "lost";
  const isUnknown =
    info.value?.format === null && info.value.warnings.length > 0 && !(file.value && isHeic(file.value));
  return (
    <li
      class="thumbnail"
      data-loading={isBroken ? "failed" : loading.value}
      data-faulty={faulty}
      data-minded={isMinded}
      data-dragged={dragged.value === picture}
      {...draggable(picture, at)}
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
