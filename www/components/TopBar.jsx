// The thin bar: what this is, how the page is connected, what was spent today, and the panels' words.
import { SCENARIOS } from "../scenarios.js";
import { presentConnection } from "../state/connection.js";
import { forgetful } from "../state/disk.js";
import { connectionProblem } from "../state/jobs.js";
import { capUsd, spentToday } from "../state/money.js";
import { apiKey } from "../state/secrets.js";
import { mode, proxyUrl } from "../state/settings.js";
import { chooseScenario, scenario } from "../state/simulator.js";
import { takeUp } from "../state/take-up.js";
import { moneyText } from "../words.js";
import { PanelWords } from "./PanelWords.jsx";

/** @type {{ value: import("../state/settings.js").Mode, label: string }[]} */
const MODES = [
  { value: "simulator", label: "Simulator" },
  { value: "key", label: "Your key" },
  { value: "proxy", label: "Proxy" },
];

const WORD_OF_KEY =
  "Each run costs real money. The key stays in this tab's memory, goes to WaveSpeedAI alone, and is gone with the tab.";
const WORD_OF_PROXY = "Each run costs real money on your proxy's account. Your proxy holds the key.";

/** What the connection has under way goes on, and its day's sum is told, as soon as it is there. */
const takeUpPresent = () => {
  takeUp(presentConnection());
};

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
                takeUpPresent();
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <Spent />
      <PanelWords label="Panels" />
      <ConnectionDetail />
      {forgetful.value ? (
        <p class="forgetful warning">
          {forgetful.value === "full"
            ? "This browser has no more room: new runs and pictures may be gone after a reload."
            : "This browser keeps nothing for this page (a private window?): runs are gone with the tab."}
        </p>
      ) : null}
    </header>
  );
}

/** The day's sum of the cap. */
function Spent() {
  const cap = capUsd();
  return (
    <p class="spent" title="By list price, in days of UTC">
      Today {moneyText(spentToday.value)}
      {cap === undefined ? "" : ` of ${moneyText(cap * 1e6)}`}
      {mode.value === "simulator" ? ", simulated" : ""}
    </p>
  );
}

function ConnectionDetail() {
  if (mode.value === "simulator") return <Failures />;
  return mode.value === "key" ? <OwnKey /> : <OwnProxy />;
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

/** @param {{ word: string }} props */
function Word({ word }) {
  const problem = connectionProblem.value;
  return (
    <p id="connection-word" class={problem ? "problem" : undefined}>
      {problem?.message ?? word}
    </p>
  );
}

const COMMON = {
  autocomplete: /** @type {const} */ ("off"),
  spellcheck: false,
  "aria-describedby": "connection-word",
};

function OwnKey() {
  return (
    // A form of its own, as browsers want it around a password; there is nothing to send.
    <form class="connection-detail" onSubmit={(event) => event.preventDefault()}>
      <input
        {...COMMON}
        id="api-key"
        type="password"
        aria-label="WaveSpeedAI key"
        placeholder="WaveSpeedAI key"
        value={apiKey.value}
        aria-invalid={connectionProblem.value !== undefined}
        onInput={(event) => {
          apiKey.value = event.currentTarget.value;
          connectionProblem.value = undefined;
        }}
        // Once the whole key is there: what an earlier tab began with it goes on.
        onChange={takeUpPresent}
      />
      <Word word={WORD_OF_KEY} />
    </form>
  );
}

function OwnProxy() {
  return (
    <div class="connection-detail">
      <input
        {...COMMON}
        id="proxy-url"
        type="url"
        aria-label="Proxy address"
        placeholder="https://your-app.example/api"
        value={proxyUrl.value}
        aria-invalid={connectionProblem.value !== undefined}
        onInput={(event) => {
          proxyUrl.value = event.currentTarget.value;
          connectionProblem.value = undefined;
        }}
        onChange={takeUpPresent}
      />
      <Word word={WORD_OF_PROXY} />
    </div>
  );
}
