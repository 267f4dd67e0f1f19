// What each import adds to a page, bundled and minified by esbuild in as many files as it takes: ours, fal's client, and the
// rules of a request in zod.
import { join } from "node:path";
import { measure as sizeOf, sizes } from "../scripts/size.mjs";
import { root } from "../scripts/tools.mjs";
import { alone, peers } from "./support.mjs";

const PEERS = {
  fal: 'export { createFalClient } from "@fal-ai/client";',
  zod: 'export { first } from "./start/zod.js";',
};

/** @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  await peers();
  const [[name, client], ...entries] = Object.entries(await sizes());
  /** @type {[string, import("../scripts/size.mjs").Size][]} */
  const others = [];
  for (const [peer, line] of Object.entries(PEERS))
    others.push([peer, await sizeOf(line, { from: join(root, "benches") })]);
  const row = (
    /** @type {string} */ form,
    /** @type {"first" | "all"} */ part,
    /** @type {"raw" | "gzip" | "brotli"} */ way,
  ) => ({
    part: "size",
    name: `${name}, ${form}`,
    unit: "kB",
    ours: client[part][way] / 1000,
    peers: Object.fromEntries(others.map(([peer, size]) => [peer, size[part][way] / 1000])),
  });
  return [
    row("minified", "first", "raw"),
    { ...row("gzip -9", "first", "gzip"), isEssential: true },
    row("brotli", "first", "brotli"),
    {
      ...row("gzip -9, with what it loads for a client", "all", "gzip"),
      note: "all of it where a bundler makes one file",
      isEssential: true,
    },
    ...entries.map(([entry, { first }]) => ({
      part: "size",
      name: `${entry}, gzip -9`,
      unit: "kB",
      ours: first.gzip / 1000,
      peers: {},
    })),
  ];
}

alone(import.meta.url, measure);
