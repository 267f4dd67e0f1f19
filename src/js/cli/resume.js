// kling-multi-i2v resume: waits for what earlier calls left, and shows the ledger.
import { placeFor } from "./download.js";
import { interruptible } from "./interrupt.js";
import { entryText } from "./ledger.js";
import { failureData, say, sayJson, tell, worstOf } from "./output.js";
import { eventText, progress } from "./progress.js";
import { reported } from "./report.js";
import { resumeCommand, service } from "./service.js";
import * as usage from "./usage.js";

export const help = `Usage: kling-multi-i2v resume [JOB_ID …] [--out FILE|DIR] [options]
       kling-multi-i2v resume --list

Waits for every job that the ledger has as unfinished, and prints each video's address. A submit whose answer was lost
is looked for in the service's history; nothing is submitted anew. With ids: for these jobs, finished ones too.

  --list                  Show what the ledger knows of the last 7 days; asks nobody and needs no key.
  --out FILE|DIR          Download the video: to this file, or as <job id>.mp4 into this folder. Prints its path.
  --force                 Let --out replace a file.

${usage.SERVICE_HELP}

${usage.EXIT_HELP}`;

const FLAGS = /** @type {const} */ ({
  ...usage.SERVICE_FLAGS,
  list: { type: "boolean", default: false },
  out: { type: "string" },
  force: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
});

/** @param {string[]} args */
export async function run(args) {
  const { values, positionals: ids } = usage.parse(args, FLAGS, true);
  if (values.list && (ids.length > 0 || values.out !== undefined))
    throw new usage.UsageError("--list shows the whole ledger: leave ids and --out away");
  /** @type {ReturnType<typeof progress> | undefined} */
  let shown;
  const { client, store } = service(values, {
    needsKey: !values.list,
    onEvent(event) {
      const text = eventText(event);
      if (text) shown?.note(text);
    },
  });
  const { signal, done } = interruptible();
  try {
    if (values.list) {
      list(await client.jobs(), await client.spent(), values.json);
      return 0;
    }
    const jobs = ids.length > 0 ? ids.map((id) => client.job(id)) : await client.resume({ signal });
    const place = await placeFor(values.out, values.force, jobs.length);
    if (jobs.length === 0) tell("Nothing is unfinished.");
    const steps = progress(jobs.length);
    shown = steps;
    const report = { isJson: values.json, place, signal, resume: resumeCommand(values), note: steps.note };
    const codes = await Promise.all(
      jobs.map(async (job, index) => {
        const onUpdate = (/** @type {import("../types.js").Update} */ update) => steps.update(update, index);
        const [outcome] = await Promise.allSettled([job.wait({ signal, onUpdate })]);
        steps.over(index);
        return reported(outcome, index, report);
      }),
    );
    return signal.aborted ? 130 : worstOf(codes);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (values.json) sayJson(failureData(error));
    else tell("Interrupted.");
    return 130;
  } finally {
    shown?.end();
    await store.close();
    done();
  }
}

/**
 * @param {import("../types.js").LedgerEntry[]} entries
 * @param {{ day: import("../types.js").Money, total: import("../types.js").Money }} spent
 * @param {boolean} isJson
 */
function list(entries, spent, isJson) {
  for (const entry of entries) {
    if (isJson) {
      sayJson(entry);
      continue;
    }
    say(entryText(entry, process.stdout));
  }
  if (isJson) return;
  tell(`${entries.length} in the ledger. Spent: ${spent.day.text} today (UTC), ${spent.total.text} in all.`);
}
