// A picture on its way up: passed on as it comes, with the key and nothing else of the page's.

import { PATHS } from "../paths.js";
import { ok, Refusal } from "./answers.js";
import { readForm } from "./body.js";

/** An answer to an upload is a few hundred bytes. */
const ANSWER_MOST = 65_536;

/**
 * @param {Request} request
 * @param {import("./options.js").Site} site
 */
export async function forward(request, site) {
  // First: from then on the body's time runs, and it is read to an end.
  const key = await site.key();
  const { type, body, refusal } = readForm(request, site.maxUploadBytes);
  const length = request.headers.get("content-length");
  let answer;
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
      signal: request.signal,
      // @ts-expect-error Node's fetch wants it for a stream, and its types do not know it.
      duplex: "half",
    });
  } catch (error) {
    throw refusal() ?? error;
  }
  const told = await read(answer, key);
  if (answer.status === 200 && (told.code ?? 200) === 200) {
    const { type: kind, download_url, filename, size } = Object(told.data);
    return ok({ type: kind, download_url, filename, size });
  }
  throw refusalOf(answer.status === 200 ? Number(told.code) : answer.status, String(told.message ?? ""));
}

/** @param {number} status @param {string} said */
function refusalOf(status, said) {
  if (status === 401 || status === 403)
    return new Refusal(
      403,
      "The service does not accept this site's API key: whoever runs the site must look.",
    );
  if (status === 429) return new Refusal(429, said, { "retry-after": "10" });
  if (status >= 400 && status < 500) return new Refusal(status, said || "The service refused the picture.");
  return new Refusal(502, `The service could not take the picture (${status}): send it again.`);
}

/**
 * The answer's JSON, without the key where it echoes it.
 *
 * @param {Response} answer @param {string} key
 * @returns {Promise<Record<string, any>>}
 */
async function read(answer, key) {
  const text = (await answer.text()).slice(0, ANSWER_MOST).replaceAll(key, "[key]");
  try {
    return Object(JSON.parse(text));
  } catch {
    return { code: answer.status === 200 ? 502 : answer.status };
  }
}
