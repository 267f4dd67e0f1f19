// The finished video, and the way to keep it.
import { useSignal } from "@preact/signals";
import { openable } from "../address.js";

/**
 * @typedef {import("../state/runs.js").Run} Run
 * @typedef {import("../state/runs.js").Generation} Generation
 * @param {{ run: Run, generation: Generation }} props
 */
export function Video({ run, generation }) {
  const hidden = useSignal(generation.flagged);
  const broken = useSignal(false);
  const address = openable(generation.video);
  if (address === undefined) {
    return (
      <div class="failure">
        <p class="title">The video's address cannot be opened</p>
        <p>The video was made, but what the service gave as its address is none that a page may open.</p>
        <p>Look for it in your account's history there.</p>
        <p class="codes">
          <code title="The job's id">{generation.id}</code>
        </p>
      </div>
    );
  }
  if (broken.value) {
    return (
      <div class="failure">
        <p class="title">The video does not play here</p>
        <p>It was made, and it is yours. Save it, or open its address.</p>
        <p>
          <a href={address} target="_blank" rel="noreferrer">
            Open the video
          </a>
        </p>
      </div>
    );
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return (
    <>
      <video
        src={address}
        controls
        loop
        muted
        playsInline
        autoplay={!still && !hidden.value}
        data-hidden={hidden.value}
        aria-label={`Video of: ${run.request.prompt}`}
        onError={() => {
          broken.value = true;
        }}
      />
      {run.simulated ? <span class="badge">Simulated</span> : null}
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

/** @param {Generation} generation */
const fileName = (generation) => `kling-${generation.id}.mp4`;

/** Gives the browser a file to keep. @param {string} href @param {string} name */
function download(href, name) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}

/** @param {{ generation: Generation }} props */
export function Save({ generation }) {
  const state = useSignal(/** @type {"ready" | "saving" | "blocked"} */ ("ready"));
  const address = openable(generation.video);
  if (address === undefined) return null;
  const save = async () => {
    state.value = "saving";
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const held = URL.createObjectURL(await response.blob());
      download(held, fileName(generation));
      // The browser reads it after the click; a minute is ample, and then the memory is free again.
      setTimeout(() => URL.revokeObjectURL(held), 60_000);
      state.value = "ready";
    } catch {
      // The place where the video lies may not let pages read it, only show it.
      state.value = "blocked";
    }
  };
  if (state.value === "blocked") {
    return (
      <a class="button" href={address} target="_blank" rel="noreferrer" download={fileName(generation)}>
        Open it and save it there
      </a>
    );
  }
  return (
    <button type="button" class="button" disabled={state.value === "saving"} onClick={save}>
      {state.value === "saving" ? "Saving" : "Save video"}
    </button>
  );
}
