// The one strong button, with the price in it.
import { price, problems } from "../state/draft.js";
import { hold, start } from "../state/runs.js";
import { Problems } from "./Problems.jsx";

/** Starts a run, or takes the person to the first thing that is missing. */
export function run() {
  const control = start();
  if (control === undefined) return;
  const element = document.getElementById(control) ?? document.querySelector(`.pictures .remove`);
  if (element instanceof HTMLElement) element.focus();
}

const WORDS = { none: "Run", sending: "Sending", same: "Under way" };

export function RunButton() {
  // A problem of the request as a whole has no field to stand at.
  const { errors } = problems("");
  const waits = hold.value;
  return (
    <div class="run">
      <Problems id="run-problems" errors={errors} />
      <button
        id="field-run"
        type="submit"
        class="strong"
        // Not "disabled": that would throw the focus of a person at the keyboard away.
        aria-disabled={waits !== undefined}
        title={waits === "same" ? "These inputs are being run. Change one to run another." : undefined}
      >
        {WORDS[waits ?? "none"]} · {price.value.text}
      </button>
    </div>
  );
}
