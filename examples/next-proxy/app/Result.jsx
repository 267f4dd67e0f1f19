// What becomes of a video: its steps, its end, and what that cost.
import { useEffect, useState } from "react";

const STEPS = {
  checking: "Checking the request",
  uploading: "Uploading the pictures",
  submitting: "Submitting",
  looking_up: "Looking whether it was submitted",
  created: "Waiting in line",
  processing: "Making the video",
};

const STOPPED = {
  none: "Stopped before it was submitted.",
  charged: "Nobody waits here any more. The video is still being made, and is billed.",
  unknown: "Stopped while it was being submitted: it may be made, and billed.",
};

/** The time, once a second, for as long as it matters. */
function useNow(isRunning) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}

export function Result({ video, isSimulated }) {
  const { status, update, generation, error, request, estimate, startedAt, canResume } = video;
  const now = useNow(status === "running");
  if (status === "idle") return null;
  const seconds = Math.max(0, Math.round((now - startedAt) / 1000));
  return (
    <section aria-live="polite">
      <p>“{request?.prompt}”</p>
      {status === "running" && (
        <>
          <progress aria-label="It runs" />
          <p>
            {STEPS[update?.phase] ?? "Looking into it"} … {seconds} s
          </p>
          <button type="button" className="plain" onClick={video.stop}>
            Stop waiting
          </button>
        </>
      )}
      {status === "done" && (
        <>
          <video src={generation.video} controls loop muted playsInline />
          <p>
            {isSimulated
              ? "Simulated: nothing was charged."
              : `It cost ${estimate?.text ?? "what it was priced at"}.`}
          </p>
        </>
      )}
      {error && (
        <>
          <p className={status}>{status === "stopped" ? STOPPED[error.charge] : error.message}</p>
          <p>
            Charged:{" "}
            {{ none: "nothing", charged: estimate?.text ?? "yes", unknown: "not known yet" }[error.charge]}
            {isSimulated && ", in simulated money"}.
          </p>
        </>
      )}
      {canResume && (
        <button type="button" className="plain" onClick={video.resume}>
          Wait again
        </button>
      )}
    </section>
  );
}
