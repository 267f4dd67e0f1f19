// What the page says of runs and pictures: phases, charges, failures, advice, times and sizes, in short plain words.
import { KlingError, MODEL } from "kling-multi-i2v";

/** A failure's own words, whatever it is. @param {unknown} error */
export const errorText = (error) => (error instanceof Error ? error.message : String(error));

/** 65_000 → "1:05" @param {number} ms */
export function clockText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** 130_000 → "2 min", 6_000 → "6 s" @param {number} ms */
export function aboutText(ms) {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** 1_234_567 → "1.2 MB" @param {number} bytes */
export function bytesText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * What is done now, in words.
 * @param {import("./state/runs.js").Update | undefined} update the last that was heard, if anything was
 * @param {boolean} hasJob
 */
export function phaseText(update, hasJob) {
  switch (update?.phase) {
    case undefined:
      return hasJob ? "Asking how far it is" : "Checking the request";
    case "checking":
      return "Checking the request";
    case "uploading": {
      const { uploaded, total } = update;
      return total > 1 ? `Uploading pictures, ${uploaded} of ${total} are up` : "Uploading the picture";
    }
    case "submitting":
      return "Sending the request";
    case "looking_up":
      return "Looking in the history whether a job was made";
    case "created":
      return "Accepted. Waiting for its turn";
    case "completed":
      return "Done";
    case "processing":
      return "The video is being made";
    default:
      return "The job has ended";
  }
}

/**
 * The charge mark.
 * @param {import("./state/runs.js").Charge} charge
 * @param {{ price: string }} run
 * @param {boolean} [isRunning] whether it may still fail, and be given back
 */
export function chargeText(charge, { price }, isRunning = false) {
  if (charge === "charged") return `Charged ${price}${isRunning ? " unless it fails" : ""}`;
  return charge === "none" ? "Not charged" : "Charge not known yet";
}

/** @type {Record<string, string>} */
const STATES = {
  running: "Running",
  waiting: "Not followed",
  done: "Done",
  failed: "Failed",
  stopped: "Stopped",
};

/**
 * Where a run stands, in a word or two.
 * @param {string} state
 * @param {{ isQueued: boolean, charge: import("./state/runs.js").Charge, mayGoOn: boolean }} more
 */
export function stateText(state, { isQueued, charge, mayGoOn }) {
  if (isQueued) return "Queued";
  // That it failed is not known, either.
  if (state === "failed" && charge === "unknown") return "Unknown";
  // The looking failed, by a wrong key say, and the job has not.
  return state === "failed" && mayGoOn ? "Not followed" : (STATES[state] ?? state);
}

/** 251_000 → "$0.251" @param {number} micros */
export function moneyText(micros) {
  const cents = micros % 10_000 === 0;
  return `$${(micros / 1e6).toFixed(cents ? 2 : 3)}`;
}

/** In the person's own way: "4 Dec, 13:20" @param {number} at */
export const momentText = (at) =>
  new Date(at).toLocaleString(undefined, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });

/**
 * What to do about a problem, in the page's own words where the package's are those of a programmer.
 * @param {import("kling-multi-i2v").Issue} issue
 */
export function issueText({ path, code, message }) {
  const at = /^\/images\/(\d+)$/.exec(path)?.[1];
  const which = at === undefined ? "" : `Picture ${Number(at) + 1}`;
  if (path === "/images" && code === "too_few") return "Add at least one picture.";
  if (path === "/prompt" && code === "empty") return "Write a prompt: the motion, the scene and the camera.";
  if (code === "unreadable")
    return `${which} can no longer be read: its file was moved or deleted. Add it again.`;
  if (code === "unreachable")
    return `${which}: the service cannot reach this address, for it lies on this machine or in a private network. Give a public one, or the file.`;
  if (code === "url") return `${which} is no full address: begin with https://, or give the file.`;
  return which ? `${which}: ${message}` : message;
}

/** @type {Record<string, string>} */
const TITLES = {
  validation: "The request has a problem",
  unauthorized: "The key was refused",
  forbidden: "The key may not do this",
  not_found: "The service does not know it by this key",
  insufficient_credits: "The account has no credit left",
  rate_limited: "Too many requests for now",
  upload_failed: "The upload failed",
  network: "The service could not be reached",
  timeout: "The service did not answer in time",
  server: "The service had a fault",
  bad_response: "The service's answer could not be read",
  submit_unknown: "It is not known whether the job was created",
  budget_exceeded: "Today's cap does not allow it",
  idempotency_conflict: "This run's name belongs to another request",
  storage: "This browser's storage could not be used",
  aborted: "You stopped waiting",
  deadline: "It took longer than this page waits",
  job_failed: "The video could not be made",
  moderated: "The service's moderation refused it",
  cancelled: "The job was cancelled",
  expired: "The result is no longer kept",
  no_output: "The job ended without a video",
  config: "The connection is not set up",
};

const OTHER_ACCOUNT =
  "A job belongs to the account that made it, for 7 days. Enter the key that it was run with, then go on waiting.";

/**
 * What the package says to programmers where it names its own methods, said to a person. `there`: where jobs are looked for.
 * @type {Record<string, Partial<Record<string, (there: string) => string>>>}
 */
const MESSAGES = {
  aborted: {
    none: () => "Nothing was submitted, so nothing was charged.",
    unknown: () => "The request was on its way: the job may exist and be charged.",
    charged: (there) => `The job goes on at the service, and its video will be in ${there}.`,
  },
  unauthorized: {
    none: () => "The service does not accept this key. Check that it is whole, and still valid.",
  },
  budget_exceeded: {
    none: () =>
      "It would have come over today's cap, so nothing was sent. Raise the cap, or wait until midnight UTC.",
  },
  not_found: {
    none: () => "What answers at this address is not the service (404). Check the proxy's address.",
    unknown: () => OTHER_ACCOUNT,
    charged: () => OTHER_ACCOUNT,
  },
  deadline: {
    charged: (there) => `The job goes on at the service, and its video will be in ${there}.`,
  },
  submit_unknown: {
    unknown: (there) =>
      `The request was sent and its answer lost, and ${there} does not settle whether there is a job: it may exist and be charged.`,
  },
};

/**
 * A run's failure as a person needs it: what happened, what to do, whether to run again.
 * @param {import("./state/runs.js").Run} run
 */
export function failureOf({ connection, progress }) {
  const { error, stopped } = progress.value;
  const there = connection.mode === "simulator" ? "the simulator's history" : "your account's history";
  if (!(error instanceof KlingError)) {
    return {
      title: "Something went wrong in this page",
      message: errorText(error),
      code: "unexpected",
      issues: [],
      mayRunAgain: false,
      next: `Look at ${there} before you run it again.`,
    };
  }
  const { code, charge, canResubmit, issues = [] } = error;
  // What it cost stands in the charge mark, below.
  let next = "You may run it again.";
  if (charge === "charged") next = "Running again makes, and charges, another video.";
  else if (charge === "unknown") next = `Look again, or at ${there}, before you run it again.`;
  else if (code === "moderated") next = "Change the prompt or the pictures before you run it again.";
  else if (code === "insufficient_credits") next = "With credit on the account you may run it again.";
  else if (!canResubmit) next = "Mend what is named above before you run it again.";
  const rest = { code, issues, mayRunAgain: canResubmit, next };
  if (code === "aborted" && charge === "none" && !stopped) {
    const message = "The page was closed before anything was sent, so nothing was charged.";
    return { title: "Not sent", message, ...rest };
  }
  const message = MESSAGES[code]?.[charge]?.(there) ?? error.message;
  return { title: TITLES[code] ?? "The run failed", message, ...rest };
}

/** @type {Record<string, string>} */
export const FORMATS = { jpeg: "JPEG", png: "PNG", webp: "WebP", gif: "GIF", bmp: "BMP", tiff: "TIFF" };

/** What the package tells apart as "another" one, and a browser shows. @type {Record<string, string>} */
const OTHERS = { "image/svg+xml": "SVG", "image/avif": "AVIF" };

/** A phone's own format, which most browsers cannot read; not each one knows its media type. */
export const isHeic = (/** @type {{ type: string, name: string }} */ { type, name }) =>
  /^image\/hei[cf]/.test(type) || /\.hei[cf]$/i.test(name);

/**
 * What Kling would mind about a picture, short enough for a place beside it.
 * @param {import("kling-multi-i2v").Issue} issue
 * @param {import("kling-multi-i2v").ImageInfo} info
 * @param {{ type: string, name: string, shows: boolean }} picture what its file says of itself, and whether the browser
 *   shows it
 */
export function adviceText(issue, { format, width, height, bytes }, { type, name, shows }) {
  const { imageSide, imageRatio, imageBytes } = MODEL.advice;
  switch (issue.code) {
    case "image_pixels":
      return `${width} × ${height}: Kling wants at least ${imageSide} px a side`;
    case "image_ratio":
      return `${width} × ${height}: Kling wants at most ${imageRatio} to 1`;
    case "image_bytes":
      return `${bytesText(bytes)}: Kling takes at most ${bytesText(imageBytes)}`;
    case "image_format": {
      if (format === null && !shows && isHeic({ type, name }))
        return "HEIC, which this browser cannot read: save it as JPEG and choose that";
      if (format === null && !shows) return "This file is no picture: choose another one";
      // A file may be of one format and say that it is of another.
      const isTaken = format === "jpeg" || format === "png";
      const what = isTaken
        ? `Says it is ${type}`
        : (FORMATS[format ?? ""] ?? OTHERS[type] ?? "Another format");
      return `${what}: Kling takes JPEG and PNG`;
    }
    default:
      return issue.message;
  }
}
