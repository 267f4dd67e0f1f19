// Which addresses may become a link, a video or a picture: the text of an answer or a link is not the page's own.

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

/** The address where it is one of a picture, else "": a picture may lie in its address itself. @param {string} text */
export const showable = (text) => (/^data:image\//i.test(text) ? text : (openable(text) ?? ""));
