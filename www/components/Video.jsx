// The finished video in its frame.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isLocal, videoAddress, videoBytes } from "../media/videos.js";
import { forgottenAt, isSimulated, jobIdOf } from "../state/runs.js";
import { renewVideo } from "../state/take-up.js";

/** @typedef {import("../state/runs.js").Run} Run */

/** @param {{ run: Run }} props */
export function Video({ run }) {
  const { result, kept } = run.progress.value;
  const hidden = useSignal(result?.flagged === true && run.words.enable_safety_checker === true);
  const broken = useSignal(false);
  const source = useSignal(isLocal(run) ? "" : (videoAddress(run) ?? ""));
  useEffect(() => {
    if (!isLocal(run)) {
      // Also where it was just taken out of this browser.
      source.value = videoAddress(run) ?? "";
      return undefined;
    }
    let isGone = false;
    let held = "";
    broken.value = false;
    videoBytes(run).then(
      (bytes) => {
        if (isGone) return;
        held = URL.createObjectURL(bytes);
        source.value = held;
      },
      () => {
        if (isGone) return;
        // A page may be forbidden to read what it may still show.
        if (isSimulated(run) || !videoAddress(run)) broken.value = true;
        else source.value = videoAddress(run) ?? "";
      },
    );
    return () => {
      isGone = true;
      if (held) URL.revokeObjectURL(held);
    };
  }, [run, kept, result?.video]);

  if (!isLocal(run) && source.value === "") return <NoAddress run={run} />;
  const again = async () => {
    const problem = await renewVideo(run);
    if (!problem) broken.value = false;
    return problem;
  };
  if (broken.value) return <Broken run={run} again={again} />;
  if (source.value === "") {
    const isMade = isSimulated(run) && !kept;
    return (
      <p class="making">{isMade ? "Making the simulated video of your pictures" : "Reading the video"}</p>
    );
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return (
    <>
      <video
        src={source.value}
        controls
        loop
        muted
        playsInline
        autoplay={!still && !hidden.value}
        data-hidden={hidden.value}
        aria-hidden={hidden.value}
        tabIndex={hidden.value ? -1 : 0}
        aria-label={`Video of: ${run.words.prompt}`}
        onError={() => {
          broken.value = true;
        }}
      />
      {hidden.value ? (
        <div class="flagged">
          <p>The service marked this video as sensitive.</p>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              hidden.value = false;
            }}
          >
            Show it
          </button>
        </div>
      ) : null}
    </>
  );
}

/** @param {{ run: Run }} props */
function NoAddress({ run }) {
  return (
    <div class="failure">
      <p class="title">The video's address cannot be opened</p>
      <p>The video was made, but what the service gave as its address is none that a page may open.</p>
      <p>Look for it in your account's history there.</p>
      <p class="codes">
        <code title="The job's id">{jobIdOf(run)}</code>
      </p>
    </div>
  );
}

/** @param {{ run: Run, again: () => Promise<string> }} props */
function Broken({ run, again }) {
  const problem = useSignal("");
  if (isSimulated(run)) {
    return (
      <div class="failure">
        <p class="title">The video does not play here</p>
        <p>This browser could not make the simulated video. No money was spent on it.</p>
      </div>
    );
  }
  const isOld = Date.now() > forgottenAt(run);
  return (
    <div class="failure">
      <p class="title">The video does not play here</p>
      <p>
        {isOld
          ? "It was made, and the service has probably forgotten it since: it keeps videos for 7 days."
          : "It was made, and it is yours. Try again, save it, or open its address."}
      </p>
      <p>
        <button
          type="button"
          class="button"
          onClick={async () => {
            problem.value = await again();
          }}
        >
          Try again, free
        </button>{" "}
        <a href={videoAddress(run)} target="_blank" rel="noreferrer">
          Open the video
        </a>
      </p>
      <div aria-live="polite">{problem.value ? <p class="problem">{problem.value}</p> : null}</div>
    </div>
  );
}
