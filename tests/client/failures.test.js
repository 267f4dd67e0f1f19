// docs/errors.md, row by row: each failure is provoked for real, and what it says it cost is what the simulator booked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { failure, PRICE_MICROS, world } from "../support/world.js";
import { SCENARIOS } from "./failures/all.js";

const TABLE = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| situation"))
  .map((line) => line.split("|").slice(1, -1))
  .map((cells) => cells.map((cell) => cell.trim()))
  .map(([situation = "", code = "", stage = "", charge = "", canResubmit = "", advice = ""]) => {
    const bare = (/** @type {string} */ text) => text.replaceAll("`", "");
    return { situation, code: bare(code), stage: bare(stage), charge: bare(charge), canResubmit, advice };
  });

test("every row of docs/errors.md has a scenario, and every scenario a row", () => {
  const rows = TABLE.map(({ situation }) => situation);
  assert.ok(rows.length > 40, "the table was read");
  assert.deepEqual(Object.keys(SCENARIOS).sort(), [...rows].sort());
  for (const [name, ways] of Object.entries(SCENARIOS)) assert.ok(ways.length > 0, name);
  for (const { situation, advice } of TABLE) assert.ok(advice, `${situation}: it says what to do`);
});

test("every code, stage and charge of the types is in the table, and no other", () => {
  const types = readFileSync(new URL("../../src/js/types/error.d.ts", import.meta.url), "utf8");
  for (const [type, field] of /** @type {const} */ ([
    ["KlingErrorCode", "code"],
    ["Stage", "stage"],
    ["Charge", "charge"],
  ])) {
    const union = new RegExp(`export type ${type} =([^;]*);`).exec(types)?.[1] ?? "";
    const named = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? "");
    assert.ok(named.length > 2);
    assert.deepEqual([...new Set(TABLE.map((row) => row[field]))].sort(), named.sort());
  }
});

/** What has to be so whatever the row says. @param {import("../support/world.js").KlingError} error @param {string} situation */
function isSound({ code, stage, charge, message, issues, candidates, canResubmit }, situation) {
  assert.ok(message.length > 10);
  const hasIssues =
    code === "validation" ||
    code === "budget_exceeded" ||
    (code === "config" && stage === "config" && situation !== "WebAssembly cannot start");
  assert.equal(issues.length > 0, hasIssues);
  for (const issue of issues) assert.ok(message.includes(issue.message) || issues.length > 8);
  assert.ok(charge === "none" || !canResubmit, "what may have been paid is never offered again");
  if (code !== "submit_unknown") assert.deepEqual(candidates, []);
}

for (const row of TABLE) {
  test(row.situation, async (t) => {
    for (const { name, run, booked, others = 0 } of SCENARIOS[row.situation] ?? []) {
      await t.test(name, async (t) => {
        const here = await world(t);
        const error = await failure(run(here));
        const { code, stage, charge, canResubmit, jobId, candidates } = error;
        assert.deepEqual(
          { code, stage, charge, canResubmit: canResubmit ? "yes" : "no" },
          { code: row.code, stage: row.stage, charge: row.charge, canResubmit: row.canResubmit },
          error.message,
        );
        isSound(error, row.situation);

        const { jobs, netMicros, submits } = here.sim.stats();
        const expected = booked ?? { none: 0, charged: PRICE_MICROS, unknown: Number.NaN }[charge];
        assert.equal(netMicros, expected, "what the simulator booked is what the error says");
        assert.ok(jobs <= 1 + others, "one job at the most");
        if (charge === "unknown")
          assert.ok(submits <= 1 + others, "a submit that may have made a job is never repeated");
        const isEarly = stage === "config" || (stage === "validate" && code !== "idempotency_conflict");
        if (isEarly) assert.equal(here.sim.requests().length, 0);
        if (isEarly || stage === "budget" || stage === "upload") assert.equal(submits, others);

        const made = here.sim.jobs().map(({ id }) => id);
        const followed = stage === "poll" || stage === "result";
        const isKnown = followed || (code === "idempotency_conflict" && made.length > 0);
        assert.equal(jobId !== null, isKnown, "a job's id exactly where there is one");
        if (jobId !== null && (charge === "charged" || !followed)) assert.equal(jobId, made[0]);
        for (const id of candidates) assert.ok(made.includes(id));
      });
    }
  });
}
