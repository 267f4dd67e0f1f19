// How a job ends that does not end well.

import { REQUEST } from "../../support/world.js";
import { way } from "./way.js";

/** @typedef {import("./way.js").FaultRule} FaultRule */

/** A job that ends this way, told at a poll. @param {FaultRule["job"]} job */
const endingIn = (job) => [
  way(`poll: ${JSON.stringify(job)}`, ({ sim, client }) => {
    sim.fault({ on: "submit", job: { ms: 0, ...job }, patch: { status: "processing", error: "", code: 0 } });
    return client().generate(REQUEST);
  }),
  way(`at once: ${JSON.stringify(job)}`, ({ sim, client }) => {
    sim.fault({ on: "submit", job: { ms: 0, ...job } });
    return client().generate(REQUEST);
  }),
];

/** @type {import("./way.js").Scenarios} */
export const result = {
  "The job ends as refused for its content": [
    ...endingIn({ status: "failed", code: 1200, error: "refused" }),
    ...endingIn({ status: "failed", code: 0, error: "Content Policy violation" }),
  ],
  "The job ends as failed": [
    ...endingIn({ status: "failed" }),
    ...endingIn({ status: "failed", code: 5000, error: "" }),
  ],
  "The job ends as failed: a picture could not be fetched (1402)": [
    ...endingIn({ status: "failed", code: 1402, error: "Failed to fetch the image" }),
    way("a picture that is not there", ({ sim, client, url }) => {
      sim.fault({ on: "submit", patch: { status: "processing" } });
      return client().generate({ ...REQUEST, images: [`${url}/uploads/none/a.png`] });
    }),
  ],
  "The job ends as failed: not enough credits (1407)": endingIn({ status: "failed", code: 1407 }),
  "The job ends as timed out at the service": endingIn({ status: "timeout" }),
  "The job ends as cancelled": endingIn({ status: "cancelled" }),
  "The job ends as deleted": endingIn({ status: "deleted" }),
  "The job ends well, without a video": [
    ...endingIn({ outputs: [] }),
    ...endingIn({ outputs: null }),
    ...endingIn({ outputs: [""] }),
  ],
};
