// Everything that is measured, in one table, beside the peers: `npm run bench`; the parts named, `npm run bench -- start load`;
// and with `--write` the tables of README.md and docs/benchmarks.md anew.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fresh } from "../scripts/outputs.mjs";
import { main, root, Stop } from "../scripts/tools.mjs";
import { columns, machine, markdown, peers, Skip, versions } from "./support.mjs";

/** @typedef {import("./support.mjs").Row} Row */

/** What is measured, in the table's order. A part's file is read when it is its turn: it may need the peers. */
const PARTS = ["size", "start", "speed", "polling", "load", "page", "uploads", "leaks"];

const COMMAND = "npm run bench -- --write";
const BEGIN = "<!-- bench:start -->";
const END = "<!-- bench:end -->";

/** Where a table stands, and whether it is the short one. */
const PAGES = [
  { path: "README.md", isShort: true },
  { path: "docs/benchmarks.md", isShort: false },
];

/**
 * A text with what stands between its two marks replaced.
 * @param {string} text
 * @param {string} table
 * @param {string} path how the text is called where a mark is missing
 */
export function replaced(text, table, path) {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from)
    throw new Stop(`${path} has no ${BEGIN} … ${END}: put the two lines where the table is to stand.`);
  return `${text.slice(0, from + BEGIN.length)}\n${table}\n${text.slice(to)}`;
}

/** The same with all of them shown to be measured where and when. @param {Row[]} rows @param {Date} date */
async function page(rows, date) {
  const facts = Object.entries(await machine()).map(([name, is]) => `${name} ${is}`);
  const measured = `${date.toISOString().slice(0, 10)}, \`${COMMAND}\`: ${facts.join("; ")}. Beside: ${versions().join(", ")}.`;
  return `\n${markdown(rows)}\n\n${measured}\n`;
}

/** @param {string[]} names */
async function measured(names) {
  /** @type {Row[]} */
  const rows = [];
  /** @type {string[]} */
  const missing = [];
  for (const part of names) {
    console.log(`\n== ${part}`);
    const begin = performance.now();
    try {
      const { measure } = await import(`./${part}.mjs`);
      /** @type {Row[]} */
      const own = await measure();
      // Where a part names no row for the README, its first one stands there.
      const isShort = own.some((row) => row.isEssential);
      for (const [at, row] of own.entries()) rows.push({ isEssential: !isShort && at === 0, ...row, part });
      console.log(`  ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      console.log(`  skipped: ${error.message}`);
      missing.push(part);
    }
  }
  return { rows, missing };
}

main(import.meta.url, async () => {
  const args = process.argv.slice(2);
  const named = args.filter((arg) => arg !== "--write");
  const unknown = named.find((name) => !PARTS.includes(name));
  if (unknown) throw new Stop(`No part is named "${unknown}". There are: ${PARTS.join(", ")}.`);
  const isWriting = args.includes("--write");
  if (isWriting && named.length > 0)
    throw new Stop("--write is for the whole table: name no part beside it.");
  await fresh("package");
  await peers();
  const { rows, missing } = await measured(
    PARTS.filter((part) => named.length === 0 || named.includes(part)),
  );
  const date = new Date();
  console.log(`\n${columns(rows)}\n`);
  for (const [name, is] of Object.entries(await machine())) console.log(`${name}: ${is}`);
  console.log(`Beside: ${versions().join(", ")}\n${date.toISOString()}`);
  if (!isWriting) return;
  if (missing.length > 0)
    throw new Stop(`Nothing is written, for there is no ${missing.join(" and no ")}: see above.`);
  for (const { path, isShort } of PAGES) {
    const file = join(root, path);
    const table = await page(isShort ? rows.filter((row) => row.isEssential) : rows, date);
    if (!existsSync(file)) throw new Stop(`${path} is missing.`);
    writeFileSync(file, replaced(readFileSync(file, "utf8"), table, path));
    console.log(`${path}: written`);
  }
});
