// One idempotencyKey, one job: pressed at once, after the end, after a failure, elsewhere, with another request.

import { REQUEST } from "../../support/world.js";
import { PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";
import { aborting } from "./before.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../scenario.js").FaultRule} FaultRule */
/** @typedef {import("../bench.js").Bench} Bench */

const KEY = { idempotencyKey: "order/42" };
const OTHER = { ...REQUEST, prompt: "something else" };

/** @param {number} count */
const atOnce = (count) => async (/** @type {Bench} */ bench) => {
  const life = await bench.life();
  await Promise.all(Array.from({ length: count }, () => life.generate(REQUEST, KEY)));
};

/** One call after the other, each of a new client. @param {import("../scenario.js").KlingRequest[]} requests */
const inARow =
  (...requests) =>
  async (/** @type {Bench} */ bench) => {
    for (const request of requests) await (await bench.life()).generate(request, KEY);
  };

/** Two processes at once. @param {Bench} bench */
const twoProcesses = async ({ mortal }) => {
  const lives = await Promise.all([mortal(), mortal()]);
  await Promise.all(lives.map((life) => life.generate(REQUEST, KEY)));
};

const CONFLICT = "idempotency_conflict validate none id";
const ONE_KEY = /** @type {const} */ ({ stage: "one key" });

/** @type {Scenario[]} */
export const oneKey = [
  { ...ONE_KEY, fault: "pressed twice at once", run: atOnce(2), ...VIDEO, told: "2 × video", submits: 1 },
  {
    ...ONE_KEY,
    fault: "pressed ten times at once",
    run: atOnce(10),
    ...VIDEO,
    told: "10 × video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "again when the video is there, of a new client",
    run: inARow(REQUEST, REQUEST),
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "two processes over one store at once",
    run: twoProcesses,
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "two processes over one store at once, and the answer is lost",
    rules: [{ on: "submit", cut: "after" }],
    run: twoProcesses,
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "pressed twice at once, and the answer is lost",
    rules: [{ on: "submit", cut: "after" }],
    run: atOnce(2),
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "again, with another prompt",
    run: inARow(REQUEST, OTHER),
    ...VIDEO,
    told: `${CONFLICT}, video`,
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "again, with another length",
    run: inARow(REQUEST, { ...REQUEST, duration: 10 }),
    ...VIDEO,
    told: `${CONFLICT}, video`,
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "the same bytes under another name are the same request",
    run: inARow(PHOTO_REQUEST, { ...PHOTO_REQUEST, images: ["photo:other.jpg"] }),
    ...VIDEO,
    told: "2 × video",
    submits: 1,
    uploads: 1,
  },
  {
    ...ONE_KEY,
    fault: "again after a refusal, which leaves the key free",
    rules: [{ on: "submit", status: 401 }],
    run: inARow(REQUEST, REQUEST),
    ...VIDEO,
    told: "unauthorized submit none resubmit, video",
    submits: 2,
  },
  {
    ...ONE_KEY,
    fault: "again after a lost submit that made no job, with another request",
    rules: [{ on: "submit", cut: "before" }],
    run: inARow(REQUEST, OTHER),
    ...VIDEO,
    told: "network lookup none resubmit, video",
    submits: 2,
    // The key is the other one's now.
    again: "idempotency_conflict validate none id",
  },
  {
    ...ONE_KEY,
    fault: "again after a failure that is not settled",
    rules: [
      { on: "submit", cut: "after" },
      { on: "history", times: 3, status: 500 },
    ],
    run: inARow(REQUEST, REQUEST),
    ...VIDEO,
    told: "submit_unknown lookup unknown, video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "again while the first waits, of a new client",
    async run({ life, caught, running }) {
      running();
      const look = caught({ on: "result", status: 503 });
      const first = (await life()).generate(REQUEST, KEY);
      await look.arrived;
      await (await life()).generate(REQUEST, KEY);
      await first;
    },
    ...VIDEO,
    told: "2 × video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "of two that wait, one is aborted",
    async run({ life, caught, running }) {
      running();
      const one = await life({ requestTimeoutMs: 500 });
      const look = caught({ on: "result", hang: true });
      const { signal, abort } = aborting();
      const first = one.generate(REQUEST, { ...KEY, signal });
      const second = one.generate(REQUEST, KEY);
      await look.arrived;
      abort();
      await Promise.all([first, second]);
    },
    ...VIDEO,
    told: "aborted poll charged id, video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "of two whose picture goes up, the first is aborted",
    async run({ life, caught }) {
      const one = await life({ requestTimeoutMs: 500 });
      const hung = caught({ on: "upload", hang: true });
      const { signal, abort } = aborting();
      const first = one.generate(PHOTO_REQUEST, { ...KEY, signal });
      await hung.arrived;
      const second = one.generate(PHOTO_REQUEST, KEY);
      abort();
      await Promise.all([first, second]);
    },
    ...VIDEO,
    told: "aborted upload none resubmit, video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "a lost submit is looked up anew for two, and the one that looks is aborted",
    rules: [
      { on: "submit", cut: "after" },
      { on: "history", times: 3, status: 500 },
    ],
    async run({ life, caught }) {
      await (await life()).generate(REQUEST, KEY);
      const [one, other] = [await life({ requestTimeoutMs: 500 }), await life()];
      const hung = caught({ on: "history", hang: true });
      const { signal, abort } = aborting();
      const first = one.generate(REQUEST, { ...KEY, signal });
      await hung.arrived;
      const second = other.generate(REQUEST, KEY);
      abort();
      await Promise.all([first, second]);
    },
    ...VIDEO,
    told: "aborted lookup unknown, submit_unknown lookup unknown, video",
    submits: 1,
  },
  {
    ...ONE_KEY,
    fault: "again after the job has failed and was refunded",
    rules: [{ on: "submit", job: { status: "failed" } }],
    run: inARow(REQUEST, REQUEST),
    ...unpaid("2 × job_failed result none resubmit id"),
    ...{ refunded: 1, ledger: "ended none failed", submits: 1 },
    ...{ again: "job_failed result none resubmit id", finally: "ended none failed" },
  },
];
