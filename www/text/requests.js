// Many requests from one text, CSV or JSON: read, and checked row by row before anything is asked for.
import { validate } from "kling-multi-i2v";
import Papa from "papaparse";

/** @typedef {import("kling-multi-i2v").NormalRequest} NormalRequest */

/**
 * What is wrong with a row, the first request being row 1, or with the whole text, which is row 0.
 * @typedef {{ row: number, path: string, message: string }} Problem
 */

/**
 * One row: a value to be checked, or why it could not be read.
 * @typedef {{ value: unknown } | { fault: string }} Row
 */

/**
 * The rows of a text, each read only when it is asked for; or what keeps them from being read at all.
 * @typedef {{ rows: (() => Row)[] } | { problems: Problem[] }} Source
 */

const MOST_REQUESTS = 500;
const MOST_MEGABYTES = 2;

const FIELDS = ["prompt", "negative_prompt", "images", "duration", "aspect_ratio", "enable_safety_checker"];

/** @type {Record<string, string>} */
const DELIMITERS = { ",": "a comma", ";": "a semicolon", "\t": "a tab" };

/** An example to show and to download. */
export const TEMPLATE_CSV = `${FIELDS.join(",")}
"Slow camera push in, hair moving gently in the breeze",blur,https://example.com/dune.jpg,5,16:9,
Product rotating smoothly on display,,https://example.com/bottle.jpg https://example.com/label.jpg,10,1:1,true
`;

/** @param {string} message @param {string} [path] @returns {Problem} */
const ofAll = (message, path = "") => ({ row: 0, path, message });

/** A name from the text, for a message. @param {string} name */
const shown = (name) => JSON.stringify(name.slice(0, 40));

const isBlank = (/** @type {string} */ text) => text.trim() === "";

/** @param {string} text */
function faultOfText(text) {
  if (isBlank(text)) return "There is nothing to read: give CSV with a header row, or JSON.";
  const most = MOST_MEGABYTES * 1e6;
  if (text.length > most || new TextEncoder().encode(text).length > most) {
    return `This is more than ${MOST_MEGABYTES} MB: split it into smaller files.`;
  }
  // What a decoder leaves of a file in UTF-16, or in an old code page: such requests would be paid for, too.
  if (text.includes("\0") || text.includes("\ufffd")) {
    return "Some characters were lost, because this was not saved as UTF-8: save it as UTF-8 and read it again.";
  }
  return undefined;
}

/** @param {string} text @returns {Row} */
function parsed(text) {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? ` (${error.message.slice(0, 120)})` : "";
    return { fault: `This is no valid JSON${reason}: correct it and read it again.` };
  }
}

/** @param {unknown} value @returns {value is object} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * An array of requests, `{ requests: [...] }`, one request, or one in each line.
 * @param {string} text
 * @returns {Source}
 */
function fromJson(text) {
  const whole = parsed(text);
  if ("fault" in whole) {
    const lines = text.split("\n").filter((line) => !isBlank(line));
    const [first = ""] = lines;
    const begin = lines.length > 1 ? parsed(first) : whole;
    if ("fault" in begin || !isRecord(begin.value)) return { problems: [ofAll(whole.fault)] };
    return { rows: lines.map((line) => () => parsed(line)) };
  }
  const { value } = whole;
  const from = (/** @type {unknown[]} */ values) => ({ rows: values.map((one) => () => ({ value: one })) });
  if (Array.isArray(value)) return from(value);
  if (!isRecord(value)) return { problems: [ofAll("This is no array of requests: put them into [ ].")] };
  if (!Object.hasOwn(value, "requests")) return from([value]);

  const { requests, ...others } = /** @type {Record<string, unknown>} */ (value);
  const [other] = Object.keys(others);
  if (other !== undefined) {
    return { problems: [ofAll(`${shown(other)} beside "requests" would not be read: remove it.`)] };
  }
  if (Array.isArray(requests)) return from(requests);
  return { problems: [ofAll('"requests" is no array: put the requests into [ ].', "/requests")] };
}

/** The header names no field with a delimiter in it, so the one that it has most of is it. @param {string} text */
function delimiterOf(text) {
  const [header = ""] = text.split("\n", 1);
  const count = (/** @type {string} */ delimiter) => header.split(delimiter).length;
  return Object.keys(DELIMITERS).reduce((best, one) => (count(one) > count(best) ? one : best));
}

/**
 * `image1` and `image_1` are numbered, `images` comes before them; undefined for any other column.
 * @param {string} name
 */
function pictureNumber(name) {
  if (name === "images") return 0;
  const number = /^image_?([1-9]\d?)$/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** @param {string[]} names @returns {Problem[]} */
function problemsOfHeader(names) {
  const isKnown = (/** @type {string} */ name) => FIELDS.includes(name) || pictureNumber(name) !== undefined;
  if (!names.some(isKnown)) {
    return [ofAll(`The first row names no known column: write the names there, ${FIELDS.join(", ")}.`)];
  }
  // The package names the field that was meant.
  const unknown = names.filter((name) => name !== "" && !isKnown(name));
  const problems = validate(Object.fromEntries(unknown.map((name) => [name, null])))
    .errors.filter(({ code }) => code === "unknown_field")
    .map(({ path, message }) => ofAll(message, path));

  const seen = new Set();
  const twice = new Set();
  for (const name of names.filter(isKnown)) {
    const column = pictureNumber(name) ?? name;
    if (seen.has(column)) twice.add(name);
    seen.add(column);
  }
  for (const name of twice)
    problems.push(ofAll(`The column "${name}" is there twice: remove one.`, `/${name}`));
  if (!seen.has("prompt")) problems.push(ofAll('There is no column "prompt": add it.', "/prompt"));
  if (![...seen].some((column) => typeof column === "number")) {
    problems.push(ofAll('There is no column "images": add it.', "/images"));
  }
  return problems;
}

/**
 * What a cell means; what means nothing stays text, and the check tells of it.
 * @param {string} name
 * @param {string} cell
 */
function cellValue(name, cell) {
  const word = cell.trim();
  if (name === "duration") return /^\d+(\.0+)?$/.test(word) ? Number(word) : word;
  if (name === "aspect_ratio") return word;
  if (name !== "enable_safety_checker") return cell;
  const lower = word.toLowerCase();
  return lower === "true" || lower === "false" ? lower === "true" : word;
}

/** @param {string[]} cells @param {string[]} names */
function requestFrom(cells, names) {
  /** @type {Record<string, unknown>} */
  const request = {};
  /** @type {string[][]} */
  const pictures = [];
  cells.forEach((cell, index) => {
    const name = names[index] ?? "";
    const number = pictureNumber(name);
    if (number !== undefined) pictures[number] = cell.split(/[\s|]+/).filter((address) => address !== "");
    else if (!isBlank(cell)) request[name] = cellValue(name, cell);
  });
  request.images = pictures.flat();
  return request;
}

/** @param {string} text @returns {Source} */
function fromCsv(text) {
  // Which line ends a file has is a matter of where it was saved; in a prompt they are all the same.
  const lines = text.replace(/\r\n?/g, "\n").replace(/^\n+/, "");
  const delimiter = delimiterOf(lines);
  const { data, errors } = Papa.parse(lines, { delimiter, newline: "\n" });
  const all = /** @type {string[][]} */ (data);
  const badQuotes = new Set(errors.map(({ row }) => row));
  const quotes = 'A quotation mark is out of place: put the cell into "…", and write each " in it twice.';
  if (badQuotes.has(0)) return { problems: [ofAll(quotes)] };

  const names = (all[0] ?? []).map((name) => name.trim());
  const problems = problemsOfHeader(names);
  if (problems.length > 0) return { problems };
  const remedy = `put each cell with ${DELIMITERS[delimiter]} in it into "…".`;
  const rows = all.flatMap((cells, index) => {
    if (index === 0 || cells.every(isBlank)) return [];
    const hasUnnamed = () => cells.some((cell, column) => !names[column] && !isBlank(cell));
    return () => {
      if (badQuotes.has(index)) return { fault: quotes };
      return hasUnnamed()
        ? { fault: `There are more cells than names in the header: ${remedy}` }
        : { value: requestFrom(cells, names) };
    };
  });
  return { rows };
}

/**
 * Reads the requests of a batch. Those without a problem are given, in their order and with every default in place.
 * @param {string} text
 * @param {{ kind?: "csv" | "json" | undefined }} [options] where it is known; else it is told from the text
 * @returns {{ requests: NormalRequest[], problems: Problem[] }}
 */
export function readRequests(text, { kind } = {}) {
  const fault = faultOfText(text);
  if (fault !== undefined) return { requests: [], problems: [ofAll(fault)] };
  const content = text.replace(/^\ufeff/, "");
  const isJson = kind === undefined ? /^\s*[[{]/.test(content) : kind === "json";
  const source = isJson ? fromJson(content) : fromCsv(content);
  if ("problems" in source) return { requests: [], problems: source.problems };

  const { rows } = source;
  if (rows.length === 0) return { requests: [], problems: [ofAll("There is no request in it: add one.")] };
  if (rows.length > MOST_REQUESTS) {
    const message = `There are ${rows.length} requests, and at most ${MOST_REQUESTS} go at once: split them.`;
    return { requests: [], problems: [ofAll(message)] };
  }
  /** @type {NormalRequest[]} */
  const requests = [];
  /** @type {Problem[]} */
  const problems = [];
  rows.forEach((read, index) => {
    const row = index + 1;
    const result = read();
    if ("fault" in result) {
      problems.push({ row, path: "", message: result.fault });
      return;
    }
    const { request, errors } = validate(result.value);
    if (request) requests.push(request);
    problems.push(...errors.map(({ path, message }) => ({ row, path, message })));
  });
  return { requests, problems };
}
