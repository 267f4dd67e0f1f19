// Uploading by hand, as well as it goes, and by this package: the same files to the same server. Runs in Node and in a page.

import { KlingClient } from "kling-multi-i2v";
import { wasmBytes } from "../wasm-memory.js";

const PATH = "/api/v3/media/upload/binary";
const KEY = "k";

/** @typedef {(url: string, files: Blob[]) => Promise<unknown[]>} Upload */

/** @type {Record<string, Upload>} */
export const WAYS = {
  // A client that has uploaded nothing yet: one that has would not upload the same bytes again.
  ours: (url, files) => {
    const kling = new KlingClient({ apiKey: KEY, baseUrl: url, store: "memory" });
    return Promise.all(files.map((file) => kling.upload(file)));
  },
  "parallel fetch": (url, files) =>
    Promise.all(
      files.map(async (file) => {
        const body = new FormData();
        body.append("file", file, "picture.png");
        const headers = { authorization: `Bearer ${KEY}` };
        const response = await fetch(url + PATH, { method: "POST", headers, body });
        if (!response.ok) throw new Error(`The server said ${response.status}.`);
        return (await response.json()).data.download_url;
      }),
    ),
};

/** @param {string} who @param {string} url @param {Blob[]} files @returns how long it took, in ms */
export async function timed(who, url, files) {
  const begin = performance.now();
  const addresses = await WAYS[who](url, files);
  const ms = performance.now() - begin;
  if (new Set(addresses).size !== files.length) throw new Error("an upload has no address of its own");
  return ms;
}

/**
 * By each in turn, so many times, and what the wasm's memory grew by meanwhile, once it was in use.
 * @param {string} url
 * @param {Blob[]} files
 * @param {number} times
 */
export async function inTurn(url, files, times) {
  /** @type {Record<string, number[]>} */
  const took = Object.fromEntries(Object.keys(WAYS).map((who) => [who, []]));
  await timed("ours", url, [new Blob(["x"])]);
  const before = wasmBytes();
  for (let n = 0; n < times; n++)
    for (const who of Object.keys(WAYS)) took[who].push(await timed(who, url, files));
  return { took, wasmKb: before / 1024, grownKb: (wasmBytes() - before) / 1024 };
}

/**
 * Files of so many bytes, no two of quite the same size, as files are.
 * @param {number[]} sizes
 */
export const filesOf = (sizes) =>
  sizes.map((size, at) => {
    const bytes = new Uint8Array(size - at * 1000);
    // What crypto gives at once is limited; the rest may repeat.
    crypto.getRandomValues(bytes.subarray(0, 65_536));
    return new Blob([bytes], { type: "image/png" });
  });
