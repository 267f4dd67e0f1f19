// The prices panel: one video, several videos, and what else costs something.
import { estimateCost, MODEL } from "kling-multi-i2v";
import { moneyText } from "../../words.js";

/** As on the model's page, and larger ones. */
const COUNTS = [1, 5, 10, 50, 100];

export function Content() {
  return (
    <>
      <table class="prices">
        <caption class="unseen">Prices by number and length of the videos</caption>
        <thead>
          <tr>
            <th scope="col">Videos</th>
            {MODEL.durations.map((seconds) => (
              <th key={seconds} scope="col">
                {seconds} s each
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {COUNTS.map((count) => (
            <tr key={count}>
              <th scope="row">{count}</th>
              {MODEL.durations.map((duration) => (
                <td key={duration}>{estimateCost({ duration, count }).text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        The prompt enhancer costs {moneyText(MODEL.pricing.enhancePromptMicros)} each time. What a failed
        video cost is given back, says the service.
      </p>
      <p class="tip">
        By the list price of the model's page. A discount of your account makes the bill smaller.
      </p>
    </>
  );
}
