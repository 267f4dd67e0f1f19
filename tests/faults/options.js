// What every client of the bench has: no pause worth the name.

import { QUICK } from "../support/world.js";

/** @type {import("kling-multi-i2v").KlingClientOptions} */
export const OPTIONS = { ...QUICK, lookup: { pauseMs: 1 } };
