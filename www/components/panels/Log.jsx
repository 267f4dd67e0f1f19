// The log panel: what happened when, and how long it took; as a file for whoever is asked for help.
import { download } from "../../media/download.js";
import { entries, exported } from "../../state/log.js";

const save = () =>
  download(new Blob([exported()], { type: "application/json" }), "kling-playground-log.json");

export function Content() {
  const all = entries.value;
  return (
    <>
      <div class="row">
        <p class="tip">What this tab did, newest first. No key, prompt or picture is in it.</p>
        <button type="button" class="quiet small" disabled={all.length === 0} onClick={save}>
          Save log
        </button>
      </div>
      {all.length === 0 ? <p>Nothing has happened yet.</p> : null}
      {all.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <ol class="log" tabIndex={0} aria-label="Events">
          {all.toReversed().map((entry, at) => (
            <li key={all.length - at}>
              <time>{new Date(entry.at).toLocaleTimeString()}</time> <b>{entry.what}</b> {entry.said}
              {entry.ms === undefined ? null : <span class="count"> {entry.ms} ms</span>}
            </li>
          ))}
        </ol>
      ) : null}
    </>
  );
}
