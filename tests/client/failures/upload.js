// Pictures go up: refused, lost, unreadable.

import { REQUEST } from "../../support/world.js";
import { ALWAYS, patience, WITH_PHOTO, way } from "./way.js";

/** An upload under a fault that stays. @param {Partial<import("./way.js").FaultRule>} fault */
const uploadUnder = (fault) =>
  way(`upload ${JSON.stringify(fault)}`, ({ sim, client }) => {
    sim.fault({ on: "upload", ...ALWAYS, ...fault });
    return client(patience(fault)).generate(WITH_PHOTO);
  });

/** @type {import("./way.js").Scenarios} */
export const upload = {
  "An upload: the service refuses the picture (400, 404, 413)": [
    uploadUnder({ status: 400 }),
    uploadUnder({ status: 404 }),
    uploadUnder({ status: 413 }),
    uploadUnder({ status: 413, html: true }),
    way("what is no picture", ({ client }) =>
      client().generate({ ...REQUEST, images: [new Blob(["no picture"], { type: "image/png" })] }),
    ),
  ],
  "An upload: the service fails, is lost, is late or cannot be read, each time": [
    uploadUnder({ status: 500 }),
    uploadUnder({ status: 502, html: true }),
    uploadUnder({ status: 503, retryAfter: 0 }),
    uploadUnder({ status: 504 }),
    uploadUnder({ cut: "before" }),
    uploadUnder({ cut: "after" }),
    uploadUnder({ truncate: 10 }),
    uploadUnder({ html: true, status: 200 }),
    uploadUnder({ redirect: "/elsewhere" }),
    uploadUnder({ hang: true }),
  ],
  "An upload: the answer names no address": [
    uploadUnder({ patch: { remove: ["download_url"] } }),
    uploadUnder({ patch: { download_url: null } }),
    uploadUnder({ patch: { download_url: " " } }),
    uploadUnder({ patch: { download_url: 5 } }),
    uploadUnder({ body: {} }),
  ],
  "An upload: the key is not accepted (401)": [
    uploadUnder({ status: 401 }),
    way("another key", ({ client }) => client({ apiKey: "wrong" }).generate(WITH_PHOTO)),
  ],
  "An upload: the key may not do this (403)": [uploadUnder({ status: 403 })],
  "An upload: too many requests (429), each time": [uploadUnder({ status: 429 })],
};
