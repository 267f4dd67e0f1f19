// The prompt enhancer: its price, its styles, and its suggestion as a diff that one takes or leaves.
import { useSignal } from "@preact/signals";
import { MODEL } from "kling-multi-i2v";
import { useEffect } from "preact/hooks";
import { prompt } from "../state/draft.js";
import { enhance, enhanceProblem, isEnhancing, style, suggestion } from "../state/enhance.js";
import { moneyText } from "../words.js";
import { focusOn } from "./focus.js";
import { replacePrompt } from "./replace-prompt.js";

export function Enhancer() {
  if (suggestion.value) return <Suggestion {...suggestion.value} />;
  return (
    <div class="enhancer">
      <button
        type="button"
        class="quiet small"
        aria-disabled={isEnhancing.value}
        onClick={async () => {
          focusOn(await enhance());
        }}
      >
        {isEnhancing.value ? "Enhancing" : `Enhance · ${moneyText(MODEL.pricing.enhancePromptMicros)}`}
      </button>
      <label class="in-line">
        Style{" "}
        <select
          value={style.value}
          onChange={(event) => {
            style.value = /** @type {import("kling-multi-i2v").EnhanceStyle} */ (event.currentTarget.value);
          }}
        >
          {MODEL.enhanceStyles.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <div class="enhancer-problem" aria-live="polite">
        {enhanceProblem.value ? <p class="problem">{enhanceProblem.value}</p> : null}
      </div>
    </div>
  );
}

/** @typedef {{ value: string, added?: boolean, removed?: boolean }} Part */

/** @param {{ before: string, after: string }} props */
function Suggestion({ before, after }) {
  const parts = useSignal(/** @type {Part[]} */ ([{ value: after }]));
  useEffect(() => {
    let isGone = false;
    // Loaded when there is something to compare.
    import("diff").then(({ diffWordsWithSpace }) => {
      if (!isGone) parts.value = diffWordsWithSpace(before, after);
    });
    return () => {
      isGone = true;
    };
  }, [before, after]);
  const leave = () => {
    suggestion.value = undefined;
    document.getElementById("field-prompt")?.focus();
  };
  return (
    <section class="suggestion" aria-label="Suggested prompt">
      <p>
        {parts.value.map(({ value, added, removed }, at) => {
          // Parts have no names of their own, and never change places.
          if (added) return <ins key={at}>{value}</ins>;
          return removed ? <del key={at}>{value}</del> : <span key={at}>{value}</span>;
        })}
      </p>
      {prompt.value === before ? null : (
        <p class="warning">The prompt was changed since: accepting puts this in its place.</p>
      )}
      <p class="choices-row">
        <button
          type="button"
          class="button small"
          onClick={() => {
            suggestion.value = undefined;
            replacePrompt(after);
          }}
        >
          Accept
        </button>
        <button type="button" class="quiet small" onClick={leave}>
          Keep mine
        </button>
      </p>
    </section>
  );
}
