// What a route answers: the service's envelope {code, message, data}, plain bodies, and the error that ends a request.

import { MESSAGE } from "./facts.js";

/**
 * An answer before it becomes a Response or goes down a socket. `data` is set while the body is still an envelope, so
 * that a fault can patch it.
 *
 * @typedef {{
 *   status: number,
 *   headers: Record<string, string>,
 *   body: Uint8Array | string,
 *   envelope?: { code: number, message: string, data: unknown },
 *   cut?: boolean,
 *   truncate?: number,
 *   location?: string,
 * }} Answer
 */

/** Ends a request with an error envelope from wherever it is thrown. */
export class Refusal extends Error {
  /**
   * @param {number} status HTTP status, also the envelope's code
   * @param {string} message what the service says
   * @param {Record<string, string>} [headers]
   */
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/**
 * @param {unknown} data
 * @returns {Answer}
 */
export function ok(data) {
  return enveloped(200, 200, MESSAGE.ok, data);
}

/**
 * @param {number} status
 * @param {number} code
 * @param {string} message
 * @param {unknown} data
 * @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export function enveloped(status, code, message, data, headers = {}) {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: "",
    envelope: { code, message, data },
  };
}

/**
 * @param {number} status
 * @param {Uint8Array | string} body
 * @param {string} type
 * @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export function plain(status, body, type, headers = {}) {
  return { status, headers: { "content-type": type, ...headers }, body };
}

/** The HTML page that a gateway in front of the service sends instead of JSON. */
export function gatewayPage(/** @type {number} */ status) {
  const title = `${status} ${status === 504 ? "Gateway Time-out" : "Bad Gateway"}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;
}

const encoder = new TextEncoder();

/**
 * The bytes of an answer's body.
 *
 * @param {Answer} answer
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bodyBytes(answer) {
  if (answer.envelope) return encoder.encode(JSON.stringify(answer.envelope));
  if (typeof answer.body === "string") return encoder.encode(answer.body);
  return /** @type {Uint8Array<ArrayBuffer>} */ (answer.body);
}
