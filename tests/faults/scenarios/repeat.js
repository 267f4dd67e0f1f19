// The connection breaks under the paid request in a real Chromium, which sends it again by itself where it can.

import { PHOTO_REQUEST, unpaid, VIDEO } from "../scenario.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */

/** After an upload the connection is one that was used before: only then does the browser repeat. */
const TAB = /** @type {const} */ ({ stage: "submit", place: "tab", request: PHOTO_REQUEST, uploads: 1 });
/** The connection dies for all requests on it: what is sent in that very moment may still go into it, and again at once, too. */
const HTTP_2 = {
  gateway: { protocol: /** @type {const} */ ("h2") },
  options: { retry: { attempts: 6, baseMs: 100, maxMs: 800 } },
};
const HTTPS = { gateway: { protocol: /** @type {const} */ ("http/1.1") } };
const CUT_AFTER = /** @type {const} */ ({ on: "submit", cut: "after" });

/** Paid twice by the browser, and both are in the ledger. */
const REPEATED = /** @type {const} */ ({
  paid: 2,
  told: "video",
  ledger: "ended charged completed, running charged",
  failures: "repeated",
  submits: 2,
  twice: 1,
  reach: "by resume()",
});

/** @type {Scenario[]} */
export const repeatScenarios = [
  {
    ...TAB,
    fault: "HTTP/2: the connection breaks after the job was made",
    ...HTTP_2,
    rules: [CUT_AFTER],
    ...VIDEO,
    submits: 1,
  },
  {
    ...TAB,
    fault: "HTTP/2: the connection breaks before the job was made",
    ...HTTP_2,
    rules: [{ on: "submit", cut: "before" }],
    ...unpaid("network lookup none resubmit"),
    submits: 1,
  },
  {
    ...TAB,
    fault: "HTTP/2: the answer breaks off in the middle",
    ...HTTP_2,
    rules: [{ on: "submit", truncate: 10 }],
    ...VIDEO,
    submits: 1,
  },
  {
    ...TAB,
    fault: "HTTP/2: what stands before the service takes no stream (411)",
    gateway: { ...HTTP_2.gateway, needsLength: true },
    ...VIDEO,
    submits: 1,
  },
  {
    ...TAB,
    fault: "HTTPS without HTTP/2: the browser streams nothing",
    ...HTTPS,
    ...VIDEO,
    submits: 1,
  },
  {
    ...TAB,
    fault: "HTTPS without HTTP/2: the browser repeats a connection's last request",
    ...HTTPS,
    rules: [CUT_AFTER],
    ...REPEATED,
  },
  {
    ...TAB,
    fault: "HTTP: the browser repeats a connection's last request",
    rules: [CUT_AFTER],
    ...REPEATED,
  },
  {
    ...TAB,
    fault: "HTTP: the same, and the history fails at the first look",
    rules: [CUT_AFTER, { on: "history", status: 500 }],
    ...REPEATED,
  },
  ...[
    { what: "closed", end: /** @type {const} */ ("kill") },
    { what: "reloaded", end: /** @type {const} */ ("reload") },
  ].map(({ what, end }) => ({
    ...TAB,
    fault: `HTTP: the browser repeats it, and the tab is ${what} before that is known`,
    rules: [CUT_AFTER],
    async run(/** @type {import("../bench.js").Bench} */ { life, caught }) {
      const tab = await life();
      const looked = caught({ on: "history", hang: true });
      tab.generate(PHOTO_REQUEST);
      await looked.arrived;
      await tab[end]();
    },
    ...REPEATED,
    told: "–",
    ledger: "running charged",
    failures: "",
    unseen: 1,
  })),
  {
    ...TAB,
    fault: "HTTP: the browser repeats it, and there is no money left for the second",
    service: { balanceUsd: 0.25 },
    rules: [CUT_AFTER],
    ...VIDEO,
    submits: 2,
  },
  {
    ...TAB,
    fault: "HTTP: the browser repeats it, and the second is refused for its rate (429)",
    rules: [CUT_AFTER, { on: "submit", status: 429 }],
    ...VIDEO,
    submits: 2,
  },
  ...[400, 401, 403, 404].map((status) => ({
    ...TAB,
    fault: `HTTP: the browser repeats it, and the second is refused (${status})`,
    rules: [CUT_AFTER, /** @type {const} */ ({ on: "submit", status })],
    ...VIDEO,
    submits: 2,
  })),
  {
    ...TAB,
    fault: "HTTP: it is refused (400), and the history cannot be read",
    rules: [
      { on: "submit", status: 400 },
      { on: "history", status: 403 },
    ],
    ...unpaid("bad_request submit none"),
    submits: 1,
    again: "",
  },
  {
    ...TAB,
    fault: "HTTP: it is refused for its rate (429), and sent again",
    rules: [{ on: "submit", status: 429 }],
    ...VIDEO,
    submits: 2,
  },
  {
    ...TAB,
    fault: "HTTP/2: it is refused (400), and streamed again after that",
    ...HTTP_2,
    rules: [{ on: "submit", status: 400 }, { ...CUT_AFTER }],
    async run(/** @type {import("../bench.js").Bench} */ { life }) {
      const tab = await life();
      await tab.generate(PHOTO_REQUEST);
      await tab.generate(PHOTO_REQUEST);
    },
    ...VIDEO,
    told: "bad_request submit none, video",
    submits: 2,
    again: "",
  },
  {
    ...TAB,
    fault: "HTTP: the browser repeats a request that was never made a job of",
    rules: [{ on: "submit", cut: "before" }],
    ...VIDEO,
    submits: 2,
  },
  {
    ...TAB,
    fault: "HTTP: the answer breaks off in the middle",
    rules: [{ on: "submit", truncate: 10 }],
    ...VIDEO,
    submits: 1,
  },
];
