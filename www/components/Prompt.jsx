// The prompt, with its counter and its enhancer.
import { MOST_CHARACTERS, problems, prompt } from "../state/draft.js";
import { Enhancer } from "./Enhancer.jsx";
import { Problems } from "./Problems.jsx";

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
