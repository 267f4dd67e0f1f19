// The code panel: the form as it is now, in four languages, with a placeholder where the key belongs.
import { useSignal } from "@preact/signals";
import { pictures, words } from "../../state/draft.js";
import { snippets } from "../../text/snippets.js";
import { Copy } from "../Copy.jsx";

export function Content() {
  const language = useSignal("JavaScript");
  const images = pictures.value.map(({ url, name }) => url ?? { name });
  const all = snippets({ request: { ...words.value, images } });
  const shown = all.find((one) => one.language === language.value) ?? all[0];
  return (
    <>
      <div class="row">
        <fieldset class="segments small">
          <legend class="unseen">Language</legend>
          {all.map((one) => (
            <label key={one.language}>
              <input
                type="radio"
                name="language"
                checked={one === shown}
                onChange={() => {
                  language.value = one.language;
                }}
              />
              <span>{one.language}</span>
            </label>
          ))}
        </fieldset>
        <Copy key={language.value} text={shown?.text ?? ""} />
      </div>
      {shown?.note ? <p class="tip">{shown.note}</p> : null}
      <section class="code" aria-label={`${shown?.language} code`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
        <pre tabIndex={0}>{shown?.text}</pre>
      </section>
    </>
  );
}
