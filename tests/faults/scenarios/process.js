// Processes of their own over one file: killed in each stage, or at once at one key and one budget.

import { REQUEST } from "../../support/world.js";
import { VIDEO } from "../scenario.js";
import { processCrashes } from "./crash.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */

const PROCESS = /** @type {const} */ ({ stage: "process", place: "process" });

/** @type {Scenario[]} */
export const processScenarios = [
  ...processCrashes,
  {
    ...PROCESS,
    fault: "a second process over the file of one that works is refused",
    async run({ mortal, caught, running }) {
      running();
      const look = caught({ on: "result", delayMs: 300 });
      const first = (await mortal()).generate(REQUEST);
      await look.arrived;
      await (await mortal()).generate(REQUEST);
      await first;
    },
    ...VIDEO,
    told: "storage budget none resubmit, video",
    submits: 1,
  },
  {
    ...PROCESS,
    fault: "a key that was pressed in a process that is killed, pressed again in the next",
    async run({ mortal, life, caught, until, jobs }) {
      const hung = caught({ on: "submit", hang: true, after: true });
      const first = await mortal();
      first.generate(REQUEST, { idempotencyKey: "order/42" });
      await hung.arrived;
      await until(() => jobs().length > 0);
      await first.kill();
      await (await life()).generate(REQUEST, { idempotencyKey: "order/42" });
    },
    ...VIDEO,
    told: "video, –",
    submits: 1,
  },
];
