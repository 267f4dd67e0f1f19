// The thin bar: what this is, how the page is connected, what was spent today, and the panels' words.
import { forgetful } from "../state/disk.js";
import { capMicros, spentToday } from "../state/money.js";
import { mode } from "../state/settings.js";
import { moneyText } from "../words.js";
import { Connection, ConnectionDetail } from "./Connection.jsx";
import { PanelWords } from "./PanelWords.jsx";

export function TopBar() {
  return (
    <header class="bar">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true" class="mark">
          <rect width="32" height="32" rx="8" />
          <path d="M12 9.5v13l11-6.5z" />
        </svg>
        Kling 1.6 <span class="model-kind">Multi Image to Video</span>
      </h1>
      <Connection />
      <Spent />
      <PanelWords label="Panels" />
      <ConnectionDetail />
      {forgetful.value ? (
        <p class="forgetful warning">
          {forgetful.value === "full"
            ? "This browser has no more room: new runs and pictures may be gone after a reload."
            : "This browser keeps nothing for this page (a private window?): runs are gone with the tab."}
        </p>
      ) : null}
    </header>
  );
}

/** The day's sum of the cap. */
function Spent() {
  const cap = capMicros();
  return (
    <p class="spent" title="By list price, in days of UTC">
      Today {moneyText(spentToday.value)}
      {cap === undefined ? "" : ` of ${moneyText(cap)}`}
      {mode.value === "simulator" ? ", simulated" : ""}
    </p>
  );
}
