// The few choices: duration, aspect ratio, safety checker.
import { estimateCost, MODEL } from "kling-multi-i2v";
import { PLATFORMS } from "../examples.js";
import { aspectRatio, duration, problems, safetyChecker } from "../state/draft.js";
import { Problems } from "./Problems.jsx";

export function Choices() {
  return (
    <div class="choices">
      <fieldset class="field segments">
        <legend>Duration</legend>
        {MODEL.durations.map((seconds) => (
          <label key={seconds} title={estimateCost({ duration: seconds }).text}>
            <input
              type="radio"
              name="duration"
              checked={duration.value === seconds}
              onChange={() => {
                duration.value = seconds;
              }}
            />
            <span>{seconds} s</span>
          </label>
        ))}
      </fieldset>
      <fieldset class="field segments ratios">
        <legend>Aspect ratio</legend>
        {MODEL.aspectRatios.map((ratio) => (
          <label key={ratio} title={`As on ${PLATFORMS[ratio]}`}>
            <input
              type="radio"
              name="aspect_ratio"
              checked={aspectRatio.value === ratio}
              onChange={() => {
                aspectRatio.value = ratio;
              }}
            />
            <span>
              <i class="ratio" data-ratio={ratio} aria-hidden="true" />
              <span class="ratio-words">
                <span>{ratio}</span>
                <span class="platform">{PLATFORMS[ratio]}</span>
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          checked={safetyChecker.value}
          aria-describedby="safety-tip"
          onChange={(event) => {
            safetyChecker.value = event.currentTarget.checked;
          }}
        />
        Enable Safety Checker
      </label>
      <p id="safety-tip" class="tip safety-tip">
        A video that the service flags stays blurred until you ask for it.
      </p>
      <Problems
        id="choices-problems"
        errors={["duration", "aspect_ratio", "enable_safety_checker"].flatMap(
          (field) => problems(field).errors,
        )}
      />
    </div>
  );
}
