// Which route a method and a path mean.

import { OPTIMIZER_MODEL, VIDEO_MODEL } from "./facts.js";

/** @typedef {import("./types.js").RouteName} RouteName */
/** @typedef {{ name: RouteName, method: string, pattern: string, key: boolean, id?: string }} Route */

/** `key: false` marks what is fetched without a key: a signed upload, a stored file. */
const ROUTES = [
  route("submit", "POST", `/api/v3/${VIDEO_MODEL}`),
  route("optimizer", "POST", `/api/v3/${OPTIMIZER_MODEL}`),
  route("history", "POST", "/api/v3/predictions"),
  route("delete", "POST", "/api/v3/predictions/delete"),
  route("result", "GET", "/api/v3/predictions/{id}/result"),
  route("balance", "GET", "/api/v3/balance"),
  route("price", "POST", "/api/v3/model/price"),
  route("price", "POST", "/api/v3/model/pricing"),
  route("upload", "POST", "/api/v3/media/upload/binary"),
  route("upload_ticket", "POST", "/api/v3/media/uploads"),
  route("put", "PUT", "/bucket/{id}", false),
  route("output", "GET", "/outputs/{id}.mp4", false),
  route("download", "GET", "/uploads/{id}", false),
];

/** The result's path as the model's page prints it, without /api. */
const PAGE_RESULT = route("result", "GET", "/v3/predictions/{id}/result");

/**
 * @param {RouteName} name
 * @param {string} method
 * @param {string} pattern
 * @param {boolean} [key]
 */
function route(name, method, pattern, key = true) {
  const source = pattern
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace("{id}", name === "download" ? "(.+)" : "([^/]+)");
  return { name, method, pattern, key, regexp: new RegExp(`^${source}$`) };
}

/**
 * @param {string} method
 * @param {string} path
 * @param {"api" | "page"} resultPath
 * @returns {Route | "method" | "model" | "none"} "method": the path is known, the method is not;
 *   "model": an unknown path below /api/v3/, which the service takes for a model's name
 */
export function findRoute(method, path, resultPath) {
  const asked = method === "HEAD" ? "GET" : method;
  let known = false;
  for (const candidate of ROUTES) {
    const entry = candidate.name === "result" && resultPath === "page" ? PAGE_RESULT : candidate;
    const match = entry.regexp.exec(path);
    if (!match) continue;
    if (entry.method === asked) {
      const { name, pattern, key } = entry;
      return { name, method, pattern, key, ...(match[1] === undefined ? {} : { id: match[1] }) };
    }
    known = true;
  }
  if (known) return "method";
  // With the page's path on, the other one is an unknown path of the predictions and no model.
  if (/^\/api\/v3\/predictions\/[^/]+\/result$/.test(path)) return "none";
  return path.startsWith("/api/v3/") ? "model" : "none";
}
