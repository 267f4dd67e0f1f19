// The ways to keep a finished video: as a file, or in this browser for when the service has forgotten it.
import { useSignal } from "@preact/signals";
import { download } from "../media/download.js";
import { canKeep, forgetVideo, keepVideo } from "../media/keep.js";
import { fileName, readingProblem, videoAddress, videoBytes } from "../media/videos.js";
import { keep } from "../state/history.js";
import { forgottenAt, isSimulated, learn } from "../state/runs.js";
import { TwoStep } from "./TwoStep.jsx";

/** @typedef {import("../state/runs.js").Run} Run */

/** @param {{ run: Run }} props */
export function Save({ run }) {
  const state = useSignal(/** @type {"ready" | "saving" | "blocked"} */ ("ready"));
  const problem = useSignal("");
  const address = videoAddress(run);
  const { kept } = run.progress.value;
  if (address === undefined && !isSimulated(run) && !kept) return null;

  const save = async () => {
    state.value = "saving";
    problem.value = "";
    try {
      const bytes = await videoBytes(run);
      download(bytes, fileName(run, bytes.type));
      state.value = "ready";
    } catch (error) {
      problem.value = readingProblem(error) ?? "";
      // The place where the video lies may not let pages read it, only show it. What may pass can be tried again.
      state.value = problem.value ? "ready" : "blocked";
    }
  };
  if (state.value === "blocked") {
    return (
      <a class="button small" href={address} target="_blank" rel="noreferrer" download={fileName(run)}>
        Open it and save it there
      </a>
    );
  }
  return (
    <>
      <button type="button" class="button small" disabled={state.value === "saving"} onClick={save}>
        {state.value === "saving" ? "Saving" : "Save video"}
      </button>
      <Problem text={problem.value} />
      {canKeep() ? <Keep run={run} /> : null}
    </>
  );
}

/** @param {{ text: string }} props */
function Problem({ text }) {
  return text ? (
    <span class="problem" role="alert">
      {text}
    </span>
  ) : null;
}

/** @param {{ run: Run }} props */
function Keep({ run }) {
  const problem = useSignal("");
  const { kept } = run.progress.value;
  const change = async () => {
    problem.value = "";
    try {
      if (kept) await forgetVideo(run.id);
      else await keepVideo(run.id, await videoBytes(run));
      learn(run, { kept: !kept });
      await keep(run);
    } catch (error) {
      const isFull = error instanceof Error && error.name === "QuotaExceededError";
      // Another site may let a page show its videos and not read them.
      const why = isSimulated(run)
        ? "This browser could not keep it."
        : "The service does not let a page read it.";
      problem.value =
        readingProblem(error) ?? `${isFull ? "This browser has no room for it." : why} Save it as a file.`;
    }
  };
  // Then it lies here alone, and one press must not be the end of what was paid for.
  const isLast = kept && !isSimulated(run) && Date.now() > forgottenAt(run);
  if (isLast) return <TwoStep word="Kept here" sure="Delete the only copy" act={change} />;
  return (
    <>
      <Problem text={problem.value} />
      <button
        type="button"
        class="quiet small"
        aria-pressed={kept === true}
        title={kept ? "Take it out of this browser again" : "Stays here when the service has forgotten it"}
        onClick={change}
      >
        {kept ? "Kept here" : "Keep here"}
      </button>
    </>
  );
}
