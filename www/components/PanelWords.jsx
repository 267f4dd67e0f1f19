// The words behind which the panels are: in the bar, and in an open panel to go to another one.
import { panel, toggle } from "../state/panel.js";

/** @type {{ value: import("../state/panel.js").Panel, word: string }[]} */
const WORDS = [
  { value: "batch", word: "Batch" },
  { value: "prices", word: "Prices" },
  { value: "code", word: "Code" },
  { value: "log", word: "Log" },
  { value: "share", word: "Share" },
];

/** @param {{ label: string }} props */
export function PanelWords({ label }) {
  return (
    <nav class="panels" aria-label={label}>
      {WORDS.map(({ value, word }) => (
        <button
          key={value}
          type="button"
          class="tab"
          aria-expanded={panel.value === value}
          onClick={() => toggle(value)}
        >
          {word}
        </button>
      ))}
    </nav>
  );
}
