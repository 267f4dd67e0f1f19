// All set-ups, in groups: those of one group run one after the other, groups two at a time.
import { nextTurbopack, nextWebpack } from "./next.mjs";
import { esbuild, page, parcel, rollup, vite7, vite8, webpack } from "./pages.mjs";
import { bun, deno, node, workerd } from "./runtimes.mjs";

/**
 * @typedef {object} Kit
 * @property {(name: string, from: string[]) => () => Promise<string>} project makes a project at its first use, gives its folder
 *
 * @typedef {object} Setup
 * @property {string} name
 * @property {string} version of the tool, "" where there is none
 * @property {string} what which parts of it made a video
 * @property {() => Promise<void>} run throws where it fails, a `Skip` where it cannot run here
 *
 * @typedef {(kit: Kit) => Setup[]} Group
 */

/** The longest first. @type {Record<string, Group>} */
export const GROUPS = {
  "next-webpack": nextWebpack,
  "next-turbopack": nextTurbopack,
  parcel,
  webpack,
  vite8,
  vite7,
  node,
  workerd,
  rollup,
  esbuild,
  page,
  deno,
  bun,
};
