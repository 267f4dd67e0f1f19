// A run under way: what is done now, since when, how long such runs took, and the way out.
import { useEffect, useState } from "preact/hooks";
import { isBatchRunning } from "../state/batch.js";
import { stop } from "../state/jobs.js";
import { chargeOf, jobIdOf, stateOf, usualMs } from "../state/runs.js";
import { notify } from "../state/settings.js";
import { canNotify, setNotify } from "../state/tab.js";
import { aboutText, bytesText, clockText, phaseText } from "../words.js";
import { GoOn } from "./Failure.jsx";

/** The usual end stands at this part of the bar: there must be room beyond it. */
const USUAL_PART = 2 / 3;

/** How far the bar goes: beyond the usual end ever slower, so that it is never full before the end. */
const partOf = (/** @type {number} */ elapsed, /** @type {number} */ usual) =>
  elapsed <= usual ? (USUAL_PART * elapsed) / usual : 1 - ((1 - USUAL_PART) * usual) / elapsed;

/** @typedef {import("../state/runs.js").Run} Run */

/** @param {{ run: Run }} props */
export function Making({ run }) {
  if (stateOf(run) === "waiting") return <Waiting run={run} />;
  const { update, elsewhere, following } = run.progress.value;
  if (elsewhere && !following) return <Elsewhere />;
  const isPaid = chargeOf(run) === "charged";
  return (
    <div class="making">
      <p class="phase">{phaseText(update, jobIdOf(run) !== undefined)}</p>
      {update?.phase === "uploading" && update.totalBytes > 0 ? (
        <Upload update={update} />
      ) : (
        <Time since={run.startedAt} usual={usualMs(run)} />
      )}
      {run.batch && isBatchRunning(run.batch.id) ? (
        <p class="tip">One of a batch: “Begin no more” is in its panel.</p>
      ) : (
        <p class="way-out">
          <button type="button" class="quiet" onClick={() => stop(run)}>
            {isPaid ? "Stop waiting" : "Stop"}
          </button>
          <span class="tip">
            {isPaid ? "Made and charged all the same. You may also close the page and come back." : ""}
          </span>
        </p>
      )}
      {canNotify() ? (
        <label class="check notify">
          <input
            type="checkbox"
            checked={notify.value}
            onChange={(event) => setNotify(event.currentTarget.checked)}
          />
          Notify me at the end
        </label>
      ) : null}
    </div>
  );
}

/** @param {{ update: { loadedBytes: number, totalBytes: number } }} props */
function Upload({ update: { loadedBytes, totalBytes } }) {
  return (
    <>
      <progress aria-label="Upload" value={loadedBytes} max={totalBytes} />
      <p class="times">
        {bytesText(loadedBytes)} of {bytesText(totalBytes)}
      </p>
    </>
  );
}

/**
 * The time since the start against the time that such runs took: a mark on the bar, and room beyond it.
 * @param {{ since: number, usual: number | undefined }} props
 */
function Time({ since, usual }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const elapsed = Math.max(0, now - since);
  const isLate = usual !== undefined && elapsed > usual * 1.15;
  return (
    <>
      {usual === undefined ? (
        <div class="bar-without-end" aria-hidden="true" />
      ) : (
        <div class="time-bar">
          <progress
            aria-label="Time so far"
            aria-valuetext={`${clockText(elapsed)}, usually about ${aboutText(usual)}`}
            value={partOf(elapsed, usual)}
          />
        </div>
      )}
      <p class="times">
        <span class="elapsed">{clockText(elapsed)}</span>
        {usual === undefined ? null : <span>usually about {aboutText(usual)}</span>}
        {isLate ? <span class="late">longer than usual; still being made</span> : null}
      </p>
    </>
  );
}

function Elsewhere() {
  return (
    <div class="making">
      <p class="phase">Under way in another tab</p>
      <div class="bar-without-end" aria-hidden="true" />
    </div>
  );
}

/** A run of before whose connection is not there: the key went with the tab. @param {{ run: Run }} props */
function Waiting({ run }) {
  const isKey = run.connection.mode === "key";
  // Without an id the paid request may never have been sent, or its answer is lost.
  const isMade = jobIdOf(run) !== undefined;
  const job = isMade ? "The job goes on at the service" : "Whether the job was made is not known yet";
  const way = isMade ? "to see its video" : "to have it looked up";
  return (
    <div class="making">
      <p class="phase">Not followed at the moment</p>
      <p>
        {isKey
          ? `The key went with the tab, as promised. ${job}: enter the key again ${way}.`
          : `${job}. Press below ${way}.`}
      </p>
      <GoOn run={run} />
    </div>
  );
}
