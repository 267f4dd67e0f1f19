// Any text as a string of a language: whatever is in it, it stays text.

/** No language can write half a surrogate pair, and UTF-8 cannot carry one. @param {string} text */
export function wellFormed(text) {
  return text.replace(/\p{Surrogate}/gu, "\u{fffd}");
}

/**
 * A string that JSON, JavaScript and Python read alike. What cannot be seen, or turns the direction of the text around
 * it, is written as an escape, so that the code is what it looks like; "</" and "<!" would end or open something where
 * the code is put into a page.
 * @param {string} text
 */
export function quoted(text) {
  return JSON.stringify(wellFormed(text)).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|<(?=[/!])/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * What may stand between a shell's single quotes, where nothing but a single quote means anything.
 * @param {string} text
 */
export function shellQuotable(text) {
  return text.replaceAll("'", "'\\''");
}
