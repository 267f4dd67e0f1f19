// The words behind which the panels are: in the bar, and in an open panel to go to another one.
import { panel, toggle } from "../state/panel.js";

/** @type {{ value: import("../state/panel.js").Panel, label: string }[]} */
const WORDS = [
  { value: "batch", label: "Batch" },
  { value: "prices", label: "Prices" },
  { value: "code", label: "Code" },
  { value: "log", label: "Log" },
  { value: "share", label: "Share" },
];

export function PanelWords() {
  return (
    <nav class="panels" aria-label="Panels">
      {WORDS.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          class="tab"
          aria-expanded={panel.value === value}
          onClick={() => toggle(value)}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
