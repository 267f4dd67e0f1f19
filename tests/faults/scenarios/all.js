// The table: every scenario there is, by what it takes to run it.

import { batch } from "./batch.js";
import { before } from "./before.js";
import { crashes } from "./crash.js";
import { lookup } from "./lookup.js";
import { oneKey } from "./one-key.js";
import { poll } from "./poll.js";
import { processScenarios } from "./process.js";
import { storeScenarios } from "./store.js";
import { submit } from "./submit.js";
import { tabScenarios } from "./tabs.js";
import { time } from "./time.js";
import { upload } from "./upload.js";

/** In this process. */
export const here = async () => [
  ...before,
  ...upload,
  ...submit,
  ...lookup,
  ...poll,
  ...oneKey,
  ...batch,
  ...(await storeScenarios()),
  ...time,
  ...crashes,
];

/** In a real Chromium. */
export const inTabs = tabScenarios;

/** In processes that are killed. */
export const inProcesses = processScenarios;
