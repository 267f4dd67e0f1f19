// The stage: a frame in the chosen ratio with examples, the progress, the video or what went wrong in it.
import { useEffect, useRef } from "preact/hooks";
import { PRO_TIPS, PROMPTS } from "../examples.js";
import { aspectRatio, fillIn } from "../state/draft.js";
import { remove } from "../state/history.js";
import { chargeOf, forgottenAt, isOver, isSimulated, jobIdOf, selected, stateOf } from "../state/runs.js";
import { chargeText, failureOf, momentText, phaseText } from "../words.js";
import { Failure } from "./Failure.jsx";
import { Making } from "./Making.jsx";
import { replacePrompt } from "./replace-prompt.js";
import { Save } from "./Save.jsx";
import { TwoStep } from "./TwoStep.jsx";
import { Video } from "./Video.jsx";

/** @typedef {import("../state/runs.js").Run} Run */

export function Stage() {
  const run = selected.value;
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    // On a phone the stage lies below the desk: what was just begun or chosen must not happen out of sight.
    const { top = 0, bottom = 0 } = place.current?.getBoundingClientRect() ?? {};
    if (run && (top < 0 || bottom > innerHeight)) place.current?.scrollIntoView({ block: "start" });
  }, [run]);
  return (
    <section class="stage" aria-label="Stage" tabIndex={-1} ref={place}>
      <div class="frame-area">
        <div
          class="frame"
          data-ratio={run ? run.words.aspect_ratio : aspectRatio.value}
          data-state={run ? stateOf(run) : "empty"}
          data-charge={run ? chargeOf(run) : undefined}
        >
          {run ? <Content key={run.id} run={run} /> : <Examples />}
        </div>
      </div>
      <p class="unseen" role="status">
        {run ? spoken(run) : ""}
      </p>
      {run ? <Under key={run.id} run={run} /> : <p class="under tip">Your video appears here.</p>}
    </section>
  );
}

/** What a screen reader says: each step once, without the ticking time. @param {Run} run */
function spoken(run) {
  const charge = chargeText(chargeOf(run), run);
  switch (stateOf(run)) {
    case "waiting":
      return "Not followed at the moment.";
    case "running":
      return phaseText(run.progress.value.update, jobIdOf(run) !== undefined);
    case "done":
      return `The video is ready. ${charge}${isSimulated(run) ? ", simulated" : ""}.`;
    default: {
      const { title, message } = failureOf(run);
      return `${title}. ${message} ${charge}.`;
    }
  }
}

/** @param {{ run: Run }} props */
function Content({ run }) {
  const { result, error } = run.progress.value;
  if (result) return <Video run={run} />;
  return error === undefined ? <Making run={run} /> : <Failure run={run} />;
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
                replacePrompt(text);
              }}
            >
              <span>{text}</span>
            </button>
          </li>
        ))}
      </ul>
      <details>
        <summary>Tips for better videos</summary>
        <ul class="tips">
          {PRO_TIPS.map((tip) => (
            <li key={tip}>{tip}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}

/** Takes a run off the stage, with the button that was pressed: the focus stays where the person is. @param {() => void} take */
function leave(take) {
  /** @type {HTMLElement | null} */ (document.querySelector(".stage"))?.focus({ preventScroll: true });
  take();
}

/** @param {{ run: Run }} props */
function Under({ run }) {
  const { result } = run.progress.value;
  const state = stateOf(run);
  const charge = chargeOf(run);
  return (
    <div class="under">
      <span class="charge" data-charge={charge} data-simulated={isSimulated(run)}>
        {chargeText(charge, run, state === "running")}
      </span>
      {isSimulated(run) ? <span class="simulated">Simulated</span> : null}
      {result ? <Expiry run={run} /> : null}
      {run.repeatOf ? (
        <span class="warning">
          The browser sent one request twice by itself: this second video was made and charged, too.
        </span>
      ) : null}
      <span class="actions">
        {result ? <Save run={run} /> : null}
        {isOver(run) ? (
          <button
            type="button"
            class="quiet small"
            onClick={() =>
              fillIn(run.words, run.pictures, "The inputs of that run. Change what you like, then run it.")
            }
          >
            Use these inputs
          </button>
        ) : null}
        <button
          type="button"
          class="quiet small"
          onClick={() => {
            leave(() => {
              selected.value = undefined;
            });
          }}
        >
          New
        </button>
        {isOver(run) ? (
          <TwoStep word="Delete" sure="Delete for good" act={() => leave(() => remove(run))} />
        ) : null}
      </span>
    </div>
  );
}

/** How long there is a video at the service. @param {{ run: Run }} props */
function Expiry({ run }) {
  if (isSimulated(run) || run.progress.value.kept) return null;
  const until = forgottenAt(run);
  return (
    <span class="simulated">
      {Date.now() > until
        ? "The service has probably forgotten it"
        : `The service keeps it until ${momentText(until)}`}
    </span>
  );
}
