// The caller's own key function gives no usable key.

import { REQUEST } from "../../support/world.js";
import { WITH_PHOTO, way } from "./way.js";

/** Key functions that give no usable key. @type {[string, () => any][]} */
const KEYLESS = [
  [
    "throws",
    () => {
      throw new Error("no key today");
    },
  ],
  ["rejects", async () => Promise.reject(new Error("no key today"))],
  ["gives a number", () => 42],
  ["gives nothing", () => undefined],
  ["gives null", () => null],
  ["gives an empty key", () => ""],
  ["gives white space", () => " \n"],
  ["gives a key with white space around it", () => "key "],
  ["gives a key with a line break", () => "ke\ny"],
];

/** @type {import("./way.js").Scenarios} */
export const key = {
  "The key function gives no usable key, for an upload": KEYLESS.map(([name, apiKey]) =>
    way(`it ${name}`, ({ client }) => client({ apiKey }).generate(WITH_PHOTO)),
  ),
  "The key function gives no usable key, for the submit": KEYLESS.map(([name, apiKey]) =>
    way(`it ${name}`, ({ client }) => client({ apiKey }).generate(REQUEST)),
  ),
  "The key function gives no usable key, for a question (balance, history, price)": KEYLESS.flatMap(
    ([name, apiKey]) => [
      way(`balance: it ${name}`, ({ client }) => client({ apiKey }).balance()),
      way(`history: it ${name}`, ({ client }) => client({ apiKey }).history()),
      way(`price: it ${name}`, ({ client }) => client({ apiKey }).price({})),
    ],
  ),
  "The key function gives no usable key, for a poll, several times in a row": KEYLESS.map(([name, then]) =>
    way(`it ${name}`, ({ sim, client, running }) => {
      running();
      let asked = 0;
      return client({ apiKey: () => (asked++ === 0 ? sim.key : then()) }).generate(REQUEST);
    }),
  ),
};
