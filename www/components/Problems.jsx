// The problems and warnings of one field, below it.
import { issueText } from "../words.js";

/**
 * @param {{
 *   id: string,
 *   errors: import("kling-multi-i2v").Issue[],
 *   warnings?: import("kling-multi-i2v").Issue[],
 * }} props
 */
export function Problems({ id, errors, warnings = [] }) {
  return (
    <div id={id} class="problems" aria-live="polite">
      {errors.map((issue) => (
        <p key={issue.path + issue.code} class="problem">
          {issueText(issue)}
        </p>
      ))}
      {warnings.map((issue) => (
        <p key={issue.path + issue.code} class="warning">
          {issueText(issue)}
        </p>
      ))}
    </div>
  );
}
