// The stage: a frame in the chosen ratio with examples, the progress, the video or what went wrong in it.
import { useEffect, useRef } from "preact/hooks";
import { PROMPTS } from "../examples.js";
import { aspectRatio, prompt, reuse } from "../state/draft.js";
import { chargeOf, selected, stateOf } from "../state/runs.js";
import { chargeText, failure, phaseText } from "../words.js";
import { Failure } from "./Failure.jsx";
import { Making } from "./Making.jsx";
import { Save, Video } from "./Video.jsx";

export function Stage() {
  const run = selected.value;
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    // On a phone the stage lies below the desk: what was just begun or chosen must not happen out of sight.
    const { top = 0, bottom = 0 } = place.current?.getBoundingClientRect() ?? {};
    if (run && (top < 0 || bottom > innerHeight)) place.current?.scrollIntoView({ block: "start" });
  }, [run]);
  return (
    <section class="stage" aria-label="Stage" ref={place}>
      <div class="frame-area">
        <div
          class="frame"
          data-ratio={run ? run.request.aspect_ratio : aspectRatio.value}
          data-state={run ? stateOf(run) : "empty"}
        >
          {run ? <Content key={run.id} run={run} /> : <Examples />}
        </div>
      </div>
      <p class="unseen" role="status">
        {run ? spoken(run) : ""}
      </p>
      {run ? <Under run={run} /> : <p class="under tip">Your video appears here.</p>}
    </section>
  );
}

/** What a screen reader says: each step once, without the ticking time. @param {import("../state/runs.js").Run} run */
function spoken(run) {
  const { update, error } = run.progress.value;
  switch (stateOf(run)) {
    case "running":
      return phaseText(update);
    case "done":
      return `The video is ready. ${chargeText("charged", run)}${run.simulated ? ", simulated" : ""}.`;
    default: {
      const { title, message } = failure(error);
      return `${title}. ${message} ${chargeText(chargeOf(run), run)}.`;
    }
  }
}

/** @param {{ run: import("../state/runs.js").Run }} props */
function Content({ run }) {
  const { generation, error } = run.progress.value;
  if (generation) return <Video run={run} generation={generation} />;
  return error === undefined ? <Making run={run} /> : <Failure run={run} error={error} />;
}

function Examples() {
  return (
    <div class="examples">
      <p id="examples-title">Start from an example</p>
      <ul aria-labelledby="examples-title">
        {PROMPTS.map((text) => (
          <li key={text}>
            <button
              type="button"
              onClick={() => {
                prompt.value = text;
                document.getElementById("field-prompt")?.focus();
              }}
            >
              <span>{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** @param {{ run: import("../state/runs.js").Run }} props */
function Under({ run }) {
  const { generation } = run.progress.value;
  const charge = chargeOf(run);
  return (
    <div class="under">
      <span class="charge" data-charge={charge} data-simulated={run.simulated}>
        {chargeText(charge, run)}
        {charge === "charged" && stateOf(run) === "running" ? " unless it fails" : ""}
      </span>
      {run.simulated ? <span class="simulated">Simulated run, no real money</span> : null}
      <span class="actions">
        {stateOf(run) === "running" ? null : (
          <button type="button" class="quiet" onClick={() => reuse(run)}>
            Use these inputs
          </button>
        )}
        {generation ? <Save key={run.id} generation={generation} /> : null}
      </span>
    </div>
  );
}
