// The submit is refused: nothing was made.

import { REQUEST } from "../../support/world.js";
import { submitUnder, way } from "./way.js";

/** @type {import("./way.js").Scenarios} */
export const submit = {
  "The submit: the service refuses it (400, 413, 422)": [
    submitUnder({ status: 400, message: 'field "images" is required and must not be empty' }),
    submitUnder({ status: 413 }),
    submitUnder({ status: 422 }),
    submitUnder({ code: 400 }),
    submitUnder({ status: 400, html: true }),
  ],
  "The submit: the key is not accepted (401)": [
    submitUnder({ status: 401 }),
    submitUnder({ code: 401 }),
    way("another key", ({ client }) => client({ apiKey: "wrong" }).generate(REQUEST)),
    way("no key", ({ client }) => client({ apiKey: undefined }).generate(REQUEST)),
  ],
  "The submit: the key may not do this (403)": [
    submitUnder({ status: 403 }),
    way("a key without the right", ({ sim, client }) => {
      sim.addAccount({ key: "readonly", forbidden: true });
      return client({ apiKey: "readonly" }).generate(REQUEST);
    }),
  ],
  "The submit: not enough credits (402, 1407, or 400 that says so)": [
    submitUnder({ status: 402 }),
    submitUnder({ code: 1407 }),
    submitUnder({ status: 400, message: "Insufficient credits. Please top up your account to continue." }),
    way("an empty account", ({ sim, client }) => {
      sim.addAccount({ key: "poor", balanceUsd: 0.24 });
      return client({ apiKey: "poor" }).generate(REQUEST);
    }),
  ],
  "The submit: no such path (404)": [
    submitUnder({ status: 404 }),
    way("a base URL that leads elsewhere", ({ client, url }) =>
      client({ baseUrl: `${url}/elsewhere` }).generate(REQUEST),
    ),
  ],
  "The submit: too many jobs (429), each time": [
    submitUnder({ status: 429, times: 3 }),
    submitUnder({ code: 429, times: 3 }),
    submitUnder({ status: 429, html: true, times: 3 }),
  ],
  "The submit: the service asks for a pause of over two minutes (429)": [
    submitUnder({ status: 429, retryAfter: 121 }),
  ],
};
