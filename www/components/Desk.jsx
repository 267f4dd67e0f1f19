// The desk: all that goes into a run, pictures first, and the one strong button at its foot.
import { formNotice } from "../state/draft.js";
import { Choices } from "./Choices.jsx";
import { NegativePrompt } from "./NegativePrompt.jsx";
import { Pictures } from "./Pictures.jsx";
import { Prompt } from "./Prompt.jsx";
import { RunButton, run } from "./RunButton.jsx";

export function Desk() {
  return (
    <form
      class="desk"
      aria-label="Desk"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          run();
        }
      }}
    >
      {formNotice.value ? (
        <p class="form-notice" role="status">
          {formNotice.value}
        </p>
      ) : null}
      <Pictures />
      <Prompt />
      <NegativePrompt />
      <Choices />
      <RunButton />
    </form>
  );
}
