// A door before a simulator that holds back the answer to a submit until a test lets it through.
import { createServer } from "node:http";
import { close, listen } from "../support/chromium.js";
import { signal } from "../support/world.js";

/**
 * @param {import("../support/world.js").Test} test
 * @param {string} target the simulator's address
 */
export async function gate(test, target) {
  const arrived = signal();
  const opened = signal();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "GET", url = "/", headers } = request;
    const { host: _, connection: __, "content-length": ___, ...kept } = headers;
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch(target + url, { method, headers: /** @type {any} */ (kept), body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (method === "POST" && url.includes("/kwaivgi/")) {
      arrived.settle();
      await opened.promise;
    }
    const { "content-encoding": ____, ...told } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, told).end(bytes);
  });
  const url = await listen(server);
  test.after(() => close(server));
  return { url, arrived: arrived.promise, open: opened.settle };
}
