// The camera panel: what the camera sees, and the button that takes it as a picture.
import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { addPictures, MOST_PICTURES, pictures } from "../../state/draft.js";
import { panel } from "../../state/panel.js";

/** @type {Record<string, string>} */
const PROBLEMS = {
  NotAllowedError:
    "The browser was not allowed to use the camera. Allow it beside the page's address, then try again.",
  NotFoundError: "There is no camera.",
  NotReadableError: "Another program uses the camera. Close it, then try again.",
};

export function Content() {
  const view = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const state = useSignal(/** @type {"asking" | "seeing" | string} */ ("asking"));
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    state.value = "asking";
    /** @type {MediaStream | undefined} */
    let stream;
    let isGone = false;
    const end = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    navigator.mediaDevices
      .getUserMedia({ video: { width: { ideal: 1920 }, facingMode: "environment" } })
      .then(
        (seen) => {
          stream = seen;
          if (isGone) return end();
          state.value = "seeing";
          if (view.current) view.current.srcObject = seen;
          return undefined;
        },
        (error) => {
          state.value = PROBLEMS[error.name] ?? `The camera does not work: ${error.message}`;
        },
      );
    return () => {
      isGone = true;
      end();
    };
  }, [attempt]);

  const take = async () => {
    const video = view.current;
    if (!video) return;
    // The very first picture may be on its way yet.
    if (video.videoWidth === 0) await new Promise((seen) => video.addEventListener("loadeddata", seen));
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    canvas.toBlob(
      (blob) => {
        if (blob) addPictures([new File([blob], "camera.jpg", { type: "image/jpeg" })]);
        if (pictures.value.length >= MOST_PICTURES) panel.value = undefined;
      },
      "image/jpeg",
      0.92,
    );
  };
  const isSeeing = state.value === "seeing";
  return (
    <>
      <video
        ref={view}
        class="camera"
        autoplay
        muted
        playsInline
        hidden={!isSeeing}
        aria-label="What the camera sees"
      />
      {isSeeing ? (
        <div class="row">
          <button type="button" class="button" onClick={take}>
            Take the picture
          </button>
          <span class="count">
            {pictures.value.length} of {MOST_PICTURES}
          </span>
        </div>
      ) : (
        <>
          <p role="status">{state.value === "asking" ? "Waiting for the camera" : state.value}</p>
          {state.value === "asking" ? null : (
            <button type="button" class="button" onClick={() => setAttempt(attempt + 1)}>
              Try again
            </button>
          )}
        </>
      )}
    </>
  );
}
