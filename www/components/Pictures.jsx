// The reference pictures: thumbnails in their order, what is to be said of them, and the ways to add one.
import { PICTURE_TIPS } from "../examples.js";
import { MOST_PICTURES, pictureNotice, pictures, problems } from "../state/draft.js";
import { AddItem, OtherWays } from "./AddPictures.jsx";
import { Advice, isAdvice } from "./Advice.jsx";
import { focusOn } from "./focus.js";
import { dragging } from "./intake.js";
import { row } from "./order.js";
import { Problems } from "./Problems.jsx";
import { Thumbnail } from "./Thumbnail.jsx";

export function Pictures() {
  const { errors, warnings } = problems("images");
  const isFull = pictures.value.length >= MOST_PICTURES;
  return (
    <fieldset
      class="field pictures"
      data-dragging={dragging.value}
      data-faulty={errors.length > 0}
      aria-describedby="pictures-problems pictures-tip"
    >
      <legend>
        Pictures{" "}
        <span class="count">
          {pictures.value.length} of {MOST_PICTURES}
        </span>
      </legend>
      <ul class="thumbnails" {...row}>
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
      {isFull ? null : <OtherWays />}
      <Problems
        id="pictures-problems"
        errors={errors}
        warnings={warnings.filter((issue) => !isAdvice(issue))}
      />
      <Notice />
    </fieldset>
  );
}

/** What became of the last change, with the way back. */
function Notice() {
  const { text, undo } = pictureNotice.value;
  return (
    // A button that goes away with its press leaves the focus here.
    <p id="picture-notice" class="notice" aria-live="polite" tabIndex={-1}>
      {text}{" "}
      {undo ? (
        <button
          type="button"
          class="word"
          onClick={() => {
            focusOn("picture-notice");
            undo();
          }}
        >
          Undo
        </button>
      ) : null}
    </p>
  );
}
