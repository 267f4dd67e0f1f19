// How the page is connected: which of the three ways, and what that one needs or means.
import { SCENARIOS } from "../scenarios.js";
import { presentConnection } from "../state/connection.js";
import { connectionProblem } from "../state/jobs.js";
import { apiKey } from "../state/secrets.js";
import { mode, proxyUrl } from "../state/settings.js";
import { chooseScenario, scenario } from "../state/simulator.js";
import { takeUp } from "../state/take-up.js";

/** @type {{ value: import("../state/settings.js").Mode, label: string }[]} */
const MODES = [
  { value: "simulator", label: "Simulator" },
  { value: "key", label: "Your key" },
  { value: "proxy", label: "Proxy" },
];

const WORD_OF_KEY =
  "Of your account at wavespeed.ai: each run costs real money. It stays in this tab's memory, goes to WaveSpeedAI alone, and is gone with the tab.";
const WORD_OF_PROXY =
  "For developers: a server of yours that adds the key. Each run costs real money on its account.";

/** What the connection has under way goes on, and its day's sum is told, as soon as it is there. */
const takeUpPresent = () => {
  takeUp(presentConnection());
};

/** The three ways. */
export function Connection() {
  return (
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
              takeUpPresent();
            }}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What the chosen way needs or means. */
export function ConnectionDetail() {
  if (mode.value === "simulator") return <Failures />;
  return mode.value === "key" ? (
    <Entry
      key="key"
      held={apiKey}
      word={WORD_OF_KEY}
      id="api-key"
      type="password"
      aria-label="WaveSpeedAI key"
      placeholder="WaveSpeedAI key"
    />
  ) : (
    <Entry
      key="proxy"
      held={proxyUrl}
      word={WORD_OF_PROXY}
      id="proxy-url"
      type="url"
      aria-label="Proxy address"
      placeholder="https://your-app.example/api"
    />
  );
}

function Failures() {
  const chosen = SCENARIOS.find(({ id }) => id === scenario.value);
  return (
    <div class="connection-detail">
      <p>
        {scenario.value === "none"
          ? "Free. Runs in this page, and nothing leaves it."
          : `In the next runs the simulator ${chosen?.tells}`}
      </p>
      <label class="in-line">
        Try a failure{" "}
        <select
          value={scenario.value}
          onChange={(event) => {
            chooseScenario(event.currentTarget.value);
          }}
        >
          {SCENARIOS.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/**
 * The one field that a connection needs. `held` is what stands in it, `word` what it means, the rest is the field's own.
 * @param {{ held: import("@preact/signals").Signal<string>, word: string } & import("preact").JSX.IntrinsicElements["input"]} props
 */
function Entry({ held, word, ...own }) {
  const problem = connectionProblem.value;
  return (
    // A form of its own, as browsers want it around a password; there is nothing to send.
    <form class="connection-detail" onSubmit={(event) => event.preventDefault()}>
      <input
        {...own}
        autocomplete="off"
        spellcheck={false}
        value={held.value}
        aria-describedby="connection-word"
        aria-invalid={problem !== undefined}
        onInput={({ currentTarget }) => {
          // What is pasted often has a space or a line break at its end.
          held.value = currentTarget.value.trim();
          connectionProblem.value = undefined;
        }}
        // Once the whole of it is there: what was begun with it goes on.
        onChange={takeUpPresent}
      />
      <p id="connection-word" class={problem ? "problem" : undefined}>
        {problem?.message ?? word}
      </p>
    </form>
  );
}
