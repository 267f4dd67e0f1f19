// Scenarios as tests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./judge.js";

/**
 * @param {import("./scenario.js").Scenario[]} scenarios
 * @param {false | string} [skip]
 */
export function check(scenarios, skip = false) {
  for (const scenario of scenarios) {
    test(`${scenario.stage}: ${scenario.fault}`, { skip }, async (t) => {
      const { problems } = await judge(t, scenario);
      assert.deepEqual(problems, []);
    });
  }
}
