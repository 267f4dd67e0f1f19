// Whether a webhook is the service's own: its signature, its age, and what it tells of a job.
import { KlingError } from "./error.js";

/** What a secret begins with. The service does not count it in, and signs with the rest as it stands: it is no base64. */
const SECRET_PREFIX = "whsec_";

/** A prediction has a few kB; whoever sends more than this is not the service. */
const BODY_LIMIT = 1024 * 1024;

/** Each signature is tried with each secret: more than a change of secrets needs are not looked at. */
const SIGNATURES_MOST = 8;

const NOT_OURS = "Answer 401 and do nothing else.";

/** @type {typeof import("./webhooks.js").verifyWebhook} */
export async function verifyWebhook(request, secret, options = {}) {
  const keys = await keysOf(secret);
  const { nowMs, toleranceSeconds } = checked(options);
  if (typeof request?.headers?.get !== "function")
    throw config(
      "verifyWebhook needs a Request, as a platform's fetch handler gets it: make one of what Express or Node's own server hands over, as docs/webhooks.md shows.",
    );
  const id = header(request, "webhook-id");
  const timestamp = header(request, "webhook-timestamp");
  // A dot would blur where the id ends in what is signed.
  if (!/^[\w-]{1,256}$/.test(id))
    throw forbidden(
      `The header webhook-id must be 1 to 256 letters, digits, "_" or "-", not "${brief(id)}".`,
    );
  if (!/^\d{1,12}$/.test(timestamp))
    throw forbidden(`The header webhook-timestamp must be Unix seconds, not "${brief(timestamp)}".`);
  const age = Math.round(nowMs / 1000 - Number(timestamp));
  if (Math.abs(age) > toleranceSeconds) {
    const when = age > 0 ? `${age} s ago` : `${-age} s ahead`;
    throw forbidden(
      `The webhook was signed ${when}, and at most ${toleranceSeconds} s count: it was sent again, or this machine's clock is wrong.`,
    );
  }
  const signatures = signaturesOf(header(request, "webhook-signature"));
  const body = await bodyOf(request);
  const signed = joined([new TextEncoder().encode(`${id}.${timestamp}.`), body]);
  if (!(await isSigned(keys, signatures, signed)))
    throw forbidden(
      "No signature fits: the secret is another one, or the body was changed on its way. Check the secret, and hand over the request before anything has read or parsed its body.",
    );
  return { id, timestamp: Number(timestamp), prediction: predictionOf(body) };
}

/** @param {string | undefined | readonly (string | undefined)[]} secret */
async function keysOf(secret) {
  const secrets = typeof secret === "string" ? [secret] : secret;
  if (!Array.isArray(secrets) || secrets.length === 0)
    throw config(
      "verifyWebhook needs a secret, or a list of secrets: give what the service names as yours; is the environment variable set?",
    );
  return Promise.all(
    secrets.map((one) => {
      const text = typeof one === "string" ? one.trim() : "";
      const raw = text.startsWith(SECRET_PREFIX) ? text.slice(SECRET_PREFIX.length) : text;
      if (raw === "")
        throw config(
          "A webhook secret is empty or no text: give what the service names as yours, whsec_ and all; is the environment variable set?",
        );
      const algorithm = { name: "HMAC", hash: "SHA-256" };
      return crypto.subtle.importKey("raw", new TextEncoder().encode(raw), algorithm, false, ["verify"]);
    }),
  );
}

/** @param {import("./webhooks.js").WebhookOptions} options */
function checked({ nowMs = Date.now(), toleranceSeconds = 300 }) {
  if (!Number.isFinite(nowMs))
    throw config(
      `nowMs must be milliseconds since 1970, not ${nowMs}: leave it out for this machine's clock.`,
    );
  if (!Number.isFinite(toleranceSeconds) || toleranceSeconds < 0)
    throw config(`toleranceSeconds must be a number from 0, not ${toleranceSeconds}: leave it out for 300.`);
  return { nowMs, toleranceSeconds };
}

/** @param {Request} request @param {string} name */
function header(request, name) {
  const value = request.headers.get(name);
  if (value === null || value === "")
    throw forbidden(`The header ${name} is missing: the service did not send this request.`);
  return value;
}

/** Those of the one version that is known, as bytes. @param {string} text */
function signaturesOf(text) {
  const found = text
    .split(/\s+/)
    .map((one) => /^v3,([0-9a-f]{64})$/i.exec(one)?.[1])
    .filter((hex) => hex !== undefined)
    .slice(0, SIGNATURES_MOST);
  if (found.length === 0)
    throw forbidden('The header webhook-signature has no signature of the form "v3,<64 hex digits>".');
  return found.map((hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}

/** @param {CryptoKey[]} keys @param {Uint8Array<ArrayBuffer>[]} signatures @param {Uint8Array<ArrayBuffer>} signed */
async function isSigned(keys, signatures, signed) {
  // The platform compares in constant time.
  for (const key of keys)
    for (const signature of signatures)
      if (await crypto.subtle.verify("HMAC", key, signature, signed)) return true;
  return false;
}

/** The bytes as they came: those are signed, and not what a parser makes of them. @param {Request} request */
async function bodyOf(request) {
  // Somebody's reader holds it, where it is locked.
  if (request.bodyUsed || request.body?.locked)
    throw config(
      "The body of this request was read before, or another reader holds it: give verifyWebhook the request untouched, or a clone().",
    );
  const reader = request.body?.getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read().catch((cause) => {
      const message = "The webhook's body broke off: answer 400, and the service may send it again.";
      throw failure("network", "none", message, cause);
    });
    if (done) break;
    size += value.length;
    if (size > BODY_LIMIT) {
      reader.cancel().catch(() => {});
      throw forbidden(
        `The webhook's body has more than ${BODY_LIMIT} bytes: the service's has a few thousand.`,
      );
    }
    chunks.push(value);
  }
  return joined(chunks);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} body @returns {import("./webhooks.js").WebhookPrediction} */
function predictionOf(body) {
  let answer;
  try {
    answer = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw unreadable(cause);
  }
  // Bare, or in the envelope that answers come in.
  const raw = isRecord(answer) && isRecord(answer.data) && !("status" in answer) ? answer.data : answer;
  if (!isRecord(raw)) throw unreadable();
  const outputs = (Array.isArray(raw.outputs) ? raw.outputs : [raw.outputs])
    .map((one) => (isRecord(one) ? one.url : one))
    .filter((one) => typeof one === "string" && /^https?:\/\//i.test(one));
  const flags = Array.isArray(raw.has_nsfw_contents) ? raw.has_nsfw_contents : [raw.has_nsfw_contents];
  return {
    id: /^[\w-]{1,128}$/.test(textOf(raw.id)) ? textOf(raw.id) : null,
    status: textOf(raw.status),
    outputs,
    video: outputs[0] ?? null,
    flagged: flags.includes(true),
    error: textOf(isRecord(raw.error) ? raw.error.message : raw.error),
    raw,
  };
}

/** @param {unknown} value */
const textOf = (value) => (typeof value === "string" ? value.trim() : "");

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What a stranger sent, short enough for a log and without what would break its lines. @param {string} text */
const brief = (text) => text.slice(0, 40).replace(/[^\x20-\x7e]/g, "?");

/**
 * @param {import("./types.js").KlingErrorCode} code
 * @param {import("./types.js").Charge} charge
 * @param {string} message
 * @param {unknown} [cause]
 */
function failure(code, charge, message, cause) {
  const stage = code === "config" ? "config" : "result";
  return new KlingError({ message, code, stage, charge, canResubmit: false, cause });
}

/** A stranger's words tell of no job. @param {string} message */
const forbidden = (message) => failure("forbidden", "none", `${message} ${NOT_OURS}`);

/** @param {string} message */
const config = (message) => failure("config", "none", message);

/** It is the service's, so there is a job, which may be billed. @param {unknown} [cause] */
const unreadable = (cause) =>
  failure(
    "bad_response",
    "unknown",
    "The webhook is the service's, but its body is no JSON object: ask where the job stands with client.job(id).status(), or resume().",
    cause,
  );
