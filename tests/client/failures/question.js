// What is asked beside jobs: balance, history, price.

import { REQUEST } from "../../support/world.js";
import { ALWAYS, patience, way } from "./way.js";

/** A question under a fault that stays. @param {Partial<import("./way.js").FaultRule>} fault */
const questionUnder = (fault) =>
  /** @type {const} */ (["balance", "history", "price"]).map((method) =>
    way(`${method} ${JSON.stringify(fault)}`, ({ sim, client }) => {
      sim.fault({ on: method, ...ALWAYS, ...fault });
      const kling = client(patience(fault, 50));
      return method === "price" ? kling.price(REQUEST) : kling[method]();
    }),
  );

/** @type {import("./way.js").Scenarios} */
export const question = {
  "Another question: the connection is lost, each time": questionUnder({ cut: "before" }),
  "Another question: no answer in time, each time": questionUnder({ hang: true }),
  "Another question: the service fails (5xx), each time": questionUnder({ status: 503 }),
  "Another question: an answer that cannot be read, each time": [
    ...questionUnder({ html: true, status: 200 }),
    ...questionUnder({ truncate: 5 }),
    ...questionUnder({ redirect: "/elsewhere" }),
  ],
  "Another question: an answer without what was asked for": /** @type {const} */ (["balance", "price"]).map(
    (method) =>
      way(method, ({ sim, client }) => {
        const remove = ["balance", "price", "discounted_price"];
        sim.fault({ on: method, ...ALWAYS, patch: { remove } });
        return method === "price" ? client().price(REQUEST) : client().balance();
      }),
  ),
};
