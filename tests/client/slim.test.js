// The face without its core: whatever the `.wasm` is brought as, and what is told where it cannot be had. Each in a process of its own, for a process has one core.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

let origin = "";
/** @type {import("node:http").Server} */
let server;
before(async () => {
  const wasm = await readFile(new URL("../../dist/kling-multi-i2v.wasm", import.meta.url));
  server = createServer(({ url }, response) => {
    if (url === "/none.wasm") return response.writeHead(404).end();
    if (url === "/page.wasm")
      return response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html>");
    const type = url === "/typed.wasm" ? "application/wasm" : "application/octet-stream";
    response.writeHead(200, { "content-type": type }).end(wasm);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  origin = `http://127.0.0.1:${port}`;
});
after(() => server.close());

/** What a program tells that has the slim face, and the bytes of the core. @param {string} code */
async function told(code) {
  const program = `import { readFileSync } from "node:fs";
    import { isKlingError, KlingClient, KlingError, start, validate } from "kling-multi-i2v/slim";
    const bytes = readFileSync("dist/kling-multi-i2v.wasm");
    const origin = ${JSON.stringify(origin)};
    const failure = (error) => [error instanceof KlingError, error.code, error.stage, error.charge, error.message].join(" | ");
    ${code}`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
  });
  assert.equal(stderr, "");
  return stdout.trim();
}

const USE = `console.log(validate({}).errors.length, new KlingClient({ apiKey: "k" }) instanceof KlingClient);`;

for (const [what, wasm] of [
  ["its bytes", "bytes"],
  ["an ArrayBuffer of them", "bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)"],
  ["a module that was compiled before", "new WebAssembly.Module(bytes)"],
  ["a promise of a module", "WebAssembly.compile(bytes)"],
  ["its address", "origin + '/typed.wasm'"],
  ["its URL, at a server that does not know the type", "new URL('/plain.wasm', origin)"],
  ["a Response", "await fetch(origin + '/typed.wasm')"],
  ["a promise of a Response", "fetch(origin + '/plain.wasm')"],
])
  test(`the core starts with ${what}`, async () => {
    assert.equal(await told(`await start(${wasm}); ${USE}`), "2 true");
  });

test("a second start does nothing, and asks for nothing", async () => {
  const code = `await Promise.all([start(bytes), start(bytes)]); await start(origin + "/none.wasm"); ${USE}`;
  assert.equal(await told(code), "2 true");
});

test("before it has started everything says how to", async () => {
  const said = await told(`for (const call of [() => validate({}), () => new KlingClient({ apiKey: "k" })])
    try { call(); } catch (error) { console.log(failure(error)); }`);
  for (const line of said.split("\n"))
    assert.match(line, /^true \| config \| config \| none \| .*await start\(wasm\)/);
  assert.equal(said.split("\n").length, 2);
});

for (const [what, wasm, words] of [
  ["is not there", "origin + '/none.wasm'", /none\.wasm answered 404/],
  ["is a page", "origin + '/page.wasm'", /page\.wasm answered with an HTML page\. Give/],
  ["is text", "new TextEncoder().encode('nothing')", /magic.*\. Give/],
  ["cannot be reached", "'http://127.0.0.1:1/x.wasm'", /could not start/],
  ["is another module", "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])", /not the one of this version/],
  ["is nothing", "undefined", /could not start/],
])
  test(`a core that ${what} is told, and may be brought again`, async () => {
    const said = await told(`await start(${wasm}).catch((error) => console.log(failure(error)));
      await start(bytes); ${USE}`);
    const [failure, after] = said.split("\n");
    assert.match(failure, /^true \| config \| config \| none \| /);
    assert.match(failure, /** @type {RegExp} */ (words));
    assert.match(failure, /Give start\(\) the address/);
    assert.equal(after, "2 true");
  });
