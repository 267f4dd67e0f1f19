// Where the benches of uploads upload to: it reads what comes, no faster than told, and gives an address.
import { createServer } from "node:http";
import { given } from "./support.mjs";

const { megabits } = given();
const bytesPerMs = (megabits ?? Number.POSITIVE_INFINITY) * 125;
/** When the line, which all share, is free again. */
let freeAt = 0;
let last = 0;

const server = createServer((request, response) => {
  const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
  request.on("data", ({ length }) => {
    freeAt = Math.max(freeAt, performance.now()) + length / bytesPerMs;
    const pause = freeAt - performance.now();
    if (pause < 1) return;
    request.pause();
    setTimeout(() => request.resume(), pause);
  });
  request.on("end", () => {
    response.writeHead(200, { "content-type": "application/json", ...headers });
    const data = { download_url: `https://example.com/uploads/${++last}.png` };
    response.end(JSON.stringify({ code: 200, message: "success", data }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
