// The desk: all that goes into a run, pictures first, and the one strong button at its foot.
import { formNotice } from "../state/draft.js";
import { Choices } from "./Choices.jsx";
import { NegativePrompt } from "./NegativePrompt.jsx";
import { Pictures } from "./Pictures.jsx";
import { Prompt } from "./Prompt.jsx";
import { RunButton, run } from "./RunButton.jsx";

/** Where the form's content comes from, with the way back to what was there. */
function FormNotice() {
  const { text, undo } = formNotice.value;
  if (text === "") return null;
  return (
    <p class="form-notice" role="status">
      {text}{" "}
      {undo ? (
        <button type="button" class="word" onClick={undo}>
          Undo
        </button>
      ) : null}
    </p>
  );
}

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
      <FormNotice />
      <Pictures />
      <Prompt />
      <NegativePrompt />
      <Choices />
      <RunButton />
    </form>
  );
}
