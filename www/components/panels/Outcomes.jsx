// What becomes of a batch: a grid with one cell for each request.
import {
  AT_ONCE,
  isBatchRunning,
  isOfPresent,
  isWhole,
  neverBegun,
  runsOf,
  runTheRest,
  shown,
  stopBatch,
} from "../../state/batch.js";
import { panel } from "../../state/panel.js";
import { chargeOf, isQueued, isSimulated, mayGoOn, priceOf, selected, stateOf } from "../../state/runs.js";
import { chargeText, stateText } from "../../words.js";
import { focusOn, useLostFocus } from "../focus.js";

/** @typedef {import("../../state/runs.js").Run} Run */

/** Brings a run to the stage, and takes the panel away where it covers that. @param {Run} run */
function show(run) {
  selected.value = run;
  const stage = document.querySelector(".frame-area")?.getBoundingClientRect();
  const cover = document.querySelector(".panel")?.getBoundingClientRect();
  if (stage && cover && stage.right > cover.left) panel.value = undefined;
}

/** @param {{ id: string }} props */
export function Outcomes({ id }) {
  const all = runsOf(id);
  const isRunning = isBatchRunning(id);
  const charged = all.filter((run) => chargeOf(run) === "charged");
  const done = all.filter((run) => stateOf(run) === "done");
  const open = isRunning ? [] : neverBegun(id);
  const place = useLostFocus();
  // The buttons go once they are pressed.
  const act = async (/** @type {(id: string) => Promise<string | undefined> | void} */ what) => {
    place.current?.focus();
    focusOn((await what(id)) ?? undefined);
  };
  return (
    <>
      <p role="status" tabIndex={-1} ref={place}>
        {done.length} of {all.length} done, {priceOf(charged).text} charged
        {all[0] && isSimulated(all[0]) ? ", simulated" : ""}.
      </p>
      <ul class="grid">
        {all.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              class="cell"
              data-state={stateOf(run)}
              aria-pressed={selected.value === run}
              title={run.words.prompt}
              onClick={() => show(run)}
            >
              <img src={run.pictures[0]?.thumb.value || undefined} alt="" loading="lazy" />
              <b>{(run.batch?.index ?? 0) + 1}</b>
              <span>
                {stateText(stateOf(run), {
                  isQueued: isQueued(run),
                  charge: chargeOf(run),
                  mayGoOn: mayGoOn(run),
                })}
              </span>
              <span class="count">{chargeText(chargeOf(run), run)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        {isRunning ? (
          <button type="button" class="quiet" onClick={() => act(stopBatch)}>
            Begin no more
          </button>
        ) : null}
        {isOfPresent(open) ? (
          <button type="button" class="button" onClick={() => act(runTheRest)}>
            Run the {open.length} not made · {priceOf(open).text}
          </button>
        ) : null}
        <button
          type="button"
          class="quiet"
          onClick={() => {
            shown.value = undefined;
          }}
        >
          New batch
        </button>
      </div>
      {open.length > 0 && !isOfPresent(open) ? (
        <p class="tip">
          {open.length} not made. They were to be made by another connection: choose that one in the bar to
          run them.
        </p>
      ) : null}
      {isWhole(all) ? null : (
        <p class="tip">
          A run of this batch was deleted: what was not made can be run one by one, from the stage.
        </p>
      )}
      {isRunning ? (
        <p class="tip">
          {AT_ONCE} are made at a time. “Begin no more” starts nothing new; what was sent goes on and is
          charged.
        </p>
      ) : null}
    </>
  );
}
