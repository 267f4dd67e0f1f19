// Words that others chose, made fit for a terminal: no commands to it, and no options that only a program has.

/** What a terminal obeys, or what turns a line around; a line's end is let through, as messages have several. */
const COMMANDS = /[^\P{Cc}\n\t]|\p{Bidi_Control}|[\u2028\u2029]/gu;

/** @param {string} text */
export const plain = (text) => text.replaceAll("\r\n", "\n").replace(COMMANDS, "\ufffd");

/** What others wrote, as part of a line of ours: with line ends of its own it could pass for more of them. @param {string} text */
export const oneLine = (text) => text.replace(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/g, " ");

/** JSON says the same, but leaves some of these as they are. @param {string} json */
export const plainJson = (json) =>
  json.replace(COMMANDS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Characters that take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /\p{M}|\p{Cf}/u;

/** As much of a text as has room in one line. @param {string} text @param {number} columns */
export function fitted(text, columns) {
  let line = "";
  let room = columns;
  for (const char of text.replace(/\s+/g, " ")) {
    room -= NO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
    if (room < 0) break;
    line += char;
  }
  return line;
}

/** What the client's messages call by the names of JavaScript, and what it is called here. @type {[RegExp, string][]} */
const NAMES = [
  [/Look at history\(\) before you submit again/g, "Run kling-multi-i2v resume before you generate it again"],
  [/job\(jobId\)\.wait\(\)|client\.job\(id\)\.status\(\)/g, "kling-multi-i2v resume JOB_ID"],
  [/job\(id\) shows each/g, "kling-multi-i2v resume JOB_ID shows each"],
  [/\bresume\(\)/g, "kling-multi-i2v resume"],
  [/within deadlineMs/g, "in the time that is waited for it"],
  [/leave the option store out/g, "name another file with --store"],
  [/, or in a page a path of its own origin:/g, ":"],
  [/an answer that CORS hides/g, "a proxy that hides the answer"],
  [/The page or process that prepared/g, "The process that prepared"],
  [/Submit it again\./g, "Generate it again."],
  [/\/(apiKey|baseUrl): /g, ""],
  [/\bapiKey\b/g, "WAVESPEED_API_KEY"],
  [/\bbaseUrl\b/g, "--base-url"],
  [/\bidempotency(Key|Prefix)\b/g, "--idempotency-key"],
];

/** A message of the client, for somebody at a keyboard. @param {string} message @param {string | null} [jobId] */
export function inWords(message, jobId) {
  const words = NAMES.reduce((text, [name, here]) => text.replace(name, here), message);
  return jobId ? words.replaceAll("resume JOB_ID", `resume ${jobId}`) : words;
}

/** What is wrong with the client's options is wrong with the flag that they came from. @param {string} path */
export const inFlags = (path) =>
  path.replace(/^\/baseUrl\b/, "/base-url").replace(/^\/apiKey\b/, "/WAVESPEED_API_KEY");
