// A button that copies a text, and says whether it did.
import { useSignal } from "@preact/signals";

/** @param {{ text: string, word?: string }} props */
export function Copy({ text, word = "Copy" }) {
  const said = useSignal("");
  return (
    <button
      type="button"
      class="quiet small"
      onClick={async () => {
        try {
          await navigator.clipboard.writeText(text);
          said.value = "Copied";
        } catch {
          said.value = "Not copied: select it and press Ctrl+C";
        }
      }}
      onBlur={() => {
        said.value = "";
      }}
    >
      <span aria-live="polite">{said.value || word}</span>
    </button>
  );
}
