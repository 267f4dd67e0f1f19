// A picture on its way up: passed on as it comes, with the key and nothing else of the page's.

import { PATHS } from "../paths.js";
import { later, ok, Refusal } from "./answers.js";
import { readForm } from "./body.js";
import { pauseOf } from "./rate.js";

/** An answer to an upload is a few hundred bytes. */
const ANSWER_MOST = 65_536;

/**
 * @param {Request} request
 * @param {import("./options.js").Site} site
 */
export async function forward(request, site) {
  // First: from then on the body's time runs, and it is read to an end.
  const key = await site.key();
  // As if the line carried 50 kB a second, like the client's own limit; and then the service has its time.
  const ms = site.requestTimeoutMs + Math.ceil(site.maxUploadBytes / 50);
  const { type, body, refusal, stop } = readForm(request, site.maxUploadBytes, ms);
  const length = request.headers.get("content-length");
  const late = AbortSignal.timeout(Math.ceil(ms + site.requestTimeoutMs));
  let answer;
  let told;
  try {
    answer = await site.fetch(site.baseUrl + PATHS.upload, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": type,
        // Some servers want to know it. The platform sees to it that it is true.
        ...(length === null ? {} : { "content-length": length }),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.any([request.signal, late]),
      // @ts-expect-error Node's fetch wants it for a stream, and its types do not know it.
      duplex: "half",
    });
    told = await read(answer, key);
  } catch {
    // The platform's words name addresses of the inside.
    throw refusal() ?? refusalOf(late.aborted ? "not in time" : "no answer", "");
  } finally {
    stop();
  }
  if (answer.status === 200 && (told.code ?? 200) === 200) {
    const { type: kind, download_url, filename, size } = Object(told.data);
    return ok({ type: kind, download_url, filename, size });
  }
  const status = answer.status === 200 ? Number(told.code) : answer.status;
  throw refusalOf(status, String(told.message ?? ""), pauseOf(answer));
}

/** @param {number | string} status what it answered, or when it did not @param {string} said @param {number} [pause] in s */
function refusalOf(status, said, pause) {
  if (status === 401 || status === 403)
    return new Refusal(
      403,
      "The service does not accept this site's API key: whoever runs the site must look.",
      {},
      `an upload was refused (${status}). ${said}`,
    );
  if (status === 429) return later(said, pause);
  if (typeof status === "number" && status >= 400 && status < 500)
    return new Refusal(status, said || "The service refused the picture.");
  return new Refusal(502, `The service could not take the picture (${status}): send it again.`);
}

/**
 * The answer's JSON, without the key where it echoes it.
 *
 * @param {Response} answer @param {string} key
 * @returns {Promise<Record<string, any>>}
 */
async function read(answer, key) {
  const text = await beginningOf(answer);
  try {
    return Object(JSON.parse(text.replaceAll(key, "[key]")));
  } catch {
    return { code: answer.status === 200 ? 502 : answer.status };
  }
}

/** No more of it than an answer has. @param {Response} answer */
async function beginningOf({ body }) {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader && text.length < ANSWER_MOST) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}
