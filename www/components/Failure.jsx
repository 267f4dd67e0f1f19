// A run that ended without a video: what happened, what it cost, what to do next.
import { reuse } from "../state/draft.js";
import { failure } from "../words.js";
import { run as runAgain } from "./RunButton.jsx";

/** @param {{ run: import("../state/runs.js").Run, error: unknown }} props */
export function Failure({ run, error }) {
  const { title, message, code, jobId, issues, mayRunAgain, next } = failure(error);
  return (
    <div class="failure">
      <p class="title">{title}</p>
      <p class="message">{message}</p>
      {issues.length > 1 ? (
        <ul>
          {issues.map((issue) => (
            <li key={issue.path + issue.code}>{issue.message}</li>
          ))}
        </ul>
      ) : null}
      <p class="next">{next}</p>
      <p class="codes">
        <code>{code}</code>
        {jobId ? <code title="The job's id">{jobId}</code> : null}
      </p>
      {mayRunAgain ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            reuse(run);
            runAgain();
          }}
        >
          Run again · {run.price}
        </button>
      ) : null}
    </div>
  );
}
