// A random schedule: a few wishes, faults on any route, aborts, crashes. All of it is data that a seed gives.

import { chance } from "./chance.js";

/** @typedef {import("./scenario.js").FaultRule} FaultRule */
/** @typedef {import("./scenario.js").KlingRequest} KlingRequest */
/** @typedef {import("./scenario.js").ClientOptions} ClientOptions */
/**
 * @typedef {object} Wish
 * @property {KlingRequest} request
 * @property {string | undefined} key
 * @property {number} life in which life it is wished for first
 * @property {number} client of which client, where a life has two
 * @property {number | undefined} abortAt it is aborted when the service has got so many requests
 * @property {boolean} isStubborn asked for again where it may be, or where it was killed and has a key
 *
 * @typedef {object} Schedule
 * @property {Wish[]} wishes
 * @property {number} clients how many there are at once, over one store
 * @property {FaultRule[]} rules
 * @property {number[]} crashes each life but the last is killed at its store's call of that number
 * @property {ClientOptions} options
 */

/** What can go wrong on each route. @type {{ on: FaultRule["on"], faults: Partial<FaultRule>[] }[]} */
const ROUTES = [
  {
    on: "submit",
    faults: [
      ...[
        { status: 500 },
        { status: 502, html: true },
        { status: 504 },
        { hang: true },
        { body: "" },
      ].flatMap((fault) => [fault, { ...fault, after: true }]),
      ...[
        { cut: /** @type {const} */ ("before") },
        { cut: /** @type {const} */ ("after") },
        { truncate: 30 },
      ],
      ...[{ patch: { id: null } }, { status: 429 }, { status: 401 }, { delayMs: 5 }],
      ...[{ job: { status: /** @type {const} */ ("failed") } }, { job: { ms: 20 } }],
    ],
  },
  {
    on: "history",
    faults: [
      { status: 500 },
      { cut: "before" },
      { hang: true },
      { body: "{" },
      { status: 401 },
      { delayMs: 5 },
    ],
  },
  {
    on: "result",
    faults: [
      ...[{ status: 500 }, { status: 429 }, { hang: true }, { html: true, status: 200 }, { status: 404 }],
      ...[{ cut: /** @type {const} */ ("after") }, { truncate: 20 }, { status: 401 }],
    ],
  },
  { on: "upload", faults: [{ status: 500 }, { cut: "after" }, { hang: true }, { status: 413 }] },
];

/** @param {number} seed @returns {Schedule} */
export function schedule(seed) {
  const { upTo, is, pick } = chance(seed);
  const lives = is(0.5) ? 1 : 2 + upTo(2);
  const wishes = Array.from({ length: 1 + upTo(4) }, () => {
    const key = is(0.4) ? pick(["k1", "k2"]) : undefined;
    // Few prompts: many wishes are the same. What has a key can be told by its prompt.
    const prompt = key ? `of ${key}${is(0.1) ? ", but another" : ""}` : pick(["a slow push in", "a pan"]);
    const images = [is(0.3) ? "photo:dune.jpg" : "https://example.com/a.png"];
    return {
      request: { prompt, images: key ? ["https://example.com/a.png"] : images },
      key,
      life: upTo(lives),
      client: upTo(2),
      abortAt: is(0.2) ? 1 + upTo(8) : undefined,
      isStubborn: is(0.6),
    };
  });
  const rules = Array.from({ length: upTo(6) }, () => {
    const { on, faults } = ROUTES[Math.max(0, upTo(ROUTES.length + 2) - 2)] ?? pick(ROUTES);
    return { on, nth: 1 + upTo(4), times: 1 + upTo(3), ...pick(faults) };
  });
  if (is(0.5))
    rules.push({ on: "submit", times: 1_000, nth: 1, patch: { status: "processing", outputs: [] } });
  return {
    wishes,
    clients: is(0.4) ? 2 : 1,
    rules,
    crashes: Array.from({ length: lives - 1 }, () => 1 + upTo(30)),
    options: {
      // Far longer than a busy machine takes to hand a request on: one that came later than two looks would be a job made
      // after it was proven absent, which no client can know of.
      requestTimeoutMs: 400,
      lookup: { pauseMs: 1, resubmitWhenAbsent: is(0.3) },
      ...(is(0.2) ? { budget: { totalUsd: 0.25 * (1 + upTo(3)) } } : {}),
    },
  };
}
