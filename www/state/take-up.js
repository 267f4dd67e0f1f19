// Runs taken up again: after a reload, when the key is there again, or when the person asks.
import { KlingError } from "kling-multi-i2v";
import { newId } from "../ids.js";
import {
  client,
  isReachable,
  isSameConnection,
  listeners,
  missing,
  presentConnection,
} from "./connection.js";
import { keep, recallRuns, removed } from "./history.js";
import { connectionProblem, countMoney, finish, follow, newRun, remember } from "./jobs.js";
import { factsOf, note } from "./log.js";
import { pictureFrom } from "./pictures.js";
import { forgottenAt, isOver, isSimulated, jobIdOf, learn, mayGoOn, runs, stateOf } from "./runs.js";
import { apiKey } from "./secrets.js";
import { mode, proxyUrl } from "./settings.js";
import { hearTabs, namesAtWork } from "./tabs.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./connection.js").Connection} Connection */

const YOUNG_MS = 5_000;

/**
 * How a run ended of which no job is known. That nothing was sent is said only where the ledger can tell.
 * @param {Run} run
 * @param {import("kling-multi-i2v").LedgerEntry} [entry]
 */
function withoutJob(run, entry) {
  const isForgotten = Date.now() > forgottenAt(run);
  if (entry ? entry.charge !== "none" : isForgotten) {
    return new KlingError({
      code: "submit_unknown",
      stage: "lookup",
      charge: "unknown",
      canResubmit: false,
      message: "The page was closed while it was sent, and nothing tells any more whether there is a job.",
    });
  }
  return new KlingError({
    code: "aborted",
    stage: "submit",
    charge: "none",
    canResubmit: true,
    message: "The page was closed before anything was sent.",
  });
}

/**
 * Takes up what the ledger has of unfinished runs, whatever stage they were in, and what no run here knows of.
 * @param {Connection} connection
 * @param {number} [tries] how often a ledger that cannot be read now is read again
 */
export async function takeUp(connection, tries = 3) {
  try {
    await tryToTakeUp(connection);
  } catch (error) {
    note({ what: "storage", said: `take up: ${factsOf(error)}` });
    if (tries > 0) setTimeout(() => takeUp(connection, tries - 1), YOUNG_MS);
  }
}

/** When each connection is looked at again. @type {Map<string, ReturnType<typeof setTimeout>>} */
const looks = new Map();

/** Looks again at what another tab is at work on, or was a moment ago. @param {Connection} connection */
function lookAgain(connection) {
  const name = JSON.stringify(connection);
  clearTimeout(looks.get(name));
  looks.set(
    name,
    setTimeout(() => takeUp(connection), YOUNG_MS),
  );
}

/** @param {Connection} connection */
async function tryToTakeUp(connection) {
  const isHere = (/** @type {Run} */ run) => isSameConnection(run.connection, connection);
  if (!isReachable(connection)) {
    const their = await namesAtWork();
    // The key may be in another tab alone, and the run be followed there.
    for (const run of runs.value) {
      if (isOver(run) || run.progress.value.following || !isHere(run)) continue;
      learn(run, { elsewhere: their.has(run.batch?.id ?? run.id) });
      if (run.progress.value.elsewhere) lookAgain(connection);
    }
    return countMoney(connection);
  }
  const kling = await client(connection);
  const [open, entries, gone, busy] = await Promise.all([
    kling.resume(),
    kling.jobs(),
    removed(),
    namesAtWork(),
  ]);
  // From here on nothing waits, so that two at once do not both find that a run is missing.
  for (const job of open) {
    const run = runs.value.find(({ id }) => id === job.idempotencyKey) ?? runOfId(job.id);
    if (run && !isHere(run)) continue;
    // What the person has stopped waiting for in this tab stays so until they ask, or the page is opened again.
    if (run && (isWellFollowed(run) || run.controller.signal.aborted)) continue;
    if (!run && (gone.has(job.idempotencyKey) || gone.has(job.id))) continue;
    const taken = run ?? found(job, connection);
    if (job.id !== null) learn(taken, { jobId: job.id });
    follow(taken, (_kling, options) => job.wait(options), true);
  }
  let looksAgain = false;
  for (const run of runs.value) {
    if (isOver(run) || run.progress.value.following || !isHere(run)) continue;
    const elsewhere = busy.has(run.batch?.id ?? run.id);
    learn(run, { elsewhere });
    if (elsewhere || isYoung(run)) {
      looksAgain = true;
      continue;
    }
    const entry = entryOf(entries, run);
    const jobId = entry?.jobId ?? jobIdOf(run);
    if (jobId) follow(run, (now, options) => now.job(jobId).wait(options), true);
    else finish(run, { error: withoutJob(run, entry) }, true);
  }
  if (looksAgain) lookAgain(connection);
  countMoney(connection);
}

/** Whether it is followed here, and with the present key. @param {Run} run */
function isWellFollowed(run) {
  if (!run.progress.value.following) return false;
  const isOtherKey = run.connection.mode === "key" && run.key !== apiKey.value;
  // What has no job yet is being sent: that is not disturbed.
  return !isOtherKey || jobIdOf(run) === undefined;
}

/** Whether another tab may have listed it and not yet written it into the ledger. @param {Run} run */
const isYoung = (run) => Date.now() - run.startedAt < YOUNG_MS;

const runOfId = (/** @type {string | null} */ jobId) =>
  jobId === null ? undefined : runs.value.find((run) => jobIdOf(run) === jobId);

/** A run for a job that the ledger alone knows of. @param {import("kling-multi-i2v").ResumedJob} job @param {Connection} connection */
function found(job, connection) {
  const { images, ...words } = job.request;
  const pictures = images.filter((url) => url !== null).map((url) => pictureFrom(url));
  const id = job.idempotencyKey ?? job.id ?? newId();
  const inputs = { words, pictures, price: job.estimate.text };
  const run = newRun(inputs, { id, connection, startedAt: job.startedAt });
  remember(run);
  return run;
}

/**
 * Turns the page to a connection that is not there, so that the person can bring it.
 * @param {Connection} connection
 * @returns {string | undefined} the control that needs the person, if any
 */
function reach(connection) {
  if (isReachable(connection)) return undefined;
  mode.value = connection.mode;
  if (connection.mode === "proxy") proxyUrl.value = connection.proxyUrl ?? "";
  connectionProblem.value = missing();
  return connectionProblem.value?.control;
}

/** The unfinished job of a run, as the ledger has it. @param {import("kling-multi-i2v").KlingClient} kling @param {Run} run */
const openJobOf = async (kling, run) =>
  (await kling.resume()).find(
    ({ id, idempotencyKey }) => idempotencyKey === run.id || (id && id === jobIdOf(run)),
  );

/** @param {import("kling-multi-i2v").LedgerEntry[]} entries @param {Run} run */
const entryOf = (entries, run) => entries.find(({ idempotencyKey }) => idempotencyKey === run.id);

/** Waits again for a job that may still give its video; looks for it where its answer was lost. @param {Run} run */
export async function goOn(run) {
  const control = reach(run.connection);
  if (control || !mayGoOn(run)) return control;
  const before = run.progress.value.error;
  await follow(
    run,
    async (kling, options) => {
      const jobId = jobIdOf(run);
      let open = await openJobOf(kling, run);
      if (!open && !jobId && isYoung(run)) {
        await new Promise((settle) => setTimeout(settle, YOUNG_MS));
        open = await openJobOf(kling, run);
      }
      if (open) return open.wait(options);
      if (jobId) return kling.job(jobId).wait(options);
      throw before ?? withoutJob(run, entryOf(await kling.jobs(), run));
    },
    true,
  );
  return undefined;
}

const RENEW_MS = 20_000;

/**
 * Asks once more for the address of a video that does not load: one may end before its video does.
 * @param {Run} run
 * @returns {Promise<string>} what keeps it from being there, if that is known
 */
export async function renewVideo(run) {
  const jobId = jobIdOf(run);
  const { result } = run.progress.value;
  // Without its key the address that is known is tried again.
  if (!jobId || !result || !isReachable(run.connection)) return "";
  try {
    const kling = await client(run.connection);
    const { video } = await kling.job(jobId).wait({ signal: AbortSignal.timeout(RENEW_MS) });
    learn(run, { result: { ...result, video } });
    keep(run);
    return "";
  } catch (error) {
    note({ what: "no address", run: run.id, said: factsOf(error) });
    return error instanceof KlingError && error.code !== "aborted" ? error.message : "";
  }
}

/** Takes up every run that can be followed by the connections that there are. */
export async function takeUpAll() {
  await recallRuns();
  /** @type {Map<string, Connection>} */
  const connections = new Map();
  const use = (/** @type {Connection} */ one) => connections.set(JSON.stringify(one), one);
  use(presentConnection());
  if (runs.value.some(isSimulated)) use({ mode: "simulator" });
  for (const run of runs.value) if (stateOf(run) === "waiting") use(run.connection);
  await Promise.all([...connections.values()].map((one) => takeUp(one)));
}

// Another tab's run shows here, too, and its end.
hearTabs(({ what, id }) => {
  const known = runs.value.find((run) => run.id === id);
  const isOpen = known && !isOver(known) && !known.progress.value.following;
  if (what === "kept" && (!known || isOpen)) takeUpAll().catch(() => undefined);
});

listeners.add((event, connection) => {
  if (event.type !== "repeated") return;
  // The second job stands in the ledger alone: it becomes a run of its own, with its video.
  takeUp(connection).then(() => {
    const second = runOfId(event.jobId);
    if (!second) return;
    second.repeatOf = event.of;
    keep(second);
    runs.value = [...runs.value];
  });
});
