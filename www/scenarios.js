// Failures to try for free: what the simulated service does to the next run, and what the package makes of it.

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
  { id: "none", name: "None", tells: "The service works as it should.", rules: [] },
  {
    id: "rate-limit",
    name: "Rate limit",
    tells:
      "Refuses the first two tries. The package waits and tries again; nothing is paid until one is taken.",
    rules: [{ on: "submit", status: 429, times: 2, message: "You have reached your concurrency limit" }],
  },
  {
    id: "lost-answer",
    name: "Lost answer",
    tells: "Makes the job and loses the answer. The package finds it in the history instead of paying again.",
    rules: [{ on: "submit", cut: "after" }],
  },
  {
    id: "lost-for-good",
    name: "Lost answer, no history",
    tells:
      "Loses the answer and does not show its history. The package says that it does not know, and pays nothing more.",
    rules: [
      { on: "submit", cut: "after" },
      { on: "history", status: 403, times: 20 },
    ],
  },
  {
    id: "moderation",
    name: "Moderation",
    tells: "Refuses what the video would show. The job fails and its charge is given back.",
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
      "Marks the finished video as sensitive. With the safety checker on it stays blurred until you ask for it.",
    rules: [{ on: "submit", job: { nsfw: true, ms: 4000 } }],
  },
  {
    id: "no-credits",
    name: "No credits",
    tells: "Says that the account is empty. Nothing is charged.",
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
    tells: "Takes the job and fails to make it. Its charge is given back.",
    rules: [{ on: "submit", job: { status: "failed", ms: 3000 } }],
  },
  {
    id: "gateway",
    name: "Broken gateway",
    tells: "Answers three looks at the job with a gateway's error page. The package goes on looking.",
    rules: [{ on: "result", status: 502, html: true, times: 3 }],
  },
  {
    id: "slow",
    name: "Slow",
    tells: "Takes a minute. The bar goes past “usually about”, and the package waits.",
    rules: [{ on: "submit", job: { ms: 60_000 } }],
  },
];
