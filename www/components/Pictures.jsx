// The reference pictures: thumbnails in their order, and the ways to add one.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { PICTURE_TIPS } from "../examples.js";
import {
  addPictures,
  MOST_PICTURES,
  pictureNotice,
  pictures,
  problems,
  removePicture,
} from "../state/draft.js";
import { bytesText } from "../words.js";
import { Advice, adviceId, adviceOn, isAdvice, Mark } from "./Advice.jsx";
import { dragging } from "./intake.js";
import { Problems } from "./Problems.jsx";

export function Pictures() {
  const { errors, warnings } = problems("images");
  const isFull = pictures.value.length >= MOST_PICTURES;
  const byAddress = useSignal(false);
  return (
    <fieldset
      class="field pictures"
      data-dragging={dragging.value}
      aria-describedby="pictures-problems pictures-tip"
    >
      <legend>
        Pictures{" "}
        <span class="count">
          {pictures.value.length} of {MOST_PICTURES}
        </span>
      </legend>
      <ul class="thumbnails">
        {pictures.value.map((picture, at) => (
          <Thumbnail
            key={picture.id}
            picture={picture}
            at={at}
            faulty={errors.some(({ path }) => path === `/images/${at}`)}
          />
        ))}
        {isFull ? null : (
          <li>
            <AddItem />
          </li>
        )}
      </ul>
      <Advice />
      <p id="pictures-tip" class="tip">
        {dragging.value ? "Drop them anywhere." : PICTURE_TIPS[pictures.value.length]}
      </p>
      {isFull ? null : <ByAddress open={byAddress} />}
      <Problems
        id="pictures-problems"
        errors={errors}
        warnings={warnings.filter((issue) => !isAdvice(issue))}
      />
      <p class="notice" aria-live="polite">
        {pictureNotice.value}
      </p>
    </fieldset>
  );
}

function AddItem() {
  const chooser = useRef(/** @type {HTMLInputElement | null} */ (null));
  return (
    <>
      <button id="field-images" type="button" class="add-item" onClick={() => chooser.current?.click()}>
        <span class="plus" aria-hidden="true">
          +
        </span>
        Add Item
      </button>
      <input
        ref={chooser}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/*"
        multiple
        hidden
        aria-label="Choose pictures"
        onChange={({ currentTarget }) => {
          addPictures(currentTarget.files ?? []);
          // So that the same file can be chosen again after it was removed.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

/** @param {{ open: import("@preact/signals").Signal<boolean> }} props */
function ByAddress({ open }) {
  const address = useSignal("");
  const add = () => {
    if (address.value.trim() === "") return;
    addPictures([address.value.trim()]);
    address.value = "";
  };
  if (!open.value) {
    return (
      <p class="ways">
        Choose, drop or paste them, or{" "}
        <button
          type="button"
          class="word"
          onClick={() => {
            open.value = true;
          }}
        >
          add one by its address
        </button>
        .
      </p>
    );
  }
  return (
    <div class="by-address">
      <input
        type="url"
        aria-label="Address of a picture"
        placeholder="https://example.com/picture.jpg"
        value={address.value}
        // The field has just been asked for.
        ref={(element) => {
          if (element && !element.dataset.met) {
            element.dataset.met = "yes";
            element.focus();
          }
        }}
        onInput={(event) => {
          address.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            add();
          }
        }}
      />
      <button type="button" class="quiet" onClick={add}>
        Add
      </button>
    </div>
  );
}

/** @param {{ picture: import("../state/draft.js").Picture, at: number, faulty: boolean }} props */
function Thumbnail({ picture, at, faulty }) {
  const { loading, pixels, info, source, name } = picture;
  const size = typeof source === "string" ? "" : bytesText(source.size);
  const isMinded = adviceOn(picture).length > 0;
  const isUnknown = info.value?.format === null && info.value.warnings.length > 0;
  return (
    <li class="thumbnail" data-loading={loading.value} data-faulty={faulty} data-minded={isMinded}>
      <img
        src={picture.preview}
        alt={`${at + 1}: ${name}`}
        title={name}
        aria-describedby={isMinded ? adviceId(picture) : undefined}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
          loading.value = "ready";
          pixels.value = `${naturalWidth} × ${naturalHeight}`;
        }}
        onError={() => {
          loading.value = "failed";
        }}
      />
      {loading.value === "failed" ? (
        <span class="broken">{isUnknown ? "No picture" : "Does not load"}</span>
      ) : null}
      {isMinded ? (
        <span aria-hidden="true">
          <Mark at={at} />
        </span>
      ) : null}
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
      <span class="facts">
        {loading.value === "loading" ? "Loading" : pixels.value || size || "Address"}
        {size !== "" && pixels.value !== "" ? <span class="file-size">, {size}</span> : null}
      </span>
    </li>
  );
}
