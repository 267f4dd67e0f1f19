// The thin bar: what this is, and how the page is connected.
import { apiKey, mode, proxyUrl } from "../state/connection.js";
import { connectionProblem } from "../state/runs.js";

/** @type {{ value: import("../state/connection.js").Mode, label: string }[]} */
const MODES = [
  { value: "simulator", label: "Simulator" },
  { value: "key", label: "Your key" },
  { value: "proxy", label: "Proxy" },
];

const WORD_OF_KEY =
  "Each run costs real money. The key stays in this tab's memory, goes to WaveSpeedAI alone, and is gone with the tab.";
const WORD_OF_PROXY = "Each run costs real money on your proxy's account. Your proxy holds the key.";

export function TopBar() {
  return (
    <header class="bar">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true" class="mark">
          <rect width="32" height="32" rx="8" />
          <path d="M12 9.5v13l11-6.5z" />
        </svg>
        Kling 1.6 <span class="model-kind">Multi Image to Video</span>
      </h1>
      <fieldset class="segments connection">
        <legend class="unseen">Connection</legend>
        {MODES.map(({ value, label }) => (
          <label key={value}>
            <input
              type="radio"
              name="connection"
              checked={mode.value === value}
              onChange={() => {
                mode.value = value;
                connectionProblem.value = undefined;
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <ConnectionDetail />
    </header>
  );
}

function ConnectionDetail() {
  if (mode.value === "simulator") {
    return <p class="connection-detail">Free. Runs in this page, and nothing leaves it.</p>;
  }
  const isKey = mode.value === "key";
  const held = isKey ? apiKey : proxyUrl;
  const problem = connectionProblem.value;
  const field = {
    autocomplete: /** @type {const} */ ("off"),
    spellcheck: false,
    value: held.value,
    "aria-invalid": problem !== undefined,
    "aria-describedby": "connection-word",
    onInput: (/** @type {{ currentTarget: HTMLInputElement }} */ event) => {
      held.value = event.currentTarget.value;
      connectionProblem.value = undefined;
    },
  };
  return (
    <div class="connection-detail">
      {isKey ? (
        <input
          {...field}
          key="key"
          id="api-key"
          type="password"
          aria-label="WaveSpeedAI key"
          placeholder="WaveSpeedAI key"
        />
      ) : (
        <input
          {...field}
          key="proxy"
          id="proxy-url"
          type="url"
          aria-label="Proxy address"
          placeholder="https://your-app.example/api"
        />
      )}
      <p id="connection-word" class={problem ? "problem" : undefined}>
        {problem?.message ?? (isKey ? WORD_OF_KEY : WORD_OF_PROXY)}
      </p>
    </div>
  );
}
