// A small static server on loopback for the built playground, for `npm start` and for the tests of the page.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream";
import { createGzip } from "node:zlib";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
};

/** What gzip makes smaller: text, and wasm. */
const COMPRESSIBLE = /^(text\/|application\/(json|wasm)|image\/svg)/;

/** Vite writes the hash of such a file's contents into its name: under this name it never changes. */
const HASHED = /[\\/]assets[\\/][^\\/]+-[\w-]{8}\.\w+$/;

/**
 * Answers with a file, compressed where that helps and is understood. Errors while it is sent end the connection.
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {string} file
 * @param {Record<string, string>} headers
 */
function send(request, response, file, headers) {
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  const isSmaller = COMPRESSIBLE.test(type);
  const gzip =
    isSmaller && /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(`${request.headers["accept-encoding"]}`);
  response.writeHead(200, {
    "content-type": type,
    "cache-control": HASHED.test(file) ? "public, max-age=31536000, immutable" : "no-cache",
    "x-content-type-options": "nosniff",
    ...headers,
    ...(isSmaller ? { vary: "accept-encoding" } : {}),
    ...(gzip ? { "content-encoding": "gzip" } : { "content-length": statSync(file).size }),
  });
  if (request.method === "HEAD") response.end();
  else if (gzip) pipeline(createReadStream(file), createGzip(), response, () => {});
  else pipeline(createReadStream(file), response, () => {});
}

/**
 * The file below `folder` that a request path means, or undefined: nothing outside the folder is ever read.
 * @param {string} folder
 * @param {string} path
 */
function fileOf(folder, path) {
  let name;
  try {
    name = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const file = join(folder, normalize(name.endsWith("/") ? `${name}index.html` : name));
  if (!file.startsWith(folder + sep) || name.includes("\0")) return undefined;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/**
 * Serves `folder` below `base` on 127.0.0.1, on the first free port from `port` (0: any), each file with `headers`.
 * @param {string} folder
 * @param {{ port?: number, base?: string, headers?: Record<string, string> }} [options]
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export function serveStatic(folder, { port = 0, base = "/", headers = {} } = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL((request.url ?? "/").replace(/^\/+/, "/"), "http://localhost");
    const file = pathname.startsWith(base) ? fileOf(folder, pathname.slice(base.length - 1)) : undefined;
    if (!file || (request.method !== "GET" && request.method !== "HEAD")) {
      response
        .writeHead(file ? 405 : 404, { "content-type": "text/plain" })
        .end(file ? "GET only" : "Not found");
      return;
    }
    send(request, response, file, headers);
  });
  return new Promise((settle, fail) => {
    let next = port;
    server.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== "EADDRINUSE" || port === 0 || next - port > 100) return fail(error);
      next += 1;
      server.listen(next, "127.0.0.1");
    });
    server.listen(next, "127.0.0.1", () => {
      const address = /** @type {import("node:net").AddressInfo} */ (server.address());
      settle({
        url: `http://127.0.0.1:${address.port}${base}`,
        close: () =>
          new Promise((/** @type {(value: void) => void} */ done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
