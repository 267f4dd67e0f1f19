// The HTTP server itself: control endpoints, input that breaks servers, and closing.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import * as page from "../../src/js/simulator/index.js";
import * as node from "../../src/js/simulator/node.js";
import { REQUEST, SUBMIT } from "./helpers.js";

const { createSimulator, serveSimulator } = node;

/**
 * @param {(server: import("../../src/js/simulator/types.js").SimulatorServer, control: (line: string, body?: unknown) => Promise<{ status: number, data: any, message: string }>) => Promise<void>} body
 */
async function withServer(body) {
  const server = await serveSimulator({ clock: { hold: true } });
  try {
    await body(server, async (line, data) => {
      const [method, path] = line.split(" ");
      const response = await fetch(`${server.url}/_simulator/${path}`, {
        method: method ?? "GET",
        ...(data === undefined ? {} : { body: typeof data === "string" ? data : JSON.stringify(data) }),
      });
      const answer = await response.json();
      return { status: response.status, data: answer.data, message: answer.message };
    });
  } finally {
    await server.close();
  }
}

const auth = { authorization: "Bearer simulated-key" };

test("both entries export the same names; without Node serving is refused in words", async () => {
  assert.deepEqual(Object.keys(page).sort(), Object.keys(node).sort());
  await assert.rejects(page.serveSimulator(), /needs Node/);
});

test("control: what a client in another language needs", () =>
  withServer(async ({ url }, control) => {
    const submit = () =>
      fetch(url + SUBMIT, { method: "POST", headers: auth, body: JSON.stringify(REQUEST) });
    assert.deepEqual(
      (await control("POST faults", { on: "submit", status: 503, times: "Infinity" })).status,
      200,
    );
    assert.equal((await submit()).status, 503);
    assert.equal((await submit()).status, 503);
    assert.equal((await control("GET faults")).data[0].hits, 2);
    await control("DELETE faults");
    assert.equal((await submit()).status, 200);

    const before = (await control("GET clock")).data;
    assert.equal(before.held, true);
    const after = (await control("POST clock", { advance: 150_000 })).data;
    assert.equal(after.now - before.now, 150_000);
    assert.equal((await control("GET jobs")).data[0].status, "completed");
    assert.deepEqual((await control("POST clock", { speed: 50 })).data.speed, 50);
    assert.equal((await control("GET clock")).data.held, true, "a new speed does not let a held clock go");
    assert.equal((await control("POST clock", { hold: false })).data.held, false);
    assert.equal((await control("POST clock", { hold: true })).data.held, true);

    const stats = (await control("GET stats")).data;
    assert.deepEqual([stats.submits, stats.jobs, stats.netMicros], [3, 1, 250_000]);
    const log = (await control("GET requests")).data;
    assert.deepEqual(
      log.map((/** @type {any} */ entry) => [entry.route, entry.status]),
      [
        ["submit", 503],
        ["submit", 503],
        ["submit", 200],
      ],
      "control requests leave no trace",
    );
    assert.equal((await control("POST accounts", { key: "poor", balanceUsd: 0 })).data.balanceMicros, 0);
    await control("POST reset");
    assert.equal((await control("GET stats")).data.submits, 0);
    assert.deepEqual((await control("GET jobs")).data, []);
  }));

test("control: slips are refused in words", () =>
  withServer(async (_, control) => {
    assert.match((await control("POST faults", { on: "nothing" })).message, /on must be one of/);
    assert.equal((await control("POST faults", "{")).status, 400);
    assert.equal((await control("POST faults", "1")).status, 400);
    assert.equal((await control("POST clock", { advance: -1 })).status, 400);
    assert.equal((await control("POST clock", { speed: 0 })).status, 400);
    assert.equal((await control("POST accounts", {})).status, 400);
    assert.equal((await control("GET nothing")).status, 404);
    assert.equal((await control("GET reset")).status, 404);
  }));

/** Sends raw bytes and reads until the server ends. @param {number} port @param {string} text @returns {Promise<string>} */
function raw(port, text) {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}

test("no input crashes it", () =>
  withServer(async ({ port, url }) => {
    const line = (/** @type {string} */ first, rest = "") =>
      `${first} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}\r\n`;
    assert.match(await raw(port, "nonsense\r\n\r\n"), /^HTTP\/1.1 400 /);
    assert.match(await raw(port, line("GET /", `X-Huge: ${"x".repeat(100_000)}\r\n`)), /^HTTP\/1.1 431 /);
    assert.match(await raw(port, line("GET //")), /^HTTP\/1.1 404 /);
    assert.match(await raw(port, line("GET /\\\\%")), /^HTTP\/1.1 404 /);
    assert.match(await raw(port, line("GET http://[::bad/")), /^HTTP\/1.1 400 /);
    assert.match(await raw(port, line("OPTIONS *")), /^HTTP\/1.1 (204|400|404) /);
    assert.match(await raw(port, line("PROPFIND /api/v3/balance")), /^HTTP\/1.1 401 /);
    const badHost = "GET /api/v3/balance HTTP/1.1\r\nHost: [[[\r\nConnection: close\r\n\r\n";
    assert.match(await raw(port, badHost), /^HTTP\/1.1 40[01] /);
    // A body that never comes whole: the client goes away in the middle of it.
    await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        const head = `POST ${SUBMIT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer simulated-key\r\nContent-Length: 99\r\n\r\n{`;
        socket.write(head, () => socket.destroy());
      });
      socket.on("close", resolve);
    });
    assert.equal((await fetch(`${url}/api/v3/balance`, { headers: auth })).status, 200, "it is still there");
  }));

test("a caller's own function that throws is told as 500", async () => {
  const server = await serveSimulator({
    jobMs: () => {
      throw new Error("from jobMs");
    },
  });
  const response = await fetch(server.url + SUBMIT, {
    method: "POST",
    headers: auth,
    body: JSON.stringify(REQUEST),
  });
  assert.equal(response.status, 500);
  assert.match((await response.json()).message, /from jobMs/);
  await server.close();
});

test("a rule's header that HTTP can't carry only ends the connection", () =>
  withServer(async ({ simulator, url }) => {
    simulator.fault({ on: "balance", headers: { "x-bad": "a\r\nb" } });
    await assert.rejects(fetch(`${url}/api/v3/balance`, { headers: auth }), TypeError);
    assert.equal((await fetch(`${url}/api/v3/balance`, { headers: auth })).status, 200);
  }));

test("close ends idle and hanging connections, and frees the port", async () => {
  const server = await serveSimulator();
  await (await fetch(`${server.url}/api/v3/balance`, { headers: auth })).text(); // leaves a keep-alive socket
  server.simulator.fault({ on: "balance", hang: true });
  const hanging = fetch(`${server.url}/api/v3/balance`, { headers: auth });
  hanging.catch(() => {});
  while ((server.simulator.stats().requests.balance ?? 0) < 2)
    await new Promise((resolve) => setImmediate(resolve));
  await server.close();
  await assert.rejects(hanging, TypeError);
  const again = await serveSimulator({}, { port: server.port });
  assert.equal(again.port, server.port);
  await again.close();
});

test("one simulator, asked by its handler and over HTTP", async () => {
  const simulator = createSimulator();
  const server = await serveSimulator(simulator);
  assert.equal(server.simulator, simulator);
  await fetch(`${server.url}/api/v3/balance`, { headers: auth });
  await simulator.fetch("https://x.test/api/v3/balance", { headers: auth });
  assert.equal(simulator.stats().requests.balance, 2);
  await server.close();
});

test("a port in use, and a strange simulator, are refused", async () => {
  const server = await serveSimulator();
  await assert.rejects(serveSimulator({}, { port: server.port }), { code: "EADDRINUSE" });
  await server.close();
  const strange = /** @type {any} */ ({ fetch() {}, fault() {} });
  await assert.rejects(serveSimulator(strange), TypeError);
});
