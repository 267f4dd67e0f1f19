// The foot of the desk: the one strong button with the price in it, the cap beside it, and a word on whose money it is.
import { price, problems } from "../state/draft.js";
import { start } from "../state/jobs.js";
import { isCapOdd, overCap } from "../state/money.js";
import { hold, paidBefore, stateOf } from "../state/runs.js";
import { capText, mode } from "../state/settings.js";
import { focusOn } from "./focus.js";
import { Problems } from "./Problems.jsx";

/** Starts a run, or takes the person to the first thing that is missing. */
export const run = () => focusOn(start());

const WORDS = { none: "Run", sending: "Sending", same: "Under way" };

export function RunButton() {
  // A problem of the request as a whole has no field to stand at.
  const { errors } = problems("");
  const waits = hold.value;
  const again = waits === undefined ? paidBefore.value : undefined;
  return (
    <div class="run">
      <Problems id="run-problems" errors={errors} />
      {again ? <Again isDone={stateOf(again) === "done"} /> : null}
      <CapProblem />
      <div class="run-row">
        <button
          id="field-run"
          type="submit"
          class="strong"
          // Not "disabled": that would throw the focus of a person at the keyboard away.
          aria-disabled={waits !== undefined}
          aria-describedby="run-money"
          title={waits === "same" ? "These inputs are being run. Change one to run another." : undefined}
        >
          {again ? "Run again" : WORDS[waits ?? "none"]} · {price.value.text}
        </button>
        <label class="cap" title={`The most to spend in one day (UTC). Empty for no cap.`}>
          Cap a day
          <span class="cap-field">
            <span aria-hidden="true">$</span>
            <input
              id="field-cap"
              type="text"
              inputMode="decimal"
              autocomplete="off"
              placeholder="none"
              value={capText.value}
              aria-invalid={isCapOdd.value}
              aria-describedby="cap-problem"
              onInput={(event) => {
                capText.value = event.currentTarget.value;
              }}
            />
          </span>
        </label>
      </div>
      <p id="run-money" class="tip">
        {MONEY[mode.value]}
      </p>
    </div>
  );
}

const MONEY = {
  simulator: "Simulated: no real money is spent.",
  key: "Real money, from your WaveSpeedAI account.",
  proxy: "Real money, from your proxy's account.",
};

/** @param {{ isDone: boolean }} props */
function Again({ isDone }) {
  return (
    <p class="warning">
      {isDone
        ? "Already made. Running it again makes and charges another video."
        : "A run of these inputs may still give its video: go on with it in “Your runs”. Running them again may pay twice."}
    </p>
  );
}

function CapProblem() {
  const over = overCap(price.value.micros);
  let text = "";
  if (isCapOdd.value) text = "The cap is no amount: write one such as 5 or 2.50, or leave it empty for none.";
  else if (over > 0)
    text = "This run would come over today's cap. Raise the cap, or wait until midnight UTC.";
  return (
    <div id="cap-problem" aria-live="polite">
      {text ? <p class="problem">{text}</p> : null}
    </div>
  );
}
