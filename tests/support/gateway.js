// A gateway with TLS before a server of this machine: over HTTP/2 or 1.1, and, where it is asked to, as narrow-minded as
// some are. Its certificate is its own: browsers are told to take it.

import { readFileSync } from "node:fs";
import { request as send } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer } from "node:https";

/** A key that everybody knows, and its certificate for 127.0.0.1. */
const pem = readFileSync(new URL("../fixtures/loopback.pem", import.meta.url));

/**
 * @typedef {object} GatewayOptions
 * @property {"h2" | "http/1.1"} protocol
 * @property {boolean} [needsLength] whether it refuses what does not tell its length
 */

/**
 * @param {import("./world.js").Test} test
 * @param {string} target the origin of the server behind it
 * @param {GatewayOptions} options
 * @returns {Promise<string>} its own origin
 */
export async function gateway(test, target, { protocol, needsLength = false }) {
  const tls = { key: pem, cert: pem };
  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  const pass = (request, response) => {
    const { method, url, headers } = request;
    const hasBody = method === "POST";
    if (hasBody && needsLength && headers["content-length"] === undefined) {
      response.writeHead(411, { "access-control-allow-origin": "*", "content-type": "text/plain" });
      response.end("Length Required");
      return;
    }
    const plain = Object.entries(headers).filter(([name]) => !name.startsWith(":") && name !== "host");
    const onward = send(
      target + url,
      { method, headers: Object.fromEntries(plain), agent: false },
      (answer) => {
        const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...kept } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, kept);
        answer.on("error", () => breakOff(request));
        answer.pipe(response);
      },
    );
    onward.on("error", () => breakOff(request));
    request.pipe(onward);
  };
  const server =
    protocol === "h2"
      ? createSecureServer(tls, /** @type {any} */ (pass))
      : createServer({ ...tls, ALPNProtocols: ["http/1.1"] }, pass);
  server.on("sessionError", () => {});
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  test.after(() => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return `https://127.0.0.1:${port}`;
}

/** Ends the whole connection, as a gateway does that dies. @param {any} request */
function breakOff({ stream, socket }) {
  if (stream?.session) stream.session.destroy();
  else socket.destroy();
}
