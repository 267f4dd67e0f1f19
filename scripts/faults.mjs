// Prints the fault bench's table: each scenario with what it cost, what was told and how the video is reached, for this
// package and, where it has words for it, for the official client. `npm run faults -- submit poll` runs those stages alone.
import { once } from "../tests/faults/context.js";
import { judge } from "../tests/faults/judge.js";
import { isExpressible, judgePeer } from "../tests/faults/peer.js";
import { asked, runSchedules } from "../tests/faults/random.js";
import { here, inProcesses, inTabs } from "../tests/faults/scenarios/all.js";
import { closeTabs, skipTabs } from "../tests/faults/tabs.js";
import { columns } from "./columns.mjs";
import { main, Stop } from "./tools.mjs";

/** @typedef {import("../tests/faults/scenario.js").Scenario} Scenario */
/** @typedef {import("../tests/faults/judge.js").Verdict} Verdict */
/** @typedef {import("../tests/faults/peer.js").PeerVerdict} PeerVerdict */
/** @typedef {{ scenario: Scenario, ours: Verdict, theirs: PeerVerdict | undefined }} Row */

const PEER = "wavespeed 0.3.2";
const PRICE_USD = 0.25;

const FOOT = `
How it is judged. Every scenario runs through a real socket against the simulator, whose books say what was charged.
Charged, told, reached: when all calls have ended; reached: after the faults are over and the caller has done what it was told.
Paid twice: the caller did what it was told, and one wish was charged more than once. A caller of this package calls again
where the error says canResubmit. The official client gives no such word: its caller asks for any id that stands in an error,
pays no second time where it has one, and else tries once more, as its users do.
Lost: a video that was charged and that nothing the caller was told leads to.
Left pending: a promise that did not settle.
The official client is run where it has words for a scenario: one request under faults of its upload, submit or polls, with
limits as short as ours. It never asks for the history, and it keeps no ledger, key or budget: those stages are left out.
Where it tells no id, its caller is in both columns: the video is lost if it leaves it there, as the error of a lost submit
says it may have been made, and paid twice if it tries once more.`;

main(import.meta.url, async () => {
  const stages = process.argv.slice(2);
  const all = [...(await here()), ...inProcesses, ...(skipTabs ? [] : inTabs)];
  const chosen = stages.length === 0 ? all : all.filter(({ stage }) => stages.includes(stage));
  if (chosen.length === 0)
    throw new Stop(`There are the stages ${[...new Set(all.map(({ stage }) => stage))].join(", ")}.`);
  /** @type {Row[]} */
  const rows = [];
  try {
    for (const scenario of chosen) {
      const ours = await once((test) => judge(test, scenario));
      const theirs = isExpressible(scenario) ? await once((test) => judgePeer(test, scenario)) : undefined;
      rows.push({ scenario, ours, theirs });
    }
  } finally {
    await closeTabs();
  }
  table(rows);
  const schedules = stages.length === 0 ? await random() : { passed: 0, failed: 0 };
  if (skipTabs) console.log(`\nThe scenarios in tabs are left out: ${skipTabs}`);
  totals(rows);
  console.log(FOOT);
  const failed = rows.filter(({ ours }) => ours.problems.length > 0);
  for (const { scenario, ours } of failed) {
    console.log(`\nFAILED ${scenario.stage}: ${scenario.fault}`);
    for (const problem of ours.problems) console.log(`  ${problem}`);
  }
  const counts = [rows.length - failed.length + schedules.passed, failed.length + schedules.failed];
  console.log(`\n${counts[0]} passed, ${counts[1]} failed`);
  if (counts[1]) process.exitCode = 1;
});

/** "$0.25", "–", "$0.25 given back". @param {{ paid: number, refunded: number }} verdict */
function charged({ paid, refunded }) {
  const usd = (/** @type {number} */ count) => `$${(count * PRICE_USD).toFixed(2)}`;
  const parts = [paid > 0 ? usd(paid) : "", refunded > 0 ? `${usd(refunded)} given back` : ""];
  return parts.filter(Boolean).join(", ") || "–";
}

/** @param {PeerVerdict | undefined} verdict */
function peer(verdict) {
  if (!verdict) return "";
  const { twice, lost, pending } = verdict;
  const judged = [twice > 0 ? "PAID TWICE" : "", lost > 0 ? "LOST" : "", pending > 0 ? "PENDING" : ""];
  return [charged(verdict), verdict.told, judged.filter(Boolean).join(" or ")].filter(Boolean).join(", ");
}

/** @param {Row[]} rows */
function table(rows) {
  console.log(
    columns([
      ["stage", "fault", "charged", "told", "reached", PEER],
      ...rows.map(({ scenario: { stage, fault }, ours, theirs }) => [
        ...[stage, fault, charged(ours), ours.told || "–"],
        ...[ours.problems.length > 0 ? `${ours.reach}  FAILED` : ours.reach, peer(theirs)],
      ]),
    ]),
  );
}

/** @param {Row[]} rows */
function totals(rows) {
  const sum = (/** @type {({ twice: number, lost: number, pending: number } | undefined)[]} */ verdicts) => {
    const all = verdicts.filter((verdict) => verdict !== undefined);
    const of = (/** @type {"twice" | "lost" | "pending"} */ name) =>
      String(all.filter((verdict) => verdict[name] > 0).length);
    return [String(all.length), of("twice"), of("lost"), of("pending")];
  };
  const both = rows.filter(({ theirs }) => theirs);
  const repeated = rows.filter(({ scenario }) => scenario.twice).length;
  console.log("");
  console.log(
    columns([
      ["", "scenarios", "paid twice", "lost", "left pending"],
      ["this package", ...sum(rows.map(({ ours }) => ours))],
      [`this package, where ${PEER} has words`, ...sum(both.map(({ ours }) => ours))],
      [PEER, ...sum(both.map(({ theirs }) => theirs))],
    ]),
  );
  if (repeated > 0)
    console.log(
      `Of those paid twice, ${repeated} are the browser's doing: over HTTP/1.1 it sent the paid request again by itself. ` +
        "The ledger has both jobs, and an event told of the second.",
    );
}

async function random() {
  const { seed, count } = asked();
  const outcomes = await runSchedules(count, seed);
  const failed = outcomes.filter(({ problems }) => problems.length > 0);
  const videos = outcomes.reduce((sum, { paid }) => sum + paid, 0);
  console.log(
    `\n${count} random schedules from SEED=${seed}: ${videos} videos, ${failed.length} schedules failed.`,
  );
  for (const { seed, problems } of failed) console.log(`  SEED=${seed} COUNT=1: ${problems.join("; ")}`);
  return { passed: count - failed.length, failed: failed.length };
}
