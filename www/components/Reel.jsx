// The reel: every run of this session as a small card, the newest first.
import { chargeOf, runs, selected, stateOf } from "../state/runs.js";
import { chargeText, clockText } from "../words.js";

/** @type {Record<string, string>} */
const STATES = { running: "Running", done: "Done", failed: "Failed", stopped: "Stopped" };

export function Reel() {
  return (
    <section class="reel" aria-label="Reel">
      <h2>
        This session <span class="count">{runs.value.length || ""}</span>
      </h2>
      {runs.value.length === 0 ? (
        <p class="tip">Your runs gather here until the tab is closed.</p>
      ) : (
        <ul>
          {runs.value.map((run) => (
            <li key={run.id}>
              <Card run={run} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** @param {{ run: import("../state/runs.js").Run }} props */
function Card({ run }) {
  const state = stateOf(run);
  const { endedMs } = run.progress.value;
  const { duration, aspect_ratio, prompt } = run.request;
  return (
    <button
      type="button"
      class="card"
      aria-pressed={selected.value === run}
      onClick={() => {
        selected.value = run;
      }}
    >
      <img src={run.pictures[0]?.preview} alt="" />
      <span class="card-text">
        <span class="card-prompt">{prompt}</span>
        <span class="card-facts">
          <b data-state={state}>
            {STATES[state]}
            {endedMs === undefined ? "" : ` ${clockText(endedMs)}`}
          </b>{" "}
          {duration} s, {aspect_ratio}
        </span>
        <span class="card-facts">
          {chargeText(chargeOf(run), run)}
          {run.simulated ? ", simulated" : ""}
        </span>
      </span>
    </button>
  );
}
