// The static server: text is compressed where that is understood, hashed files may be kept, and all arrives whole.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { serveStatic } from "../../scripts/serve.mjs";

const TEXT = "const same = 1;\n".repeat(10_000);
const folder = mkdtempSync(join(tmpdir(), "served-"));

/** @type {Awaited<ReturnType<typeof serveStatic>>} */
let server;

before(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), TEXT);
  writeFileSync(join(folder, "assets", "index-C5ziYHpg.js"), TEXT);
  writeFileSync(join(folder, "clip.mp4"), TEXT);
  server = await serveStatic(folder, { base: "/below/" });
});

after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** What comes over the wire: fetch would take it out of its compression. @param {string} path @param {string} accepts */
async function get(path, accepts) {
  const response = await new Promise(
    (/** @type {(got: import("node:http").IncomingMessage) => void} */ settle) =>
      request(new URL(path, server.url), { headers: { "accept-encoding": accepts } }, settle).end(),
  );
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { headers: response.headers, body: Buffer.concat(chunks) };
}

test("text is compressed for a client that understands it", async () => {
  for (const accepts of ["gzip", "br, gzip;q=0.5", "deflate, gzip"]) {
    const { headers, body } = await get("", accepts);
    assert.equal(headers["content-encoding"], "gzip");
    assert.equal(headers.vary, "accept-encoding");
    assert.equal(gunzipSync(body).toString(), TEXT);
  }
});

test("others, and what is no text, get the file as it is", async () => {
  const asked = [
    ["", "identity"],
    ["", "br"],
    ["", "gzip;q=0"],
    ["clip.mp4", "gzip"],
  ];
  for (const [path = "", accepts = ""] of asked) {
    const { headers, body } = await get(path, accepts);
    assert.equal(headers["content-encoding"], undefined, accepts);
    assert.equal(headers["content-length"], String(TEXT.length));
    assert.equal(body.toString(), TEXT);
  }
});

test("only a file with the hash of its contents in its name may be kept", async () => {
  assert.equal((await get("", "gzip")).headers["cache-control"], "no-cache");
  assert.match((await get("assets/index-C5ziYHpg.js", "gzip")).headers["cache-control"] ?? "", /immutable/);
});
