// Uploading by hand, as well as it goes, and by this package: the same files to the same server. Runs in Node and in a page.

import { KlingClient } from "kling-multi-i2v";
import { wasmBytes } from "../wasm-memory.js";

const PATH = "/api/v3/media/upload/binary";
const KEY = "k";

/** @typedef {{ addresses: string[], noted?: Promise<unknown> }} Uploaded the addresses, and when nothing is left to do */
/** @typedef {(url: string, files: Blob[]) => Promise<Uploaded>} Upload */

/** @type {Record<string, Upload>} */
export const WAYS = {
  // A client that has uploaded nothing yet: one that has would not upload the same bytes again.
  ours: async (url, files) => {
    const { store, noted } = storeFor(files.length);
    const kling = new KlingClient({ apiKey: KEY, baseUrl: url, store });
    return { addresses: await Promise.all(files.map((file) => kling.upload(file))), noted };
  },
  "parallel fetch": async (url, files) => ({
    addresses: await Promise.all(
      files.map(async (file) => {
        const body = new FormData();
        body.append("file", file, "picture.png");
        const headers = { authorization: `Bearer ${KEY}` };
        const response = await fetch(url + PATH, { method: "POST", headers, body });
        if (!response.ok) throw new Error(`The server said ${response.status}.`);
        return (await response.json()).data.download_url;
      }),
    ),
  }),
};

/** A store, and a promise of so many notes in it: each file is read for one after it is up. @param {number} notes */
function storeFor(notes) {
  /** @type {Map<string, unknown>} */
  const values = new Map();
  let tell = () => {};
  /** @type {Promise<void>} */
  const noted = new Promise((done) => {
    tell = done;
  });
  /** @type {import("kling-multi-i2v").Store} */
  const store = {
    get: async (name) => values.get(name),
    put: async (name, value) => {
      if (values.set(name, value).size === notes) tell();
    },
    delete: async (name) => void values.delete(name),
    list: async (prefix) => [...values].filter(([name]) => name.startsWith(prefix)),
  };
  return { store, noted };
}

/**
 * How long it took, in ms. What is left to do afterwards is not in it, but in the memory that it took, and over before the
 * next begins.
 * @param {string} who
 * @param {string} url
 * @param {Blob[]} files
 */
export async function timed(who, url, files) {
  const begin = performance.now();
  const { addresses, noted } = await WAYS[who](url, files);
  const ms = performance.now() - begin;
  if (new Set(addresses).size !== files.length) throw new Error("an upload has no address of its own");
  await noted;
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
  const order = Object.keys(WAYS);
  // Each goes first in turn: what one leaves to be swept is swept in the other's time.
  for (let n = 0; n < times; n++, order.reverse())
    for (const who of order) took[who].push(await timed(who, url, files));
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
