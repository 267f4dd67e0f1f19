// Failures to try for free: what the simulated service does to the next run, and what comes of it.
// What one tells goes on where “In the next runs the simulator” ends.

/**
 * @typedef {{
 *   id: string,
 *   name: string,
 *   tells: string,
 *   rules: import("kling-multi-i2v/simulator").FaultRule[],
 * }} Scenario
 */

/** @type {Scenario[]} */
export const SCENARIOS = [
  { id: "none", name: "None", tells: "works as it should.", rules: [] },
  {
    id: "rate-limit",
    name: "Rate limit",
    tells: "refuses the first two tries. The page waits and tries again; nothing is paid until one is taken.",
    rules: [{ on: "submit", status: 429, times: 2, message: "You have reached your concurrency limit" }],
  },
  {
    id: "lost-answer",
    name: "Lost answer",
    tells: "makes the job and loses the answer. The page finds it in the history instead of paying again.",
    rules: [{ on: "submit", cut: "after" }],
  },
  {
    id: "lost-for-good",
    name: "Lost answer, no history",
    tells:
      "loses the answer and does not show its history. The page says that it does not know, and pays nothing more.",
    rules: [
      { on: "submit", cut: "after" },
      { on: "history", status: 403, times: 20 },
    ],
  },
  {
    id: "moderation",
    name: "Moderation",
    tells: "refuses what the video would show. The job fails and its charge is given back.",
    rules: [
      {
        on: "submit",
        job: { status: "failed", code: 1200, error: "The content was flagged by moderation.", ms: 3000 },
      },
    ],
  },
  {
    id: "flagged",
    name: "Flagged video",
    tells:
      "marks the finished video as sensitive. With the safety checker on, it stays blurred until you ask for it.",
    rules: [{ on: "submit", job: { nsfw: true, ms: 4000 } }],
  },
  {
    id: "no-credits",
    name: "No credits",
    tells: "says that the account is empty. Nothing is charged.",
    rules: [
      {
        on: "submit",
        status: 400,
        message: "Insufficient credits. Please top up your account to continue.",
      },
    ],
  },
  {
    id: "job-fails",
    name: "Failing job",
    tells: "takes the job and fails to make it. Its charge is given back.",
    rules: [{ on: "submit", job: { status: "failed", ms: 3000 } }],
  },
  {
    id: "gateway",
    name: "Broken gateway",
    tells: "answers three looks at the job with a gateway's error page. The page goes on looking.",
    rules: [{ on: "result", status: 502, html: true, times: 3 }],
  },
  {
    id: "slow",
    name: "Slow",
    tells: "takes a minute. The bar goes past “usually about”, and the page waits.",
    rules: [{ on: "submit", job: { ms: 60_000 } }],
  },
];
