// The wall clock is set, or the machine sleeps, in the middle. The service keeps its own time.

import { REQUEST } from "../../support/world.js";
import { PHOTO_REQUEST, VIDEO } from "../scenario.js";

/** @typedef {import("../scenario.js").Scenario} Scenario */
/** @typedef {import("../scenario.js").FaultRule} FaultRule */

const HOURS = 3_600_000;

/** Where it happens: what is caught there, and which request gets there. @type {[string, FaultRule, FaultRule[]][]} */
const PLACES = [
  ["while a picture goes up", { on: "upload", status: 503 }, []],
  ["while the submit is on its way", { on: "submit", delayMs: 20 }, []],
  ["while the submit is on its way, and its answer is lost", { on: "submit", cut: "after" }, []],
  ["while a lost submit is looked up", { on: "history", status: 503 }, [{ on: "submit", cut: "after" }]],
  [
    "while the video is waited for",
    { on: "result", status: 503 },
    [{ on: "submit", patch: { status: "processing", outputs: [] } }],
  ],
];

/** @type {[string, number][]} */
const JUMPS = [
  ["three hours forward", 3 * HOURS],
  ["three hours back", -3 * HOURS],
  ["two days forward", 48 * HOURS],
  ["two days back", -48 * HOURS],
];

/** @type {Scenario[]} */
export const time = [
  ...PLACES.flatMap(([where, rule, rules]) =>
    JUMPS.map(
      ([jump, ms]) =>
        /** @type {Scenario} */ ({
          stage: "time",
          fault: `the clock is set ${jump} ${where}`,
          rules,
          async run(bench) {
            const there = bench.caught(rule);
            const call = bench.call({}, PHOTO_REQUEST);
            await there.arrived;
            bench.jump(ms);
            await call;
          },
          ...VIDEO,
          submits: 1,
        }),
    ),
  ),
  ...JUMPS.map(
    ([jump, ms]) =>
      /** @type {Scenario} */ ({
        stage: "time",
        fault: `the clock is set ${jump}, then a submit is lost`,
        async run(bench) {
          const one = await bench.life();
          await one.generate({ ...REQUEST, prompt: "the first" });
          bench.jump(ms);
          bench.sim.fault({ on: "submit", cut: "after" });
          await one.generate(REQUEST);
        },
        ...{ paid: 2, told: "2 × video", ledger: "2 × ended charged completed", reach: "by the call" },
        submits: 2,
      }),
  ),
  {
    stage: "time",
    fault: "an hour's sleep while the video is waited for ends no wait and asks in no burst",
    async run({ call, caught, running, jump, asked }) {
      running();
      const look = caught({ on: "result", status: 503 });
      const made = call({ deadlineMs: 1_800_000 });
      await look.arrived;
      jump(HOURS);
      await made;
      if (asked("result") > 3) throw new Error(`${asked("result")} looks`);
    },
    ...VIDEO,
  },
];
