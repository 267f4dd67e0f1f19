// The simulator over real HTTP, for Node: a server on this machine that any client in any language can be pointed at.

import { createServer } from "node:http";
import { bodyBytes, enveloped, Refusal } from "./answers.js";
import { control } from "./control.js";
import { MESSAGE } from "./facts.js";
import { createSimulator } from "./index.js";
import { coreOf } from "./internals.js";

export { createSimulator };

/** How much of a refused upload is still taken in, so that the client gets to read the refusal. */
const DRAIN_MAX = 512 * 1024 * 1024;

/** @type {typeof import("./types.js").serveSimulator} */
export async function serveSimulator(optionsOrSimulator = {}, { port = 0, host = "127.0.0.1" } = {}) {
  const isSimulator = "fetch" in optionsOrSimulator && "fault" in optionsOrSimulator;
  const simulator = isSimulator ? optionsOrSimulator : createSimulator(optionsOrSimulator);
  const core = coreOf(simulator);
  if (!core) throw new TypeError("serveSimulator takes options, or what createSimulator returned");

  const server = createServer((request, response) => {
    serve(simulator, core, request, response).catch((error) => {
      // Only a mistake in the simulator, or in a function it was given, comes here.
      if (response.headersSent) response.destroy();
      else send(response, request, enveloped(500, 500, `simulator: ${error?.message ?? error}`, null));
    });
  });
  server.on("clientError", (error, socket) => {
    if (!socket.writable) return socket.destroy();
    const tooLarge = /** @type {NodeJS.ErrnoException} */ (error).code === "HPE_HEADER_OVERFLOW";
    const answer = enveloped(tooLarge ? 431 : 400, tooLarge ? 431 : 400, "Bad request", null);
    const body = bodyBytes(answer);
    socket.end(
      `HTTP/1.1 ${answer.status} Bad Request\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\nconnection: close\r\n\r\n${new TextDecoder().decode(body)}`,
    );
  });
  // Longer than the pause between two polls: a server that closes first makes clients fail at random.
  server.keepAliveTimeout = 75_000;

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
    port: address.port,
    simulator,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import("./types.js").Simulator} simulator
 * @param {import("./internals.js").Core} core
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function serve(simulator, core, request, response) {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const local = request.socket;
  const fallback = `http://${local.localFamily === "IPv6" ? `[${local.localAddress}]` : local.localAddress}:${local.localPort}`;
  const origin = URL.canParse(`http://${request.headers.host}`) ? `http://${request.headers.host}` : fallback;
  // A path such as //host is a path here, and not another host.
  const target = request.url?.startsWith("/") ? origin + request.url : (request.url ?? "/");
  if (!URL.canParse(target, origin)) {
    return send(response, request, enveloped(400, 400, "Bad request", null));
  }
  const incoming = {
    method: request.method ?? "GET",
    url: new URL(target, origin),
    headers: flat(request.headers),
    read: (/** @type {number} */ limit) => readBody(request, limit),
    signal: gone.signal,
    served: true,
  };
  if (incoming.url.pathname.startsWith("/_simulator/")) {
    if (!/^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? "")) {
      return send(response, request, enveloped(403, 403, "Control endpoints answer this machine only", null));
    }
    return send(response, request, await control(simulator, core, incoming));
  }
  try {
    send(response, request, await core.handle(incoming));
  } catch (error) {
    if (gone.signal.aborted) return; // nobody is there to be answered
    throw error;
  }
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {import("node:http").IncomingMessage} request
 * @param {import("./answers.js").Answer} answer
 */
function send(response, request, answer) {
  if (response.destroyed) return;
  if (answer.cut && answer.truncate === undefined) {
    request.socket.destroy();
    return;
  }
  const body = bodyBytes(answer);
  if (!request.complete) {
    // The answer came before the body's end. The rest is read and dropped: a reset would take the answer with it.
    response.shouldKeepAlive = false;
    drain(request);
  }
  try {
    response.writeHead(answer.status, {
      ...answer.headers,
      ...(answer.status === 204 ? {} : { "content-length": body.length }),
    });
  } catch {
    // A header from a rule that HTTP can't carry.
    request.socket.destroy();
    return;
  }
  if (answer.truncate !== undefined) {
    response.flushHeaders();
    response.write(body.subarray(0, answer.truncate), () => request.socket.destroy());
  } else response.end(body);
}

/** @param {import("node:http").IncomingMessage} request */
function drain(request) {
  let dropped = 0;
  request.on("data", (chunk) => {
    dropped += chunk.length;
    if (dropped > DRAIN_MAX) request.socket.destroy();
  });
  request.on("error", () => {});
  request.resume();
}

/**
 * Reads a body, and stops at the first byte over the limit (or before the first, where the length is announced).
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {number} limit
 * @returns {Promise<Uint8Array>}
 */
function readBody(request, limit) {
  return new Promise((resolve, reject) => {
    const tooLarge = () => new Refusal(413, MESSAGE.tooLarge);
    if (Number(request.headers["content-length"] ?? 0) > limit) return reject(tooLarge());
    /** @type {Buffer[]} */
    const chunks = [];
    let size = 0;
    const onData = (/** @type {Buffer} */ chunk) => {
      size += chunk.length;
      if (size <= limit) return chunks.push(chunk);
      request.off("data", onData);
      request.pause();
      reject(tooLarge());
    };
    request.on("data", onData);
    request.once("end", () => resolve(joined(chunks, size)));
    request.once("error", reject);
    request.once("close", () => reject(new Error("the request broke off")));
  });
}

/** @param {Buffer[]} chunks @param {number} size */
function joined(chunks, size) {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** @param {import("node:http").IncomingHttpHeaders} headers @returns {Record<string, string>} */
function flat(headers) {
  /** @type {Record<string, string>} */
  const result = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return result;
}
