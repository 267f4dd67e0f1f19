// The negative prompt, with the page's suggestions as chips that put a word in or take it out.
import { NEGATIVE_WORDS } from "../examples.js";
import { negativePrompt, problems } from "../state/draft.js";
import { Problems } from "./Problems.jsx";

const wordsIn = (/** @type {string} */ text) =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);

/** @param {string} word */
function toggle(word) {
  const words = wordsIn(negativePrompt.value);
  const others = words.filter((other) => other.toLowerCase() !== word);
  negativePrompt.value = (others.length < words.length ? others : [...words, word]).join(", ");
}

export function NegativePrompt() {
  const { errors, warnings } = problems("negative_prompt");
  const words = wordsIn(negativePrompt.value.toLowerCase());
  return (
    <div class="field">
      <label for="field-negative_prompt">
        Negative prompt <span class="count">optional</span>
      </label>
      <input
        id="field-negative_prompt"
        type="text"
        placeholder="What to keep out"
        autocomplete="off"
        value={negativePrompt.value}
        aria-invalid={errors.length > 0}
        aria-describedby="negative-problems"
        onInput={(event) => {
          negativePrompt.value = event.currentTarget.value;
        }}
      />
      <fieldset class="chips">
        <legend class="unseen">Suggestions for the negative prompt</legend>
        {NEGATIVE_WORDS.map((word) => (
          <button
            key={word}
            type="button"
            class="chip"
            aria-pressed={words.includes(word)}
            onClick={() => toggle(word)}
          >
            {word}
          </button>
        ))}
      </fieldset>
      <Problems id="negative-problems" errors={errors} warnings={warnings} />
    </div>
  );
}
