// The table of the benches: what is measured stands in it as it is, and in the pages between their two marks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { replaced } from "../../benches/all.mjs";
import { columns, markdown, median, quantile, shown } from "../../benches/support.mjs";

const ROWS = [
  { part: "load", name: "CPU a job", unit: "ms", ours: 4.128, peers: { official: 19.88 } },
  { part: "load", name: "completed", unit: "", ours: "all", peers: { official: "9354" }, note: "a | b" },
];

test("values are shown with three digits that count, and their unit", () => {
  assert.deepEqual(
    [0.01234, 4.128, 19.88, 161_648.4, "all", Number.NaN].map((value) => shown(value, "ms")),
    ["0.0123 ms", "4.13 ms", "19.9 ms", "161,648 ms", "all", "–"],
  );
  assert.equal(shown(1234, ""), "1,234");
});

test("each row is a line of the table, ours beside the others, and no text breaks its columns", () => {
  const lines = markdown(ROWS).split("\n");
  assert.equal(lines[2], "| CPU a job | 4.13 ms | official 19.9 ms |  |");
  assert.equal(lines[3], "| completed | all | official 9354 | a \\| b |");
  for (const line of lines) assert.equal(line.replaceAll("\\|", "").split("|").length, 6);
  assert.equal(columns(ROWS).split("\n").length, 3);
});

test("a median is the middle of what was measured, in whichever order", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9), 10);
});

test("a page keeps all but what stands between its marks, and one without them is refused", () => {
  const page = "before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter\n";
  const once = replaced(page, "new", "README.md");
  assert.equal(once, "before\n<!-- bench:start -->\nnew\n<!-- bench:end -->\nafter\n");
  assert.equal(replaced(once, "new", "README.md"), once);
  assert.throws(() => replaced("nothing", "new", "README.md"), /README\.md has no <!-- bench:start -->/);
});
