// One Node process of the bench of uploads: files from the disk, by one way for its memory, or by both in turn for their time.
import { openAsBlob } from "node:fs";
import { given } from "./support.mjs";
import { inTurn, timed } from "./uploads/both.js";

const { url, paths, who, times } = given();
/** @type {Blob[]} */
const files = await Promise.all(
  paths.map((/** @type {string} */ path) => openAsBlob(path, { type: "image/png" })),
);
const told = who ? { ms: await timed(who, url, files) } : await inTurn(url, files, times);
process.send?.({ ...told, peakMb: process.resourceUsage().maxRSS / 1024 });
process.disconnect?.();
