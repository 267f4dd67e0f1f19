// What a person may type: flags, and what is said about a slip.
import { parseArgs } from "node:util";

/** A slip of the person at the keyboard: its message is all that is shown, and the exit code is 2. */
export class UsageError extends Error {}

/** Flags of every command that asks the service. */
export const SERVICE_FLAGS = /** @type {const} */ ({
  "base-url": { type: "string" },
  store: { type: "string" },
  "poll-ms": { type: "string" },
});

/** Flags that say what to make. */
export const REQUEST_FLAGS = /** @type {const} */ ({
  prompt: { type: "string" },
  image: { type: "string", multiple: true },
  "negative-prompt": { type: "string" },
  duration: { type: "string" },
  "aspect-ratio": { type: "string" },
  request: { type: "string" },
});

export const REQUEST_HELP = `  --prompt TEXT           Motion, scene and camera.
  --image FILE|URL        A reference picture; repeat it for up to four. Files are uploaded, URLs must be public.
  --negative-prompt TEXT  What to avoid.
  --duration 5|10         Seconds of video. Default: 5.
  --aspect-ratio RATIO    1:1, 16:9 or 9:16. Default: 1:1.
  --request FILE          In place of all these: a JSON file with one request or an array of them, - for stdin.
                          {"prompt": "…", "images": ["a.jpg", "https://…"], "duration": 5, "aspect_ratio": "16:9"}
                          Pictures are looked for beside that file.`;

export const SERVICE_HELP = `  --base-url URL          A proxy of yours, or a simulator. Default: https://api.wavespeed.ai
  --store PATH            The ledger: what was submitted and what it cost. One process at a time may use it.
                          Default: ledger, in kling-multi-i2v in this user's place for such files.
  --poll-ms N             How often a running job is asked after. Default: from 5000, growing. For simulators.
  --json                  One JSON object a line on stdout, failures too.

The key comes from the environment: WAVESPEED_API_KEY. Behind a proxy it may be left out.`;

export const EXIT_HELP = `Exit codes:
  0    It went well.
  1    It failed, and nothing was charged.
  2    The command or the request is not right; nothing was sent or charged.
  3    It failed, or the download did, and something was or may have been charged: the job's id is printed.
  130  Interrupted (Ctrl+C).`;

/**
 * @template {NonNullable<import("node:util").ParseArgsConfig["options"]>} T
 * @param {string[]} args
 * @param {T} options
 */
export function parse(args, options, allowPositionals = false) {
  if (args.some((arg) => /^--?(api-?key|key|token)(=|$)/i.test(arg)))
    throw new UsageError(
      "The key is not taken as a flag: others on this machine, and the shell's history, would see it. Set WAVESPEED_API_KEY in the environment; a key that stood here is better replaced",
    );
  try {
    const { tokens, ...parsed } = parseArgs({ args, options, strict: true, allowPositionals, tokens: true });
    twice(tokens, options);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Node's own words tell which flag; their second sentence is about "--" and helps nobody here.
    const message = (error instanceof Error ? error.message : String(error)).split(". ")[0] ?? "";
    const isLoose = "image" in options && message.startsWith("Unexpected argument");
    throw new UsageError(
      isLoose
        ? `${message}: each picture has a --image of its own, and a prompt of words is quoted`
        : message,
    );
  }
}

/**
 * The last of two would count, and which one was meant nobody knows.
 * @param {readonly { kind: string, name?: string }[]} tokens
 * @param {NonNullable<import("node:util").ParseArgsConfig["options"]>} options
 */
function twice(tokens, options) {
  const seen = new Set();
  for (const { kind, name } of tokens) {
    if (kind !== "option" || name === undefined || options[name]?.multiple) continue;
    if (options[name]?.type === "string" && seen.has(name))
      throw new UsageError(`--${name} is given twice: leave one of them away`);
    seen.add(name);
  }
}

/**
 * @param {string} flag
 * @param {unknown} text
 * @param {(value: number) => boolean} fits
 * @param {string} range
 */
export function numberFrom(flag, text, fits, range) {
  const value = String(text).trim() === "" ? Number.NaN : Number(text);
  if (!fits(value)) throw new UsageError(`${flag} must be ${range}, not "${text}"`);
  return value;
}

/** A number above 0, where it was given. @param {string} flag @param {string | undefined} text @param {boolean} isWhole */
export function countFrom(flag, text, isWhole = true) {
  if (text === undefined) return undefined;
  const fits = (/** @type {number} */ n) => n > 0 && (isWhole ? Number.isSafeInteger(n) : Number.isFinite(n));
  return numberFrom(flag, text, fits, isWhole ? "a whole number above 0" : "a number above 0");
}
