// The key goes to the service and nowhere else: whatever goes wrong, nobody who is told of it, and no store, can read it.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { bytesIn, traces } from "../support/canary.js";
import { sharedStore } from "../support/stores.js";
import { failure, photo, REQUEST, within, world } from "../support/world.js";

/** @typedef {import("../support/world.js").FaultRule} FaultRule */
/** @typedef {import("../support/world.js").World} World */

/** A key as odd as a header can carry: JSON spells the quote, the slash and the backslash in several ways. */
const ODD_KEY = 'CANARY-3f9c"7a/5e1b\\88d0';
const PLAIN_KEY = "CANARY-3f9c7a5e1b88d0424c1db8d35c4f7e2a";

/** The key, in every spelling that JSON has for it. @param {string} key */
function spellings(key) {
  const escaped = [...key]
    .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
  const plain = JSON.stringify(key).slice(1, -1);
  return [plain, plain.replaceAll("/", "\\/"), escaped, escaped.toUpperCase().replaceAll("\\U", "\\u")];
}

/** A store that notes all that it is given. */
function noted() {
  const inner = sharedStore();
  /** @type {{ name: string, value: unknown }[]} */
  const given = [];
  /** @type {import("kling-multi-i2v").Store} */
  const store = {
    ...inner,
    put(name, value) {
      given.push({ name, value });
      return inner.put(name, value);
    },
    compareAndPut(name, expected, value) {
      given.push({ name, value: expected ?? null }, { name, value });
      return inner.compareAndPut?.(name, expected, value) ?? false;
    },
  };
  return { store, given };
}

/**
 * Does all that a client can do, and asserts that the key is in nothing that comes of it.
 *
 * @param {World} here
 * @param {string} key
 * @param {import("kling-multi-i2v").KlingClientOptions} [options]
 */
async function listen({ client }, key, options = {}) {
  /** @type {unknown[]} */
  const heard = [];
  const hear = (/** @type {unknown} */ what) => heard.push(what);
  const { store, given } = noted();
  const common = { apiKey: key, store, onEvent: hear, requestTimeoutMs: 5_000, deadlineMs: 40, ...options };
  const kling = client(common);
  const told = { onUpdate: hear, onUploadProgress: hear };
  const job = kling.job("some-id");
  const calls = [
    kling.generate(REQUEST, told),
    kling.generate({ ...REQUEST, images: [photo()] }, { ...told, idempotencyKey: "order/42" }),
    kling.submit(REQUEST, told).then((job) => {
      hear(job);
      return job.wait({ onUpdate: hear });
    }),
    kling.upload(photo(), { onProgress: hear }),
    kling.enhancePrompt({ text: "a" }, { onUpdate: hear }),
    kling.balance(),
    kling.history({ include_inputs: true }),
    kling.price(REQUEST),
    job.status(),
    job.wait({ onUpdate: hear }),
  ];
  for (const { status, ...outcome } of await within(Promise.allSettled(calls))) hear([status, outcome]);
  for (const outcome of await Promise.allSettled(calls)) if ("reason" in outcome) hear(outcome.reason);
  // And somebody who comes after it.
  const later = client(common);
  for (const left of await within(later.resume())) {
    hear(left);
    hear(await within(left.wait({ onUpdate: hear }).catch((error) => error)));
  }
  hear([await within(later.jobs()), await within(later.spent())]);
  hear(kling);
  hear(job);
  assert.ok(heard.length >= calls.length);
  for (const what of heard) assert.deepEqual(traces(what, key), [], "the key can be read there");
  assert.ok(given.length > 10, "the store was used");
  const bytes = new Uint8Array(await photo().arrayBuffer());
  for (const { name, value } of given) {
    assert.deepEqual(traces([name, value], key), [], `the key can be read in the store, at ${name}`);
    assert.deepEqual(bytesIn(value, bytes), [], `a picture is in the store, at ${name}`);
  }
  return heard;
}

test("the walk itself finds a key wherever it hides", () => {
  const hidden = new Error("x");
  Object.defineProperty(hidden, "secret", { value: { deep: [`Bearer ${PLAIN_KEY}`] } });
  assert.notDeepEqual(traces(hidden, PLAIN_KEY), []);
  assert.notDeepEqual(traces(new Error("x", { cause: new Error(PLAIN_KEY.slice(0, 12)) }), PLAIN_KEY), []);
  class Sneaky {
    get key() {
      return PLAIN_KEY;
    }
  }
  assert.notDeepEqual(traces(new Sneaky(), PLAIN_KEY), []);
  assert.notDeepEqual(traces(new Map([[{ [PLAIN_KEY]: 1 }, 1]]), PLAIN_KEY), []);
  assert.deepEqual(traces(new Error("harmless"), PLAIN_KEY), []);
});

test("a picture in what a store was given is found, however it is spelt", async () => {
  const bytes = new Uint8Array(await photo().arrayBuffer());
  const buffer = Buffer.from(bytes);
  for (const value of [
    ...[bytes, buffer, bytes.buffer, photo(), [...bytes], { deep: [bytes.subarray(900)] }],
    ...[buffer.toString("base64"), `data:image/jpeg;base64,${buffer.subarray(1).toString("base64")}`],
    ...[buffer.toString("hex"), { text: buffer.toString("latin1") }, JSON.stringify([...bytes])],
  ]) {
    assert.notDeepEqual(bytesIn(value, bytes), []);
  }
  assert.deepEqual(bytesIn({ url: "https://x/a.jpg", pictures: ["1 bytes"], micros: 250_000 }, bytes), []);
});

test("a run in which all goes well", async (t) => {
  for (const key of [PLAIN_KEY, ODD_KEY]) {
    const here = await world(t, { key });
    here.running();
    const heard = await listen(here, key, { deadlineMs: 5_000 });
    assert.ok(heard.filter((what) => Array.isArray(what) && what[0] === "fulfilled").length >= 8);
  }
});

/** @type {Record<string, Partial<FaultRule>>} */
const FAULTS = {
  "a refusal": { status: 400 },
  "a bad key": { status: 401 },
  "too much": { status: 429 },
  "a failure": { status: 500 },
  "a gateway page": { html: true },
  "a lost connection": { cut: "before" },
  "a body cut short": { truncate: 12 },
  "a redirect": { redirect: "/elsewhere" },
};

for (const key of [PLAIN_KEY, ODD_KEY]) {
  for (const [name, fault] of Object.entries(FAULTS)) {
    test(`${name}, with the key ${key === ODD_KEY ? "that is odd" : "that is plain"}`, async (t) => {
      const here = await world(t, { key });
      here.sim.fault({ on: "*", times: "Infinity", ...fault });
      await listen(here, key);
    });
  }

  test(`a service that echoes the key ${key === ODD_KEY ? "that is odd" : "that is plain"}`, async (t) => {
    for (const spelling of spellings(key)) {
      const bodies = {
        message: `{"code":401,"message":"bad key ${spelling}","data":null}`,
        error: `{"error":"bad key ${spelling}"}`,
        "a failed job": `{"code":200,"data":{"id":"j1","status":"failed","error":"${spelling}","${spelling}":1}}`,
        "a finished job": `{"code":200,"data":{"id":"j2","status":"completed","outputs":["https://x/${spelling}"],"download_url":"https://x/${spelling}","balance":1,"price":1,"created_at":"${spelling}","items":[{"id":"j3","error":"${spelling}"}]}}`,
        "no JSON": `<p>${spelling}</p>`,
      };
      for (const [name, body] of Object.entries(bodies)) {
        for (const status of [200, 401]) {
          await t.test(`${name}, ${status}, ${spelling}`, async (t) => {
            const here = await world(t, { key });
            // A service that makes a job gives it an id of its own.
            for (const id of ["j4", "j5", "j6"]) {
              here.sim.fault({ on: "submit", status, body: body.replace('"j2"', `"${id}"`) });
            }
            here.sim.fault({ on: "*", times: "Infinity", status, body });
            const heard = await listen(here, key);
            if (name === "a finished job" && status === 200) {
              const outcomes = heard.filter((what) => Array.isArray(what) && what[0] === "fulfilled");
              assert.ok(outcomes.length >= 8, "the answers were read, with the key blotted out");
            }
          });
        }
      }
    }
  });

  test(`a fetch that quotes what it was given, ${key === ODD_KEY ? "odd" : "plain"}`, async (t) => {
    const here = await world(t, { key });
    /** @type {((init: RequestInit) => unknown)[]} */
    const throwing = [
      (init) => new Error(`could not send ${JSON.stringify(init.headers)} Bearer ${key}`),
      (init) => Object.assign(new TypeError("failed", { cause: new Error(`${key}`) }), { init, key }),
      // The key lies across the point where long words are cut.
      ...[280, 290, 299].map((before) => () => new Error("x".repeat(before) + key)),
      () => key,
      (init) => ({ message: key, toString: () => key, init }),
      () => new AggregateError([new Error(key)], key),
    ];
    for (const thrown of throwing) {
      await listen(here, key, {
        fetch: async (_, init) => {
          throw thrown(init);
        },
      });
      await listen(here, key, {
        fetch: (_, init) => {
          throw thrown(init);
        },
      });
    }
    const answer = { status: 200, headers: new Headers(), text: () => Promise.reject(new Error(key)) };
    await listen(here, key, { fetch: async () => /** @type {any} */ (answer) });
  });

  test(`a key function that throws the key, ${key === ODD_KEY ? "odd" : "plain"}`, async (t) => {
    const here = await world(t, { key });
    const functions = [
      () => {
        throw new Error(key);
      },
      async () => {
        throw { key };
      },
      () => `${key}\n`,
      () => /** @type {any} */ ({ key }),
    ];
    for (const apiKey of functions) await listen(here, key, { apiKey });
  });
}

test("a key that the client refuses is not in what it says", async (t) => {
  const { client } = await world(t);
  for (const apiKey of [
    ` ${PLAIN_KEY}`,
    `${PLAIN_KEY}\n`,
    `${PLAIN_KEY}é`,
    [PLAIN_KEY],
    { key: PLAIN_KEY },
  ]) {
    const error = await failure(() => client({ apiKey: /** @type {any} */ (apiKey) }));
    assert.equal(error.code, "config");
    assert.deepEqual(traces(error, PLAIN_KEY), []);
  }
});

/** Another origin, which notes what it is sent. @param {import("node:test").TestContext} t */
async function elsewhere(t) {
  /** @type {import("node:http").IncomingHttpHeaders[]} */
  const heard = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ code: 200, data: { id: "from-elsewhere", status: "completed", outputs: ["x"] } }),
    );
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, heard };
}

test("no redirect carries the key to another origin", async (t) => {
  for (const status of [301, 302, 303, 307, 308]) {
    const here = await world(t, { key: PLAIN_KEY });
    const other = await elsewhere(t);
    here.running();
    here.sim.fault({
      on: "*",
      times: "Infinity",
      redirect: `${other.url}/api/v3/predictions/x/result`,
      status,
    });
    await listen(here, PLAIN_KEY);
    assert.deepEqual(other.heard, [], "no request goes there at all");
  }
});

test("an address in an answer is not followed to another origin", async (t) => {
  const here = await world(t, { key: PLAIN_KEY });
  const other = await elsewhere(t);
  const away = `${other.url}/x`;
  here.sim.fault({
    on: "submit",
    times: "Infinity",
    patch: { status: "processing", urls: { get: away }, outputs: [away], webhook: away },
  });
  here.sim.fault({ on: "upload", times: "Infinity", patch: { download_url: away } });
  here.sim.fault({ on: "result", times: "Infinity", nth: 3, patch: { urls: { get: away } } });
  await listen(here, PLAIN_KEY);
  assert.deepEqual(other.heard, []);
  assert.ok(here.asked("result") >= 2, "the job was asked for, where the client was told to");
  assert.ok(here.sim.requests().every(({ hasKey }) => hasKey));
  const sent = here.sim.jobs().flatMap(({ input }) => input.images);
  assert.ok(sent.includes(away), "an upload's address is passed on as it is");
});
