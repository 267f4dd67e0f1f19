// The prompt, with its counter and its enhancer.
import { MOST_CHARACTERS, problems, prompt } from "../state/draft.js";
import { Enhancer } from "./Enhancer.jsx";
import { Problems } from "./Problems.jsx";

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

export function Prompt() {
  const { errors, warnings } = problems("prompt");
  // Unicode scalar values, as the model's limit is checked.
  const length = [...prompt.value].length;
  return (
    <div class="field">
      <label for="field-prompt">
        Prompt{" "}
        <span class="count" data-over={length > MOST_CHARACTERS}>
          {length} / {MOST_CHARACTERS}
        </span>
      </label>
      <textarea
        id="field-prompt"
        rows={3}
        placeholder="Describe the motion, the camera and the light."
        value={prompt.value}
        aria-invalid={errors.length > 0}
        aria-describedby="prompt-problems"
        onInput={(event) => {
          prompt.value = event.currentTarget.value;
        }}
      />
      <Problems id="prompt-problems" errors={errors} warnings={warnings} />
      <Enhancer />
    </div>
  );
}
