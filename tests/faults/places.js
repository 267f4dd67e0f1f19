// Where a client can live, beside this process: in a tab of a real Chromium, in a process of its own.

import { processes } from "./processes.js";
import { tabs } from "./tabs.js";

/** @typedef {import("../support/world.js").Test} Test */
/** @typedef {import("./scenario.js").Scenario} Scenario */
/** @typedef {(address: { url: string, key: string }) => Promise<import("./bench.js").Birth>} Opening */

/** @type {Record<import("./scenario.js").Place, ((test: Test, scenario: Scenario) => Opening) | undefined>} */
export const PLACES = { here: undefined, tab: tabs, process: processes };
