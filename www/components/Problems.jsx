// The problems and warnings of one field, below it.

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
          {issue.message}
        </p>
      ))}
      {warnings.map((issue) => (
        <p key={issue.path + issue.code} class="warning">
          {issue.message}
        </p>
      ))}
    </div>
  );
}
