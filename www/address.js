// Which addresses may become a link or a video: an answer's text is not the page's own.

/** @type {readonly string[]} */
const OPENABLE = ["http:", "https:"];

/**
 * The address where it is one that the page may open, else undefined: "javascript:…" in a link would be run.
 * @param {string} text
 */
export function openable(text) {
  try {
    const { protocol, href } = new URL(text);
    return OPENABLE.includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
