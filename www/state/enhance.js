// The prompt enhancer: a suggestion for the prompt, with its own price, that the person takes or leaves.
import { signal } from "@preact/signals";
import { isKlingError, MODEL } from "kling-multi-i2v";
import { errorText } from "../words.js";
import { client, presentConnection } from "./connection.js";
import * as draft from "./draft.js";
import { countMoney, obstacle } from "./jobs.js";
import { factsOf, note } from "./log.js";
import { isCapOdd } from "./money.js";
import { capText } from "./settings.js";

export const style = signal(/** @type {import("kling-multi-i2v").EnhanceStyle} */ ("default"));

export const isEnhancing = signal(false);

/** What the enhancer made of which prompt. */
export const suggestion = signal(/** @type {{ before: string, after: string } | undefined} */ (undefined));

export const enhanceProblem = signal("");

// What was said of other words or another cap is no longer true.
for (const said of [draft.prompt, capText]) {
  said.subscribe(() => {
    enhanceProblem.value = "";
  });
}

/** What the package says of videos, or to programmers, said of a suggestion. @type {Record<string, string>} */
const WORDS = {
  unauthorized: "The service does not accept this key. Check that it is whole, and still valid.",
  budget_exceeded: "It would come over today's cap. Raise the cap beside Run.",
  no_output:
    "The service gave no words back, and may charge for it all the same. Ask again, or keep your own.",
};

/** @param {unknown} error */
function wordsOf(error) {
  const known = isKlingError(error) ? WORDS[error.code] : undefined;
  return known ?? errorText(error);
}

/** Asks for a suggestion. @returns {Promise<string | undefined>} the control that needs the person, if any */
export async function enhance() {
  const before = draft.prompt.value;
  if (isEnhancing.value) return undefined;
  if (before.trim() === "") {
    enhanceProblem.value = "Write a few words first: they are what is enhanced.";
    return "field-prompt";
  }
  const control = obstacle(MODEL.pricing.enhancePromptMicros);
  if (control === "field-cap" && !isCapOdd.value)
    enhanceProblem.value = "It would come over today's cap. Raise the cap beside Run.";
  if (control) return control;
  const connection = presentConnection();
  isEnhancing.value = true;
  enhanceProblem.value = "";
  suggestion.value = undefined;
  try {
    const kling = await client(connection);
    const after = await kling.enhancePrompt({ text: before, style: style.value });
    note({ what: "enhanced", said: `${before.length} characters became ${after.length}` });
    suggestion.value = { before, after };
  } catch (error) {
    note({ what: "enhance failed", said: factsOf(error) });
    enhanceProblem.value = wordsOf(error);
  } finally {
    isEnhancing.value = false;
    // A lost answer may have cost something, too.
    countMoney(connection);
  }
  return undefined;
}
