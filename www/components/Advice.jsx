// What Kling would mind about the pictures, each said below the thumbnails with its number and a remedy. Stops no run.
import { useSignal } from "@preact/signals";
import { mend, remediesFor, remedyText } from "../media/mend.js";
import { aspectRatio, pictures, problems, replacePicture } from "../state/draft.js";
import { adviceText, errorText } from "../words.js";
import { focusOn } from "./focus.js";

/** @typedef {import("../state/draft.js").Picture} Picture */
/** @typedef {import("kling-multi-i2v").Issue} Issue */

/** Where a picture's advice stands: its thumbnail is described by it. @param {Picture} picture */
export const adviceId = (picture) => `advice-${picture.id}`;

/** A file's warnings are said here; what is warned of an address stays with the problems. @param {Issue} issue */
export function isAdvice(issue) {
  const at = /^\/images\/(\d+)$/.exec(issue.path)?.[1];
  return at !== undefined && pictures.value[Number(at)]?.url === undefined;
}

/**
 * Each thing that Kling would mind about a picture once: what its bytes tell, then what its type and size tell.
 * @param {Picture} picture
 * @returns {Issue[]}
 */
export function adviceOn({ id, info, loading, url }) {
  // Whether unknown bytes are a picture shows when the browser has tried them.
  if (
    info.value === undefined ||
    loading.value === "loading" ||
    loading.value === "lost" ||
    // That a file is empty is told as the problem that it is.
    info.value.bytes === 0 ||
    url !== undefined
  )
    return [];
  const path = `/images/${pictures.value.findIndex((picture) => picture.id === id)}`;
  const outside = problems("images").warnings.filter((issue) => issue.path === path);
  return [...new Map([...outside, ...info.value.warnings].map((issue) => [issue.code, issue])).values()];
}

export function Advice() {
  return (
    <div class="advice" aria-live="polite">
      {pictures.value.map((picture, at) => (
        <AdviceOnOne key={picture.id} picture={picture} at={at} />
      ))}
    </div>
  );
}

/** @param {{ picture: Picture, at: number }} props */
function AdviceOnOne({ picture, at }) {
  const problem = useSignal("");
  const issues = adviceOn(picture);
  const info = picture.info.value;
  const file = picture.file.value;
  if (issues.length === 0 || info === undefined || file === undefined) return null;
  const shows = picture.loading.value === "ready";
  const texts = issues.map((issue) => adviceText(issue, info, { type: file.type, name: file.name, shows }));
  // The first one does the work of the others, too.
  const [remedy] = shows ? remediesFor(issues.map(({ code }) => code)) : [];
  const press = async (
    /** @type {import("../media/mend.js").Remedy} */ chosen,
    /** @type {HTMLElement} */ button,
  ) => {
    try {
      const mended = await mend(file, chosen, aspectRatio.value);
      if (document.activeElement === button) focusOn("picture-notice");
      replacePicture(picture, mended, `Picture ${at + 1}: done.`);
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  return (
    <p id={adviceId(picture)}>
      <Mark at={at} />
      <span>
        {texts.join(". ")}.{" "}
        {remedy ? (
          <button type="button" class="word" onClick={({ currentTarget }) => press(remedy, currentTarget)}>
            {remedyText(remedy, aspectRatio.value)}
          </button>
        ) : null}
        {problem.value ? ` ${problem.value}` : ""}
      </span>
    </p>
  );
}

/** The mark that ties a piece of advice to its thumbnail. @param {{ at: number }} props */
export function Mark({ at }) {
  return (
    <b class="number">
      <span class="unseen">Picture </span>
      {at + 1}
    </b>
  );
}
