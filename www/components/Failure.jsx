// A run that ended without a video: what happened, what it cost, what to do next.
import { isSameConnection, presentConnection } from "../state/connection.js";
import { runAgain } from "../state/jobs.js";
import { jobIdOf, mayGoOn } from "../state/runs.js";
import { goOn } from "../state/take-up.js";
import { failureOf, issueText } from "../words.js";
import { focusOn, useLostFocus } from "./focus.js";

/** @param {{ run: import("../state/runs.js").Run }} props */
export function Failure({ run }) {
  const { title, message, code, issues, mayRunAgain, next } = failureOf(run);
  const jobId = jobIdOf(run);
  const { trouble } = run.progress.value;
  // "Stop waiting" had it, and is gone.
  const place = useLostFocus();
  return (
    <div class="failure" tabIndex={-1} ref={place}>
      <p class="title">{title}</p>
      <p class="message">{message}</p>
      {issues.length > 1 ? (
        <ul>
          {issues.map((issue) => (
            <li key={issue.path + issue.code}>{issueText(issue)}</li>
          ))}
        </ul>
      ) : null}
      <p class="next">{next}</p>
      {mayGoOn(run) ? <GoOn run={run} /> : null}
      {trouble ? <p class="problem">It could not be looked at now: {trouble}</p> : null}
      {/* By its own connection alone: a simulated run's button must not spend real money, nor another proxy's. */}
      {mayRunAgain && isSameConnection(run.connection, presentConnection()) ? (
        <button
          type="button"
          class="button"
          onClick={async () => {
            focusOn(await runAgain(run));
          }}
        >
          Run again · {run.price}
        </button>
      ) : null}
      <p class="codes">
        <code>{code}</code>
        {jobId ? <code title="The job's id">{jobId}</code> : null}
      </p>
    </div>
  );
}

/** Free: it asks for a job that exists, or looks whether it does. @param {{ run: import("../state/runs.js").Run }} props */
export function GoOn({ run }) {
  return (
    <button
      type="button"
      class="button"
      onClick={async () => {
        focusOn(await goOn(run));
      }}
    >
      {jobIdOf(run) ? "Go on waiting, free" : "Look for it, free"}
    </button>
  );
}
