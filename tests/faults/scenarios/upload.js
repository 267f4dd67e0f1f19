// While pictures go up: nothing is paid yet, whatever happens.

import { ALWAYS, PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";
import { aborting } from "./before.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */

const FAILED = unpaid("upload_failed upload none resubmit");
const TWICE = ["photo:a.jpg", "photo:b.jpg"];

/** @type {[string, Partial<import("../scenario.js").FaultRule>, ReturnType<typeof unpaid>][]} */
const FOR_GOOD = [
  ["the service fails (500)", { status: 500 }, FAILED],
  ["a gateway's page (502)", { status: 502, html: true }, FAILED],
  ["the connection is lost, before", { cut: "before" }, FAILED],
  ["the connection is lost, after", { cut: "after" }, FAILED],
  ["the answer is cut in the middle", { truncate: 10 }, FAILED],
  ["a page instead of an answer", { html: true, status: 200 }, FAILED],
  ["no answer in time", { hang: true }, FAILED],
  ["an answer without an address", { patch: { remove: ["download_url"] } }, FAILED],
  ["a redirect", { redirect: "/elsewhere" }, FAILED],
  ["too large (413)", { status: 413 }, FAILED],
  ["the key is not accepted (401)", { status: 401 }, unpaid("unauthorized upload none resubmit")],
  ["the key may not do this (403)", { status: 403 }, unpaid("forbidden upload none resubmit")],
  ["too many requests (429)", { status: 429 }, unpaid("rate_limited upload none resubmit")],
];

/** @type {Scenario[]} */
export const upload = [
  ...FOR_GOOD.map(([fault, rule, expected]) => ({
    ...{ stage: /** @type {const} */ ("upload"), fault: `${fault}, each time` },
    rules: [{ on: /** @type {const} */ ("upload"), ...ALWAYS, ...rule }],
    options: { requestTimeoutMs: rule.hang ? 100 : 45_000 },
    request: PHOTO_REQUEST,
    submits: 0,
    ...expected,
  })),
  {
    stage: "upload",
    fault: "the service fails, then the line is lost, then it goes",
    rules: [
      { on: "upload", status: 503 },
      { on: "upload", cut: "after" },
    ],
    request: PHOTO_REQUEST,
    ...VIDEO,
    uploads: 3,
  },
  {
    stage: "upload",
    fault: "aborted",
    async run({ life, caught }) {
      const hung = caught({ on: "upload", hang: true });
      const { signal, abort } = aborting();
      const call = (await life()).generate(PHOTO_REQUEST, { signal });
      await hung.arrived;
      abort();
      await call;
    },
    ...unpaid("aborted upload none resubmit"),
    submits: 0,
  },
  {
    stage: "upload",
    fault: "the same bytes twice in one request go up once",
    request: { ...PHOTO_REQUEST, images: TWICE },
    ...VIDEO,
    uploads: 1,
  },
  {
    stage: "upload",
    fault: "the same bytes in two calls at once go up once",
    async run({ life }) {
      const one = await life();
      await Promise.all(TWICE.map((image) => one.generate({ ...PHOTO_REQUEST, images: [image] })));
    },
    ...{ paid: 2, told: "2 × video", ledger: "2 × ended charged completed", reach: "by the call" },
    uploads: 1,
  },
  {
    stage: "upload",
    fault: "the same bytes after a reload are not sent again",
    async run({ life }) {
      for (const image of TWICE) await (await life()).generate({ ...PHOTO_REQUEST, images: [image] });
    },
    ...{ paid: 2, told: "2 × video", ledger: "2 × ended charged completed", reach: "by the call" },
    uploads: 1,
  },
  {
    stage: "upload",
    fault: "the service has forgotten the picture (1402): it goes up again",
    rules: [{ on: "submit", nth: 2, job: { status: "failed", code: 1402 } }],
    async run({ life }) {
      const one = await life();
      for (let call = 0; call < 3; call++) await one.generate(PHOTO_REQUEST);
    },
    ...{ paid: 2, refunded: 1, told: "job_failed result none resubmit id, 2 × video", reach: "by the call" },
    ledger: "2 × ended charged completed, ended none failed",
    finally: "3 × ended charged completed, ended none failed",
    uploads: 2,
  },
];
