// The core as a fetch function: Request in, Response out, failures as a page's or Node's own fetch shows them.

import { Refusal } from "./answers.js";
import { MESSAGE } from "./facts.js";
import { multipartOf } from "./multipart.js";

/** @typedef {Awaited<ReturnType<ReturnType<typeof import("./core.js").createCore>["handle"]>>} Answered */

/** As many redirects as a real fetch follows. */
const REDIRECTS_MAX = 20;
const NO_BODY = [204, 205, 304];

/**
 * @param {ReturnType<typeof import("./core.js").createCore>} core
 * @returns {import("./types.js").Simulator["fetch"]}
 */
export function fetchOver(core) {
  return async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    if (signal?.aborted) throw signal.reason;
    // Throws the same TypeErrors for a bad URL, method or header as a real fetch.
    const request = new Request(input, readable(init));
    return until(signal, exchange(core, request, signal ?? undefined));
  };
}

/**
 * The same with a body that can be read in every engine: WebKit reads no form with a file out of a Request.
 * @param {RequestInit | undefined} init
 * @returns {RequestInit | undefined}
 */
function readable(init) {
  return init?.body instanceof FormData ? { ...init, body: multipartOf(init.body) } : init;
}

/**
 * @param {ReturnType<typeof import("./core.js").createCore>} core
 * @param {Request} request
 * @param {AbortSignal | undefined} signal
 */
async function exchange(core, request, signal) {
  /** @type {Promise<Uint8Array> | undefined} */
  let body;
  /** Read once, and only when a route wants it. @param {number} limit */
  const read = async (limit) => {
    body ??= request.arrayBuffer().then((buffer) => new Uint8Array(buffer));
    const bytes = await body;
    if (bytes.length > limit) throw new Refusal(413, MESSAGE.tooLarge);
    return bytes;
  };
  const headers = Object.fromEntries(request.headers);
  let { method } = request;
  let url = new URL(request.url);
  const { state } = core;
  if (url.protocol === "blob:") {
    const id = state.outputs.jobOf(request.url);
    if (id === undefined) throw unreachable("no such blob");
    url = new URL(`/outputs/${id}.mp4`, state.options.origin ?? "https://simulator.invalid");
  }

  for (let redirects = 0; ; redirects++) {
    const answer = await core.handle({ method, url, headers, read, signal, served: false });
    // A page gets to see nothing of an answer without CORS headers.
    if (answer.cut && answer.truncate === undefined) throw unreachable("the connection was cut");
    if (!answer.headers["access-control-allow-origin"]) throw unreachable("no CORS headers on the answer");
    if (answer.location === undefined || request.redirect === "manual") {
      return respond(answer, method, url.href, redirects > 0);
    }
    if (request.redirect === "error" || redirects >= REDIRECTS_MAX || !URL.canParse(answer.location, url)) {
      throw unreachable("unexpected redirect");
    }
    const next = new URL(answer.location, url);
    if (next.origin !== url.origin) delete headers.authorization; // as the Fetch standard has it
    const becomesGet =
      answer.status === 303 || ((answer.status === 301 || answer.status === 302) && method === "POST");
    if (becomesGet && method !== "HEAD") method = "GET";
    url = next;
  }
}

/**
 * @param {Answered} answer
 * @param {string} method
 * @param {string} url
 * @param {boolean} redirected
 */
function respond(answer, method, url, redirected) {
  const headers = new Headers(answer.headers);
  const bodyless = method === "HEAD" || NO_BODY.includes(answer.status);
  if (answer.status !== 204) headers.set("content-length", String(answer.bytes.length));
  const body = bodyless
    ? null
    : answer.truncate === undefined
      ? answer.bytes
      : cutShort(answer.bytes, answer.truncate);
  const response = new Response(body, { status: answer.status, headers });
  // A constructed Response has no URL of its own; clients look at these two.
  Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });
  return response;
}

/** A body that breaks off after so many bytes. @param {Uint8Array} bytes @param {number} length */
function cutShort(bytes, length) {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (!sent && length > 0) controller.enqueue(bytes.slice(0, length));
      else controller.error(new TypeError("terminated"));
      sent = true;
    },
  });
}

/** What fetch rejects with when no answer can be had. @param {string} why */
function unreachable(why) {
  return new TypeError("Failed to fetch", { cause: new Error(`simulator: ${why}`) });
}

/**
 * A promise that ends as soon as the signal does, with the signal's reason.
 *
 * @template T
 * @param {AbortSignal | null | undefined} signal
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function until(signal, promise) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
