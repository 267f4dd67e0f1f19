// A job is asked for: refused, unknown, never answered, not ready in time.

import assert from "node:assert/strict";
import { failure, REQUEST } from "../../support/world.js";
import { ALWAYS, way } from "./way.js";

/** @typedef {import("./way.js").FaultRule} FaultRule */

/** A poll under a fault that stays. @param {Partial<FaultRule>} fault */
const pollUnder = (fault) =>
  way(`poll ${JSON.stringify(fault)}`, ({ sim, client, running }) => {
    running();
    sim.fault({ on: "result", ...ALWAYS, ...fault });
    return client().generate(REQUEST);
  });

/** @type {import("./way.js").Scenarios} */
export const poll = {
  "A poll: the key is not accepted (401)": [pollUnder({ status: 401 }), pollUnder({ code: 401 })],
  "A poll: the key may not do this (403)": [pollUnder({ status: 403 })],
  "A poll: the service refuses it (400)": [pollUnder({ status: 400 })],
  "A poll: the service does not know the job that was submitted here (404)": [
    way("five minutes after the submit", async ({ sim, client, running }) => {
      running();
      const job = await client().submit(REQUEST);
      const { now } = Date;
      // The wall clock, by which a fresh job is told from an old one.
      Date.now = () => now() + 300_001;
      try {
        sim.fault({ on: "result", ...ALWAYS, status: 404 });
        return await failure(job.wait()).then((error) => Promise.reject(error));
      } finally {
        Date.now = now;
      }
    }),
  ],
  "A poll: the service does not know a job of which only the id was given (404)": [
    way("wait", ({ client }) => client().job("unknown-id").wait(), 0),
    way("status", ({ client }) => client().job("unknown-id").status(), 0),
  ],
  ...Object.fromEntries(
    /** @type {[string, Partial<FaultRule>[]][]} */ ([
      ["the connection is lost", [{ cut: "before" }, { cut: "after" }]],
      ["no answer in time", [{ hang: true }]],
      ["the service fails (5xx)", [{ status: 500 }, { status: 503, html: true }]],
      ["too many requests (429)", [{ status: 429 }, { code: 429 }]],
      ["an answer that cannot be read", [{ body: "{" }, { html: true, status: 200 }, { redirect: "/x" }]],
    ]).map(([what, faults]) => [
      `\`status()\` of a job of which nothing was heard yet: ${what}`,
      faults.map((fault) =>
        way(
          JSON.stringify(fault),
          async ({ sim, client, asked }) => {
            sim.fault({ on: "result", ...ALWAYS, ...fault });
            const polling = { minMs: 60_000, maxMs: 60_000 };
            const job = client({ polling, requestTimeoutMs: fault.hang ? 50 : 45_000 }).job("some-id");
            const [first, second] = await Promise.allSettled([job.status(), job.status()]);
            const third = await failure(job.status());
            assert.equal(asked("result"), 1, "asked in a row, it asks once");
            assert.deepEqual([first.status, second.status], ["rejected", "rejected"]);
            throw third;
          },
          0,
        ),
      ),
    ]),
  ),
  "Nothing is heard within `deadlineMs` of a job of which only the id was given": [
    way(
      "a poll that hangs",
      ({ client, sim }) => {
        sim.fault({ on: "result", ...ALWAYS, hang: true });
        return client({ deadlineMs: 5 }).job("some-id").wait();
      },
      0,
    ),
  ],
  "The video is not ready within `deadlineMs`": [
    way("a job that goes on", ({ client, sim }) => {
      sim.fault({ on: "submit", job: { ms: 1e9 } });
      return client({ deadlineMs: 30 }).generate(REQUEST);
    }),
    way("polls that fail until then", ({ client, sim, running }) => {
      running();
      sim.fault({ on: "result", ...ALWAYS, status: 503 });
      return client({ deadlineMs: 30 }).generate(REQUEST);
    }),
    way("a poll that hangs", ({ client, sim, running }) => {
      running();
      sim.fault({ on: "result", ...ALWAYS, hang: true });
      return client({ deadlineMs: 30 }).generate(REQUEST);
    }),
  ],
};
