// The reel: every run of this browser as a small card, those under way first, with a filter.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { chargeOf, isQueued, isSimulated, mayGoOn, runs, selected, stateOf } from "../state/runs.js";
import { chargeText, clockText, momentText, stateText } from "../words.js";

/** @typedef {import("../state/runs.js").Run} Run */

/** @type {Record<string, { word: string, holds: (run: Run) => boolean }>} */
const FILTERS = {
  all: { word: "All", holds: () => true },
  running: { word: "Under way", holds: (run) => ["running", "waiting"].includes(stateOf(run)) },
  done: { word: "Done", holds: (run) => stateOf(run) === "done" },
  failed: { word: "Failed or stopped", holds: (run) => ["failed", "stopped"].includes(stateOf(run)) },
  kept: { word: "Kept here", holds: (run) => run.progress.value.kept === true },
  real: { word: "Not simulated", holds: (run) => !isSimulated(run) },
};

const AT_ONCE = 40;

/** Under way first, else by time. @param {Run} a @param {Run} b */
function byUrgency(a, b) {
  const isOpen = (/** @type {Run} */ run) => Number(FILTERS.running.holds(run));
  return isOpen(b) - isOpen(a) || b.startedAt - a.startedAt;
}

/** Scrolls the row, and not the page, to the card of the run on the stage. @param {HTMLUListElement} row */
function showCard(row) {
  const card = row.querySelector('[aria-pressed="true"]')?.getBoundingClientRect();
  if (!card) return;
  const { left, right } = row.getBoundingClientRect();
  if (card.left < left) row.scrollLeft -= left - card.left;
  else if (card.right > right) row.scrollLeft += card.right - right;
}

export function Reel() {
  const filter = useSignal("all");
  const words = useSignal("");
  const most = useSignal(AT_ONCE);
  const total = runs.value.length;
  const wanted = words.value.trim().toLowerCase();
  const found = runs.value
    .filter((run) => FILTERS[filter.value]?.holds(run))
    .filter((run) => run.words.prompt.toLowerCase().includes(wanted))
    .sort(byUrgency);
  const row = useRef(/** @type {HTMLUListElement | null} */ (null));
  const shown = selected.value;
  useEffect(() => {
    if (row.current) showCard(row.current);
  }, [shown]);
  return (
    <section class="reel" aria-label="Reel">
      <div class="reel-head">
        <h2>
          Your runs <span class="count">{total || ""}</span>
        </h2>
        {total > 1 ? (
          <>
            <select
              aria-label="Which runs"
              value={filter.value}
              onChange={(event) => {
                filter.value = event.currentTarget.value;
              }}
            >
              {Object.entries(FILTERS).map(([name, { word }]) => (
                <option key={name} value={name}>
                  {word}
                </option>
              ))}
            </select>
            <input
              type="search"
              aria-label="Words in the prompt"
              placeholder="Find in prompts"
              value={words.value}
              onInput={(event) => {
                words.value = event.currentTarget.value;
              }}
            />
          </>
        ) : null}
      </div>
      {total === 0 ? (
        <p class="tip">Your runs gather here, and stay in this browser when the page is closed.</p>
      ) : null}
      {total > 0 && found.length === 0 ? <p class="tip">No run is like that.</p> : null}
      <ul ref={row}>
        {found.slice(0, most.value).map((run) => (
          <li key={run.id}>
            <Card run={run} />
          </li>
        ))}
        {found.length > most.value ? (
          <li class="more">
            <button
              type="button"
              class="quiet"
              onClick={() => {
                most.value += AT_ONCE;
              }}
            >
              {found.length - most.value} more
            </button>
          </li>
        ) : null}
      </ul>
    </section>
  );
}

/** @param {{ run: Run }} props */
function Card({ run }) {
  const state = stateOf(run);
  const { endedAt, tookMs, kept } = run.progress.value;
  const { duration, aspect_ratio, prompt } = run.words;
  return (
    <button
      type="button"
      class="card"
      aria-pressed={selected.value === run}
      onClick={() => {
        selected.value = run;
      }}
    >
      <img src={run.pictures[0]?.thumb.value || undefined} alt="" loading="lazy" />
      <span class="card-text">
        <span class="card-prompt">{prompt}</span>
        <span class="card-facts">
          <b data-state={state}>
            {stateText(state, { isQueued: isQueued(run), charge: chargeOf(run), mayGoOn: mayGoOn(run) })}
            {tookMs === undefined ? "" : ` ${clockText(tookMs)}`}
          </b>{" "}
          {duration} s, {aspect_ratio}
          {run.batch ? `, ${run.batch.index + 1} of ${run.batch.of}` : ""}
          {kept ? ", kept here" : ""}
        </span>
        <span class="card-facts">
          {chargeText(chargeOf(run), run, state === "running")}
          {isSimulated(run) ? ", simulated" : ""}
          {endedAt === undefined ? null : (
            <>
              , <span class="moment">{momentText(endedAt)}</span>
            </>
          )}
        </span>
      </span>
    </button>
  );
}
