// The answer to the paid request is lost: the history shows that no job was made, or does not settle it.

import { MODEL } from "kling-multi-i2v";
import { guarded, sharedStore } from "../../support/stores.js";
import { PRICE_MICROS, REQUEST, untold } from "../../support/world.js";
import { ALWAYS, patience, submitUnder, way } from "./way.js";

/** @typedef {import("./way.js").FaultRule} FaultRule */
/** @typedef {Partial<FaultRule>} Fault */
/** @typedef {import("../../support/world.js").World} World */

const NO_ID = { code: 200, message: "success" };

/** What may be met at a submit that leaves open whether it made a job; each without one, unless `after` is added. @type {Record<string, Fault[]>} */
export const LOSSES = {
  "the service fails (5xx)": [
    ...[500, 502, 503, 504].flatMap((status) => [{ status }, { status, html: true }]),
    { status: 499 },
    ...[500, 5000].map((code) => ({ body: { code, message: "something went wrong", data: null } })),
  ],
  "the connection is lost": [{ cut: "before" }],
  "no answer in time": [{ hang: true }, { status: 408 }],
  "an answer that cannot be read (HTML, a redirect)": [
    { html: true, status: 200 },
    { body: "" },
    { body: "null" },
    { body: "[]" },
    { body: "{" },
    { redirect: "/elsewhere" },
    { redirect: "/elsewhere", status: 302 },
  ],
  "an answer without a usable id": [
    { body: { ...NO_ID, data: null } },
    ...[{}, { id: null }, { id: "" }, { id: "../balance" }, { id: 7 }].map((data) => ({
      body: { ...NO_ID, data },
    })),
  ],
};

/** What can only be met when the job was made. @type {Fault[]} */
export const MADE = [
  { cut: "after" },
  { truncate: 0 },
  { truncate: 20 },
  ...[null, "", "../balance", 7].map((id) => ({ patch: { id } })),
  { patch: { remove: ["id"] } },
];

/** Why the history may not be readable. @type {Fault[]} */
const UNREADABLE = [
  { status: 500 },
  { status: 401 },
  { status: 429 },
  { cut: "before" },
  { hang: true },
  { html: true, status: 200 },
  { truncate: 5 },
  { body: { code: 200, message: "success", data: {} } },
];

/** One of each kind, with a job and without. */
const EACH = Object.values(LOSSES).flatMap(([fault]) =>
  fault?.cut ? [fault, { cut: /** @type {const} */ ("after") }] : [{ ...fault }, { ...fault, after: true }],
);

/** What the simulator has booked after it. @param {Fault} fault */
const bookedAfter = (fault) => (fault.after || fault.cut === "after" ? PRICE_MICROS : 0);

/** A submit that is lost, with a history that cannot be read. @param {Fault} fault @param {Fault} history */
const unreadable = (fault, history) =>
  way(
    `submit ${JSON.stringify(fault)}, history ${JSON.stringify(history)}`,
    ({ sim, client }) => {
      sim.fault({ on: "submit", ...fault });
      sim.fault({ on: "history", ...ALWAYS, ...history });
      return client(patience({ ...fault, ...history })).generate(REQUEST);
    },
    bookedAfter(fault),
  );

/** Somebody with the same key makes a job, who keeps no ledger with us. @param {World} world */
export const stranger = ({ sim, url }) =>
  sim.fetch(`${url}/api/v3/${MODEL.id}`, {
    method: "POST",
    headers: { authorization: `Bearer ${sim.key}`, "content-type": "application/json" },
    body: JSON.stringify({ ...REQUEST, ...MODEL.defaults }),
  });

/** @type {Fault} */
const CUT = { cut: "after" };

/** @type {import("./way.js").Scenarios} */
export const lost = {
  ...Object.fromEntries(
    Object.entries(LOSSES).map(([what, faults]) => [
      `A lost submit, and no job was made: ${what}`,
      faults.map((fault) => submitUnder(fault)),
    ]),
  ),
  "A lost submit: the history cannot be read": [
    ...EACH.map((fault) => unreadable(fault, { status: 500 })),
    ...UNREADABLE.map((history) => unreadable(CUT, history)),
  ],
  "A lost submit: more jobs in the history may be it than were lost": [
    way(
      "somebody else has made the same just now",
      async (world) => {
        await stranger(world);
        world.sim.fault({ on: "submit", ...CUT });
        return world.client().generate(REQUEST);
      },
      { booked: 2 * PRICE_MICROS, others: 1 },
    ),
  ],
  "A lost submit: the history does not tell what its jobs were made of": [
    way(
      "no input in the history",
      ({ sim, client }) => {
        sim.fault({ on: "submit", ...CUT });
        return client({ fetch: untold }).generate(REQUEST);
      },
      PRICE_MICROS,
    ),
  ],
  "A lost submit: the key is another account's by now": [
    way(
      "a key function that gives another one",
      ({ sim, client }) => {
        sim.addAccount({ key: "another" });
        sim.fault({ on: "submit", ...CUT });
        let asked = 0;
        return client({ apiKey: () => (asked++ === 0 ? sim.key : "another") }).generate(REQUEST);
      },
      PRICE_MICROS,
    ),
  ],
  "A lost submit: the store fails while it is looked up": ["list", "get", "compareAndPut"].map((picked) =>
    way(
      `from then on, ${picked} does`,
      ({ sim, client, asked }) => {
        sim.fault({ on: "submit", ...CUT });
        const store = guarded(sharedStore(), (operation) => {
          if (operation === picked && asked("submit") > 0) throw new Error("the disk is full");
        });
        return client({ store }).generate(REQUEST);
      },
      PRICE_MICROS,
    ),
  ),
  "The prompt optimizer: its answer is lost": EACH.map((fault) =>
    way(
      JSON.stringify(fault),
      ({ sim, client }) => {
        sim.fault({ on: "optimizer", ...fault });
        return client(patience(fault)).enhancePrompt({ text: "a" });
      },
      bookedAfter(fault) > 0 ? MODEL.pricing.enhancePromptMicros : 0,
    ),
  ),
};
