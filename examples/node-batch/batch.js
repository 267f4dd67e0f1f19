// Makes a video of each row of a CSV file. Run again, it goes on where it stopped, and pays nothing twice.
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { estimateCost, validate } from "kling-multi-i2v";
import Papa from "papaparse";
import { connect } from "./client.js";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { yes: { type: "boolean" } } });
const [file] = positionals;
if (!file) stop("Name a CSV file: node batch.js videos.csv");

const base = resolve(file.replace(/\.csv$/i, ""));
const requests = await read(resolve(file));
const price = estimateCost(requests);
const { kling, isSimulated, end } = await connect(base);
const money = isSimulated
  ? `${price.text}, simulated: nothing is charged`
  : `${price.text} at the most, real money`;
console.log(`${requests.length} videos, ${price.seconds} s in all: ${money}.`);
if (!(values.yes || (await agreed()))) stop("Nothing was begun. Say --yes to begin without a question.");

const control = new AbortController();
process.once("SIGINT", () => control.abort());
/** @type {Map<number, string>} */
const phases = new Map();
const outcomes = await kling.generateAll(requests, {
  // The same prefix again: the same jobs.
  idempotencyPrefix: basename(base),
  signal: control.signal,
  onUpdate({ index, phase }) {
    if (phases.get(index) === phase) return;
    phases.set(index, phase);
    console.log(`row ${index + 1}: ${phase}`);
  },
});
await end();

const rows = outcomes.map((outcome, index) => {
  const { prompt } = requests[index];
  if (outcome.status === "fulfilled") {
    const { id, video } = outcome.value;
    return { prompt, status: "done", charge: "charged", job_id: id, video, error: "" };
  }
  const { code, charge, jobId, message } = outcome.reason;
  return { prompt, status: code, charge, job_id: jobId ?? "", video: "", error: message };
});
await writeFile(`${base}.results.csv`, `${Papa.unparse(rows, { escapeFormulae: true })}\n`);
const done = rows.filter(({ status }) => status === "done").length;
console.log(`${done} of ${rows.length} done: ${basename(base)}.results.csv has them all.`);
if (done < rows.length) {
  for (const [index, { status, error }] of rows.entries())
    if (status !== "done") console.log(`row ${index + 1}: ${error}`);
  console.log("Run it again for the rest.");
  process.exitCode = 1;
}

/** @param {string} path */
async function read(path) {
  const text = await readFile(path, "utf8").catch(({ code }) =>
    stop(`${path} cannot be read (${code}): name a CSV file.`),
  );
  const { data, errors } = Papa.parse(text, { header: true, skipEmptyLines: "greedy" });
  const problems = errors.map(({ row = 0, message }) => `row ${row + 1}: ${message}`);
  const read = await Promise.all(data.map((row) => requestOf(row, dirname(path))));
  for (const [index, { request, unread }] of read.entries()) {
    for (const why of unread) problems.push(`row ${index + 1}: ${why}`);
    for (const { path, message } of validate(request).errors)
      problems.push(`row ${index + 1} ${path}: ${message}`);
  }
  const requests = read.map(({ request }) => request);
  if (requests.length === 0) problems.push("it has no rows");
  if (problems.length > 0) stop(`${basename(path)} cannot be used:\n${problems.join("\n")}`);
  return requests;
}

/**
 * A row's request, and which of its pictures cannot be read: in their place stands an address.
 * @param {Record<string, string>} row
 * @param {string} folder
 */
async function requestOf(row, folder) {
  const named = [row.image1, row.image2, row.image3, row.image4].map((name) => name?.trim()).filter(Boolean);
  const pictures = await Promise.all(named.map((name) => pictureOf(name, folder)));
  const images = pictures.map(({ image }) => image);
  const unread = pictures.flatMap(({ why }) => why ?? []);
  const { prompt, aspect_ratio } = row;
  const duration = Number(row.duration || 5);
  return { request: { prompt, images, duration, aspect_ratio: aspect_ratio || undefined }, unread };
}

/**
 * @param {string} name an address or a file's name
 * @param {string} folder
 * @returns {Promise<{ image: string | File, why?: string }>}
 */
async function pictureOf(name, folder) {
  if (/^https?:/i.test(name)) return { image: name };
  try {
    return { image: new File([await readFile(resolve(folder, name))], basename(name)) };
  } catch (error) {
    const why = `the picture ${name} cannot be read (${error.code}): it is looked for in ${folder}`;
    return { image: "https://example.com/unread.jpg", why };
  }
}

async function agreed() {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question("Make them? [y/N] ");
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** @param {string} why @returns {never} */
function stop(why) {
  console.error(why);
  process.exit(1);
}
