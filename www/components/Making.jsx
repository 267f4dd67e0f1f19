// A run under way: what is done now, since when, how long such runs took, and the way out.
import { useEffect, useState } from "preact/hooks";
import { chargeOf, stop, usualMs } from "../state/runs.js";
import { aboutText, bytesText, clockText, phaseText } from "../words.js";

/** @param {{ run: import("../state/runs.js").Run }} props */
export function Making({ run }) {
  const { update } = run.progress.value;
  const usual = usualMs(run);
  const upload = update?.phase === "uploading" && update.totalBytes > 0 ? update : undefined;
  const isPaid = chargeOf(run) === "charged";
  return (
    <div class="making">
      <p class="phase">{phaseText(update)}</p>
      {/* A bar with a length only where the length is known. */}
      {upload ? (
        <progress aria-label="Upload" value={upload.loadedBytes} max={upload.totalBytes} />
      ) : (
        <div class="bar-without-end" aria-hidden="true" />
      )}
      <p class="times">
        <Elapsed since={run.startedAt} />
        <span>
          {upload ? `${bytesText(upload.loadedBytes)} of ${bytesText(upload.totalBytes)}` : null}
          {!upload && usual !== undefined ? `usually about ${aboutText(usual)}` : null}
        </span>
      </p>
      <p class="way-out">
        <button type="button" class="quiet" onClick={() => stop(run)}>
          {isPaid ? "Stop waiting" : "Stop"}
        </button>
        <span class="tip">{isPaid ? "The video would still be made and charged." : ""}</span>
      </p>
    </div>
  );
}

/** @param {{ since: number }} props */
function Elapsed({ since }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return <span class="elapsed">{clockText(now - since)}</span>;
}
