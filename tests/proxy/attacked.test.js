// The proxy attacked: by its paths, headers and bodies, by pages of strangers, and by whoever wants more than was paid for.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { post, SUBMIT, site, UPLOAD } from "../support/site.js";
import { REQUEST, signal, within } from "../support/world.js";

/** Sends bytes as they are, and gives all that comes back. @param {number} port @param {string} text */
function raw(port, text) {
  return within(
    new Promise((told, fail) => {
      let answer = "";
      const socket = connect(port, "127.0.0.1", () => socket.end(text));
      socket.on("data", (chunk) => {
        answer += chunk;
      });
      socket.on("close", () => told(answer));
      socket.on("error", fail);
    }),
  );
}

/** A service that notes all that reaches it. @param {import("../support/world.js").Test} t */
async function listener(t) {
  /** @type {{ method: string, url: string, headers: import("node:http").IncomingHttpHeaders, bytes: number, isWhole: boolean }[]} */
  const heard = [];
  const came = signal();
  const server = createServer((request, response) => {
    const note = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      bytes: 0,
      isWhole: false,
    };
    heard.push(note);
    request.on("data", (chunk) => {
      note.bytes += chunk.length;
      came.settle();
    });
    request.on("error", () => {});
    request.on("end", () => {
      note.isWhole = true;
      const data = {
        type: "image",
        download_url: "https://cdn.example/a.jpg",
        filename: "a",
        size: note.bytes,
        secret: 1,
      };
      response.writeHead(200, {
        "content-type": "application/json",
        "set-cookie": "upstream=1",
        "x-upstream": "1",
      });
      response.end(JSON.stringify({ code: 200, message: "success", data }));
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { heard, came: came.promise, url: `http://127.0.0.1:${port}` };
}

test("no path but those of this model gets any further, however it is written", async (t) => {
  const service = await listener(t);
  const { port } = await site(t, { baseUrl: service.url });
  const id = "0123456789abcdef0123456789abcdef";
  const paths = [
    "/api/v3/balance",
    "/api/kling",
    "/api/kling/",
    "/api/kling/api/v3/balance",
    "/api/kling/api/v3/predictions/delete",
    "/api/kling/api/v3/media/uploads",
    "/api/kling/api/v3/kwaivgi/kling-v2.0-i2v-master",
    "/api/kling/api/v3/kwaivgi/kling-v1.6-multi-i2v-standard/",
    "/api/kling/api/v3/kwaivgi/kling-v1.6-multi-i2v-standard%00",
    "/api/kling/api/v3/KWAIVGI/kling-v1.6-multi-i2v-standard",
    "/api/kling/api/v3/kwaivgi%2fkling-v1.6-multi-i2v-standard",
    "/api/kling/api/v3//kwaivgi/kling-v1.6-multi-i2v-standard",
    "//api/kling/api/v3/kwaivgi/kling-v1.6-multi-i2v-standard",
    "/api/kling/../api/v3/balance",
    "/api/kling/%2e%2e/api/v3/balance",
    "/api/kling/api/v3/predictions/..%2fbalance/result",
    "/api/kling/api/v3/predictions/../../balance/result",
    `/api/kling/api/v3/predictions/${id}%2f..%2f..%2fbalance/result`,
    `/api/kling/api/v3/predictions/${id}/result/`,
    `/api/kling/api/v3/predictions/${id}/result%3fwebhook=x`,
    `/api/kling/api/v3/predictions/${id}/result#x`,
    `/api/kling/api/v3/predictions/a b/result`,
    "/api/kling/api/v3/predictions//result",
    "/api/kling/api/v3/predictions/result",
    "/api/kling\\..\\api\\v3\\balance",
    "/api/kling@evil.example/api/v3/balance",
    "/api/klingx/api/v3/balance",
    "http://evil.example/api/kling/api/v3/balance",
    "https://api.wavespeed.ai/api/v3/balance",
    `${SUBMIT}?webhook=https://evil.example/`,
    `/api/kling/api/v3/predictions/${id}/result?x=1`,
  ];
  for (const path of paths)
    for (const method of ["GET", "POST"]) {
      const body = method === "POST" ? JSON.stringify(REQUEST) : "";
      const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-User: ann\r\nConnection: close\r\n`;
      const told = await raw(
        port,
        `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      assert.match(told, /^HTTP\/1\.1 (4|500)/, `${method} ${path}: ${told.slice(0, 300)}`);
    }
  assert.deepEqual(service.heard, [], "the service has heard of none of it");
});

test("only the methods that are served", async (t) => {
  const service = await listener(t);
  const { ask } = await site(t, { baseUrl: service.url });
  for (const method of ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]) {
    const { status } = await ask(SUBMIT, { method, headers: { "x-http-method-override": "POST" } });
    assert.equal(status, 405, method);
  }
  assert.equal((await ask("/api/kling/api/v3/predictions/abc/result", post({}))).status, 405);
  assert.deepEqual(service.heard, []);
});

test("nothing of the page's request goes to the service but what it is for, and nothing of the answer back", async (t) => {
  const service = await listener(t);
  const { origin } = await site(t, { baseUrl: service.url, apiKey: "the-key" });
  const form = new FormData();
  form.set("file", new Blob(["abc"]), "a.jpg");
  const answer = await fetch(origin + UPLOAD, {
    method: "POST",
    body: form,
    headers: {
      ...{ "x-user": "ann", cookie: "session=secret", authorization: "Bearer of-the-page" },
      ...{ "x-forwarded-for": "1.2.3.4", "x-forwarded-host": "evil.example", "proxy-authorization": "x" },
      ...{
        "x-original-url": "/api/v3/balance",
        "x-rewrite-url": "/api/v3/balance",
        referer: "https://app.example/secret",
      },
    },
  });
  const { data } = /** @type {any} */ (await answer.json());
  assert.deepEqual(data, {
    type: "image",
    download_url: "https://cdn.example/a.jpg",
    filename: "a",
    size: data.size,
  });
  assert.deepEqual(
    [...answer.headers.keys()].filter(
      (name) => !["connection", "date", "keep-alive", "transfer-encoding", "content-length"].includes(name),
    ),
    ["cache-control", "content-type", "x-content-type-options"],
  );
  const headers = service.heard[0]?.headers ?? {};
  assert.equal(headers.authorization, "Bearer the-key");
  assert.equal(headers.host, new URL(service.url).host);
  const known = [
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "sec-fetch-mode",
    "transfer-encoding",
    "user-agent",
  ];
  assert.deepEqual(
    Object.keys(headers).filter((name) => !known.includes(name)),
    [],
  );
});

test("a request that says two things of its length is refused before it is read", async (t) => {
  const service = await listener(t);
  const { port } = await site(t, { baseUrl: service.url });
  const head = `POST ${SUBMIT} HTTP/1.1\r\nHost: x\r\nX-User: ann\r\nContent-Type: application/json\r\n`;
  for (const smuggled of [
    "Content-Length: 4\r\nContent-Length: 50\r\n\r\n{}{}",
    "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "Transfer-Encoding: xchunked\r\n\r\n{}",
    "X: a\rX-User: admin\r\nContent-Length: 2\r\n\r\n{}",
  ])
    assert.match(await raw(port, head + smuggled), /^HTTP\/1\.1 400/);
  assert.deepEqual(service.heard, []);
});

test("a name for a submit that no header can carry is refused", async (t) => {
  const { ask, sim } = await site(t);
  for (const name of ["a b", "é", "x".repeat(5000), "a\tb"]) {
    const { status } = await ask(SUBMIT, { ...post(REQUEST), headers: { "idempotency-key": name } });
    assert.equal(status, 400, name.slice(0, 20));
  }
  assert.equal(sim.stats().chargedMicros, 0);
});

test("a body that is too large, endless, no JSON, or of another kind is refused", async (t) => {
  const { ask, sim, port } = await site(t);
  const huge = JSON.stringify({ ...REQUEST, prompt: "x".repeat(70_000) });
  assert.equal((await ask(SUBMIT, { method: "POST", body: huge })).status, 413);
  for (const body of ["", "{", "[]", "null", '"x"', "\xff"])
    assert.equal((await ask(SUBMIT, { method: "POST", body })).status, 400, body);
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonp",
  ]) {
    const init = { ...post(REQUEST), headers: { "content-type": type } };
    assert.equal((await ask(SUBMIT, init)).status, 415, type);
  }
  // It tells no length, and does not end.
  const told = await within(
    new Promise((done) => {
      let answer = "";
      const socket = connect(port, "127.0.0.1");
      socket.on("data", (chunk) => {
        answer += chunk;
        if (answer.includes("\r\n\r\n")) done(answer);
      });
      socket.on("error", () => done(answer));
      socket.on("close", () => done(answer));
      const chunk = `${(8192).toString(16)}\r\n${" ".repeat(8192)}\r\n`;
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", more);
      socket.write(
        `POST ${SUBMIT} HTTP/1.1\r\nHost: x\r\nX-User: ann\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      more();
      t.after(() => socket.destroy());
    }),
  );
  assert.match(told, /^HTTP\/1\.1 413/);
  assert.equal(sim.stats().chargedMicros, 0);
});

test("an upload over the limit is cut off on its way, whether it tells its length or not", async (t) => {
  const service = await listener(t);
  const { ask, origin } = await site(t, { baseUrl: service.url, maxUploadBytes: 100_000 });
  const form = new FormData();
  form.set("file", new Blob(["x".repeat(200_000)]), "a.jpg");
  const told = await fetch(origin + UPLOAD, { method: "POST", body: form, headers: { "x-user": "ann" } });
  assert.equal(told.status, 413);
  assert.equal(service.heard.length, 0, "its length was told: nothing has gone up");
  const headers = { "x-user": "ann", "content-type": "multipart/form-data; boundary=b" };
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 10_000;
      controller.enqueue(new Uint8Array(10_000));
    },
  });
  const init = /** @type {RequestInit} */ ({ method: "POST", body: endless, headers, duplex: "half" });
  const cut = await within(fetch(origin + UPLOAD, init).catch((error) => error));
  // Where the connection ends before the answer is read, that is an answer, too.
  assert.ok(cut instanceof Error || cut.status === 413);
  for (const note of service.heard) {
    assert.equal(note.isWhole, false);
    assert.ok(note.bytes <= 100_000, `${note.bytes}`);
  }
  assert.ok(sent < 10_000_000, `${sent}`);
  assert.equal((await ask(UPLOAD, { ...post({}) })).status, 415);
});

test("a visitor who goes takes the upload along", async (t) => {
  const service = await listener(t);
  const { origin } = await site(t, { baseUrl: service.url });
  const leave = new AbortController();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const headers = { "x-user": "ann", "content-type": "multipart/form-data; boundary=b" };
  const init = /** @type {RequestInit} */ ({
    method: "POST",
    body,
    headers,
    duplex: "half",
    signal: leave.signal,
  });
  const going = fetch(origin + UPLOAD, init).catch(() => "gone");
  await within(service.came);
  leave.abort();
  assert.equal(await within(going), "gone");
  assert.equal(service.heard[0]?.isWhole, false);
});

test("a page of a stranger cannot spend a visitor's money, and one that was named can", async (t) => {
  const { ask, sim } = await site(t, { origins: ["https://app.example.com"] });
  for (const origin of [
    "https://evil.example",
    "https://app.example.com.evil.example",
    "http://app.example.com",
    "null",
  ]) {
    const { status, headers } = await ask(SUBMIT, { ...post(REQUEST), headers: { origin } });
    assert.equal(status, 403, origin);
    assert.equal(headers.get("access-control-allow-origin"), null);
    const asked = await ask(SUBMIT, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    assert.equal(asked.status, 403, origin);
  }
  assert.equal(sim.stats().chargedMicros, 0);
  const origin = "https://app.example.com";
  const asked = await ask(SUBMIT, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
    user: "",
  });
  assert.equal(asked.status, 204);
  assert.equal(asked.headers.get("access-control-allow-origin"), origin);
  assert.match(asked.headers.get("access-control-allow-headers") ?? "", /idempotency-key/);
  const made = await ask(SUBMIT, { ...post(REQUEST), headers: { origin } });
  assert.deepEqual(
    [made.status, made.headers.get("access-control-allow-origin"), made.headers.get("vary")],
    [200, origin, "origin"],
  );
  assert.equal(made.headers.get("access-control-allow-credentials"), "true");
  const refused = await ask(SUBMIT, { ...post({}), headers: { origin } });
  assert.deepEqual(
    [refused.status, refused.headers.get("access-control-allow-origin")],
    [400, origin],
    "a refusal can be read, too",
  );
});

test("a page of the site's own needs no name, also behind a gateway", async (t) => {
  const { ask, origin } = await site(t);
  assert.equal((await ask(SUBMIT, { ...post(REQUEST), headers: { origin } })).status, 200);
  const headers = { origin: "https://www.example.com", "sec-fetch-site": "same-origin" };
  assert.equal((await ask(SUBMIT, { ...post(REQUEST), headers })).status, 200);
  assert.equal(
    (await ask(SUBMIT, { ...post(REQUEST), headers: { ...headers, "sec-fetch-site": "same-site" } })).status,
    403,
  );
});

test("other models, prices of other models and other fields are refused", async (t) => {
  const service = await listener(t);
  const { ask } = await site(t, { baseUrl: service.url });
  const price = "/api/kling/api/v3/model/price";
  assert.equal((await ask(price, post({ model_id: "google/veo3", inputs: {} }))).status, 400);
  assert.equal((await ask(price, post({}))).status, 400);
  const history = "/api/kling/api/v3/predictions";
  for (const query of [
    { model: "google/veo3" },
    { page_size: 1000 },
    { page: 0 },
    { created_after: "x" },
    { user: "bob" },
  ])
    assert.equal((await ask(history, post(query))).status, 400, JSON.stringify(query));
  const enhance = "/api/kling/api/v3/wavespeed-ai/prompt-optimizer";
  for (const body of [{ text: "x", model: "y" }, { text: "x", mode: "image" }, { text: 5 }, {}])
    assert.equal((await ask(enhance, post(body))).status, 400, JSON.stringify(body));
  for (const body of [
    { ...REQUEST, webhook: "https://evil.example" },
    { ...REQUEST, duration: 60 },
    { ...REQUEST, images: ["file:///etc/passwd"] },
    { ...REQUEST, images: [{ url: "https://example.com/a.png" }] },
    { ...REQUEST, images: Array(5).fill("https://example.com/a.png") },
    JSON.parse('{"__proto__":{"x":1},"prompt":"x","images":["https://example.com/a.png"]}'),
  ])
    assert.equal((await ask(SUBMIT, post(body))).status, 400, JSON.stringify(body));
  assert.deepEqual(service.heard, []);
});

test("names of users that look like paths are names", async (t) => {
  const { ask, page } = await site(t, { budget: { totalUsd: 0.25 } });
  const users = ["a", "a/", "a/b", "../a", "A", "%61", "kling/x/claim/y", "a b"];
  for (const user of users) assert.equal((await ask(SUBMIT, { ...post(REQUEST), user })).status, 200, user);
  for (const user of users) assert.equal((await within(page(user).history())).items.length, 1, user);
});
