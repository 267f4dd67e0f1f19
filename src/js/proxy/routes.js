// What the proxy serves, by method and path: nothing else gets any further.

import { PATHS } from "../paths.js";
import { Refusal } from "./answers.js";

/** @typedef {"submit" | "result" | "history" | "price" | "upload" | "enhance"} RouteName */
/** @typedef {{ name: RouteName, id: string }} Route the job's id, for "result" */

/** @type {Map<string, RouteName>} */
const POSTS = new Map([
  [PATHS.submit, "submit"],
  [PATHS.history, "history"],
  [PATHS.price, "price"],
  [PATHS.upload, "upload"],
  [PATHS.enhance, "enhance"],
]);

/** What a job's id may be: nothing that means something in a path. */
const ID = /^[\w-]{1,128}$/;

/**
 * The path is compared as it came, after the URL was parsed: whatever is encoded, doubled or climbs is none of these.
 *
 * @param {string} method
 * @param {URL} url
 * @param {string} basePath
 * @returns {Route}
 */
export function routeOf(method, url, basePath) {
  const served = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : undefined;
  if (served === undefined) throw new Refusal(404, `This proxy answers below ${basePath || "/"} only.`);
  const post = POSTS.get(served);
  const id = post ? undefined : resultId(served);
  if (!post && id === undefined)
    throw new Refusal(404, "This proxy serves one model: its submit, results, history, price and uploads.");
  const allowed = post ? "POST" : "GET";
  if (method !== allowed) throw new Refusal(405, `Send this as ${allowed}.`, { allow: allowed });
  // A query could have the service send the result elsewhere (webhook).
  if (url.search !== "") throw new Refusal(400, "This proxy takes no query: leave it out.");
  return post ? { name: post, id: "" } : { name: "result", id: id ?? "" };
}

/** @param {string} path */
function resultId(path) {
  for (const [before, after] of [PATHS.resultOf, PATHS.resultOfPage]) {
    if (!path.startsWith(before) || !path.endsWith(after)) continue;
    const id = path.slice(before.length, path.length - after.length);
    if (ID.test(id)) return id;
  }
  return undefined;
}
