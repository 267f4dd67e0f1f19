// The batch panel: what to make, what it costs and whether the cap allows it, then what becomes of each.
import { isBatchRunning, shown } from "../../state/batch.js";
import {
  copies,
  count,
  isCountOdd,
  isOverCap,
  list,
  listText,
  MOST_COPIES,
  source,
  startBatch,
  sum,
} from "../../state/batch-plan.js";
import { errors, price } from "../../state/draft.js";
import { capMicros, spentToday } from "../../state/money.js";
import { runs } from "../../state/runs.js";
import { TEMPLATE_CSV } from "../../text/requests.js";
import { moneyText } from "../../words.js";
import { Copy } from "../Copy.jsx";
import { focusOn, useLostFocus } from "../focus.js";
import { Outcomes } from "./Outcomes.jsx";

export function Content() {
  return shown.value ? <Outcomes id={shown.value} /> : <Plan />;
}

function Plan() {
  const lastBatch = runs.value.find((run) => run.batch !== undefined)?.batch?.id;
  const place = useLostFocus();
  return (
    <>
      <fieldset class="segments small">
        <legend class="unseen">What to make</legend>
        {
          /** @type {const} */ ([
            ["copies", "This form, several times"],
            ["list", "A list of requests"],
          ]).map(([value, word]) => (
            <label key={value}>
              <input
                ref={value === source.value ? place : undefined}
                type="radio"
                name="batch-source"
                checked={source.value === value}
                onChange={() => {
                  source.value = value;
                }}
              />
              <span>{word}</span>
            </label>
          ))
        }
      </fieldset>
      {source.value === "copies" ? <Copies /> : <List />}
      {lastBatch && isBatchRunning(lastBatch) ? (
        <p class="warning">
          The last batch is still under way. This one would be made, and charged, besides.
        </p>
      ) : null}
      <Sum />
      {lastBatch ? (
        <button
          type="button"
          class="word"
          onClick={() => {
            shown.value = lastBatch;
          }}
        >
          Show the last batch
        </button>
      ) : null}
    </>
  );
}

function Copies() {
  return (
    <>
      <label class="in-line">
        How many{" "}
        <input
          type="number"
          class="short"
          min={2}
          max={MOST_COPIES}
          value={copies.value}
          aria-invalid={isCountOdd.value}
          aria-describedby="batch-count-problem"
          onInput={(event) => {
            copies.value = event.currentTarget.valueAsNumber;
          }}
        />
      </label>
      <div id="batch-count-problem" aria-live="polite">
        {isCountOdd.value ? <p class="problem">Write a whole number from 2 to {MOST_COPIES}.</p> : null}
      </div>
      {errors.value.length > 0 ? (
        <p class="warning">
          The form is not ready: it needs a prompt and at least one picture, and no mistakes.
        </p>
      ) : (
        <p class="tip">The same inputs give another video each time, {price.value.text} each.</p>
      )}
    </>
  );
}

function List() {
  const problems = list.value?.problems ?? [];
  return (
    <>
      <p class="tip">Each row makes a video. Its pictures are addresses, several with a space between.</p>
      <label class="stack">
        CSV or JSON
        <textarea
          id="batch-list"
          rows={7}
          class="mono"
          spellcheck={false}
          placeholder={TEMPLATE_CSV}
          value={listText.value}
          aria-invalid={problems.length > 0}
          aria-describedby="batch-problems"
          onInput={(event) => {
            listText.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="row">
        <label class="quiet small file">
          Open a file
          <input
            type="file"
            class="unseen"
            accept=".csv,.json,.jsonl,.txt,text/csv,application/json"
            onChange={async ({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) listText.value = await file.text();
              currentTarget.value = "";
            }}
          />
        </label>
        <Copy text={TEMPLATE_CSV} word="Copy an example" />
      </div>
      <div id="batch-problems" aria-live="polite">
        {problems.slice(0, 20).map(({ row, path, message }) => (
          <p key={`${row}${path}${message}`} class="problem">
            {row > 0 ? `Request ${row}: ` : ""}
            {message}
          </p>
        ))}
        {problems.length > 20 ? <p class="problem">And {problems.length - 20} more.</p> : null}
      </div>
    </>
  );
}

/** The sum and the cap, before anything is run. */
function Sum() {
  const cap = capMicros();
  if (!sum.value) return null;
  return (
    <>
      <dl class="sum">
        <dt>Videos</dt>
        <dd>{count.value}</dd>
        <dt>In all</dt>
        <dd>{sum.value.text}</dd>
        <dt>Today, with these</dt>
        <dd>
          {moneyText(spentToday.value + sum.value.micros)}
          {cap === undefined ? ", no cap" : ` of ${moneyText(cap)}`}
        </dd>
      </dl>
      {isOverCap.value ? (
        <p class="problem">That is over today's cap: raise the cap beside Run, or make fewer.</p>
      ) : null}
      <button
        id="batch-run"
        type="button"
        class="strong"
        aria-disabled={isOverCap.value}
        onClick={() => focusOn(startBatch())}
      >
        Run {count.value} · {sum.value.text}
      </button>
    </>
  );
}
