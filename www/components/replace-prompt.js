// Puts a text into the prompt from elsewhere: an example, or what the enhancer made.
import { prompt } from "../state/draft.js";

/**
 * Puts a text in the place of the prompt as if it had been typed, so that Ctrl+Z brings the old one back.
 * @param {string} text
 */
export function replacePrompt(text) {
  const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("field-prompt"));
  field?.focus();
  field?.select();
  // The one way that keeps the field's undo; deprecated, and there in every browser.
  if (!document.execCommand("insertText", false, text)) prompt.value = text;
}
