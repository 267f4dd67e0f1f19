// A thread of the random schedules: it runs those of its seeds, one after the other, and tells what came of them.

import { parentPort, workerData } from "node:worker_threads";
import { runSchedule } from "./random.js";

/** @type {import("./random.js").Outcome[]} */
const outcomes = [];
for (const seed of /** @type {number[]} */ (workerData)) outcomes.push(await runSchedule(seed));
parentPort?.postMessage(outcomes);
