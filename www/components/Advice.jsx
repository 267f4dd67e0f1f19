// What Kling would mind about the pictures, each said below the thumbnails with its picture's number. Stops no run.
import { pictures, problems } from "../state/draft.js";
import { adviceText } from "../words.js";

/** @typedef {import("../state/draft.js").Picture} Picture */
/** @typedef {import("kling-multi-i2v").Issue} Issue */

/** Where a picture's advice stands: its thumbnail is described by it. @param {Picture} picture */
export const adviceId = (picture) => `advice-${picture.id}`;

/** A file's warnings are said here; what is warned of an address stays with the problems. @param {Issue} issue */
export function isAdvice(issue) {
  const at = /^\/images\/(\d+)$/.exec(issue.path)?.[1];
  return at !== undefined && typeof pictures.value[Number(at)]?.source !== "string";
}

/**
 * Each thing that Kling would mind about a picture once: what its bytes tell, then what its type and size tell.
 * @param {Picture} picture
 * @returns {string[]}
 */
export function adviceOn(picture) {
  const info = picture.info.value;
  const loading = picture.loading.value;
  // Whether unknown bytes are a picture shows when the browser has tried them.
  if (info === undefined || loading === "loading" || typeof picture.source === "string") return [];
  const path = `/images/${pictures.value.indexOf(picture)}`;
  const outside = problems("images").warnings.filter((issue) => issue.path === path);
  const byCode = new Map([...outside, ...info.warnings].map((issue) => [issue.code, issue]));
  const { type } = picture.source;
  return [...byCode.values()].map((issue) => adviceText(issue, info, { type, shows: loading === "ready" }));
}

export function Advice() {
  return (
    <div class="advice" aria-live="polite">
      {pictures.value.map((picture, at) => {
        const texts = adviceOn(picture);
        return texts.length === 0 ? null : (
          <p key={picture.id} id={adviceId(picture)}>
            <Mark at={at} />
            <span>{texts.join(". ")}.</span>
          </p>
        );
      })}
    </div>
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
