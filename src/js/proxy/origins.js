// Which pages may call the proxy: those of its own origin, and those of the origins that were named. A visitor's cookie
// must not pay for what a stranger's page asks.

import { Refusal } from "./answers.js";

const ALLOWED = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "authorization, content-type, idempotency-key",
  "access-control-max-age": "600",
};

/**
 * The CORS headers of the answer; throws a refusal for a stranger's page.
 *
 * @param {Request} request
 * @param {URL} url
 * @param {readonly string[]} origins
 * @returns {Record<string, string>}
 */
export function corsOf(request, url, origins) {
  const origin = request.headers.get("origin");
  if (origin !== null && origins.includes(origin)) {
    return {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "retry-after",
      vary: "origin",
    };
  }
  // Browsers alone set Sec-Fetch-Site. Behind a gateway the URL's origin is not the one that the page knows.
  const from = request.headers.get("sec-fetch-site");
  const isOwn = from === null ? origin === url.origin : from === "same-origin";
  // Without either header it is no page: a server, a command line.
  const isNoPage = origin === null && (from === null || from === "none");
  if (!isOwn && !isNoPage)
    throw new Refusal(
      403,
      `Pages of ${origin?.slice(0, 200) ?? "other sites"} may not call this proxy: name it in origins.`,
    );
  return origins.length > 0 ? { vary: "origin" } : {};
}

/**
 * What a browser is told that asks before it sends.
 *
 * @param {Record<string, string>} cors
 */
export const preflight = (cors) => new Response(null, { status: 204, headers: { ...cors, ...ALLOWED } });
