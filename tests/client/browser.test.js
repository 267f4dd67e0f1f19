// The raw package in Chromium: a plain module script, in a page and in a dedicated worker, against the simulator over HTTP.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { chromiumWith, skip } from "../support/chromium.js";
import { photo, signal, within, world } from "../support/world.js";

/** @typedef {import("node:http").IncomingMessage} Incoming */
/** @typedef {import("node:http").ServerResponse} Outgoing */
/** @typedef {{ url: string, close: () => void }} Served */

/** @param {(request: Incoming, response: Outgoing) => unknown} handle @returns {Promise<Served>} */
async function serve(handle) {
  const server = createServer(handle);
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** What page and worker run, as text: a module that makes one video of a Blob and tells all that it heard. */
const MAKE = `
  import { KlingClient, validate } from "/dist/index.js";
  export async function make({ baseUrl, apiKey, bytes }) {
    const polling = { firstMs: 1, minMs: 1, maxMs: 5 };
    const kling = new KlingClient({ apiKey, baseUrl, polling });
    const blob = new Blob([new Uint8Array(bytes)], { type: "image/jpeg" });
    const phases = [];
    const second = new File([blob, "2"], "second.jpg", { type: "image/jpeg" });
    const { video } = await kling.generate(
      { prompt: "a slow push in", images: [blob, second, new File([blob], "first.jpg")] },
      { onUpdate: ({ phase }) => phases.at(-1) === phase || phases.push(phase) },
    );
    const balance = (await kling.balance()).text;
    const refused = await new KlingClient({ apiKey: "wrong", baseUrl }).balance().catch((error) => error.code);
    // What another client finds in the IndexedDB of the site.
    const [{ jobId, ...kept }, ...more] = await new KlingClient({ apiKey, baseUrl }).jobs();
    const ledger = [video.includes(jobId), kept.state, kept.charge, kept.request.images.length, more.length];
    return { video, phases, balance, refused, ok: validate({}).ok, ledger };
  }`;
const WORKER = `
  import { make } from "/make.js";
  self.onmessage = ({ data }) => make(data).then((told) => self.postMessage({ told }), (error) => self.postMessage({ error: String(error) }));`;

const POLICY = "default-src 'none'; connect-src *; worker-src 'self'; script-src 'self'";
/** @type {Record<string, { type: string, text: string, policy?: string }>} */
const PAGES = {
  "/": { type: "text/html", text: "<!doctype html><title>test</title>" },
  "/strict": { type: "text/html", text: "<!doctype html>", policy: `${POLICY} 'wasm-unsafe-eval'` },
  "/stricter": { type: "text/html", text: "<!doctype html>", policy: POLICY },
  "/make.js": { type: "text/javascript", text: MAKE },
  "/worker.js": { type: "text/javascript", text: WORKER },
};

const site = chromiumWith(async ({ url = "/" }, response) => {
  const page = PAGES[url];
  if (page) {
    response.setHeader("content-type", page.type);
    if (page.policy) response.setHeader("content-security-policy", page.policy);
    return response.end(page.text);
  }
  if (!/^\/dist\/(stores\/)?[a-z-]+\.js$/.test(url)) return response.writeHead(404).end();
  response.setHeader("content-type", "text/javascript");
  response.end(await readFile(new URL(`../..${url}`, import.meta.url)));
});

/** A page of the site that ends with the test. @param {import("node:test").TestContext} t */
async function open(t, path = "/") {
  const page = await site.browser.newPage();
  t.after(() => page.close());
  /** @type {Error[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  t.after(() => assert.deepEqual(errors, [], "nothing is thrown in the page"));
  await page.goto(site.origin + path);
  return page;
}

for (const [where, path] of /** @type {const} */ ([
  ["a page", "/"],
  ["a dedicated worker", "/"],
  ["a page under a strict policy with 'wasm-unsafe-eval'", "/strict"],
])) {
  test(`a video of a real JPEG, made in ${where}`, { skip }, async (t) => {
    const { sim, url, running } = await world(t);
    running();
    const page = await open(t, path);
    const bytes = [...new Uint8Array(await photo().arrayBuffer())];
    const told = await page.evaluate(
      async ([inWorker, what]) => {
        const module = "/make.js";
        if (!inWorker) return (await import(module)).make(what);
        const worker = new Worker("/worker.js", { type: "module" });
        worker.postMessage(what);
        const { data } = await new Promise((tell, fail) => {
          worker.onmessage = tell;
          worker.onerror = ({ message }) => fail(new Error(message));
        });
        return data.told ?? data.error;
      },
      /** @type {const} */ ([where === "a dedicated worker", { baseUrl: url, apiKey: sim.key, bytes }]),
    );
    const phases = ["checking", "uploading", "submitting", "processing", "completed"];
    assert.deepEqual(told.phases, phases, JSON.stringify(told));
    assert.deepEqual([told.balance, told.refused, told.ok], ["$99.75", "unauthorized", false]);
    assert.ok(told.video.startsWith(`${url}/outputs/`));
    const [job] = sim.jobs();
    assert.deepEqual(
      job?.input.images.map((image) => image.split("/").at(-1)),
      ["image.jpg", "second.jpg", "image.jpg"],
    );
    assert.deepEqual(told.ledger, [true, "ended", "charged", 3, 0]);
    assert.deepEqual([sim.stats().submits, sim.stats().uploads.count], [1, 2]);
  });
}

test("under a policy without 'wasm-unsafe-eval' the error says what to allow", { skip }, async (t) => {
  const page = await open(t, "/stricter");
  const told = await page.evaluate(async () => {
    const module = "/dist/index.js";
    const { KlingClient, KlingError, validate } = await import(module);
    return [() => validate({}), () => new KlingClient({ apiKey: "x" })].map((call) => {
      try {
        return call();
      } catch (error) {
        const { code, stage, charge, canResubmit, message } = /** @type {any} */ (error);
        return { ours: error instanceof KlingError, code, stage, charge, canResubmit, message };
      }
    });
  });
  for (const { message, ...rest } of told) {
    assert.deepEqual(rest, {
      ...{ ours: true, code: "config", stage: "config" },
      ...{ charge: "none", canResubmit: false },
    });
    assert.match(message, /wasm-unsafe-eval/);
  }
});

test("a submit bears a name on the page's own origin; a proxy elsewhere is not asked to allow one", {
  skip,
}, async (t) => {
  const page = await open(t);
  const names = await page.evaluate(async () => {
    const module = "/dist/index.js";
    const { KlingClient } = await import(module);
    /** @type {boolean[]} */
    const names = [];
    for (const baseUrl of ["/api/kling", "https://proxy.example"]) {
      /** @type {(url: string, init: RequestInit) => Promise<Response>} */
      const fetch = async (_url, init) => {
        if (init.method === "POST") names.push(new Headers(init.headers).has("idempotency-key"));
        return new Response('{"code":400,"message":"no"}', { status: 400 });
      };
      const request = { prompt: "x", images: ["https://example.com/a.png"] };
      await new KlingClient({ baseUrl, fetch, store: "memory" }).submit(request).catch(() => {});
    }
    return names;
  });
  assert.deepEqual([names[0], names.at(-1)], [true, false]);
});

/** An upload server that reads nothing before it is told to. @param {import("node:test").TestContext} t */
async function slowUploads(t) {
  const opened = signal();
  const broken = signal();
  let hasKey = false;
  const server = await serve((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    if (request.method === "OPTIONS") return response.end();
    hasKey = request.headers.authorization === "Bearer the-key";
    request.once("error", () => broken.settle());
    request.once("close", () => request.complete || broken.settle());
    opened.promise.then(() => {
      request.resume();
      request.once("end", () => {
        response.setHeader("content-type", "application/json");
        response.end('{"code":200,"data":{"download_url":"https://cdn.example/a.jpg"}}');
      });
    });
  });
  t.after(server.close);
  return { url: server.url, open: opened.settle, broken: within(broken.promise), hasKey: () => hasKey };
}

const BYTES = 24_000_000;

test("an upload tells its bytes as they go, up to all of them", { skip }, async (t) => {
  const server = await slowUploads(t);
  const page = await open(t);
  // The page has told of a part while nothing has been read yet but what fits into the sockets.
  await page.exposeFunction("partial", server.open);
  const { told, address } = await page.evaluate(
    async ([baseUrl, size]) => {
      const module = "/dist/index.js";
      const { KlingClient } = await import(module);
      const kling = new KlingClient({ apiKey: "the-key", baseUrl });
      /** @type {any[]} */
      const told = [];
      const address = await kling.upload(new Blob([new Uint8Array(Number(size))], { type: "image/jpeg" }), {
        onProgress: (/** @type {any} */ progress) => {
          told.push(progress);
          if (progress.loadedBytes > 0) /** @type {any} */ (globalThis).partial();
        },
      });
      return { told, address };
    },
    /** @type {const} */ ([server.url, BYTES]),
  );
  assert.equal(address, "https://cdn.example/a.jpg");
  assert.ok(server.hasKey());
  assert.ok(told.some(({ loadedBytes }) => loadedBytes > 0 && loadedBytes < BYTES));
  assert.deepEqual(told.at(-1), { uploaded: 1, total: 1, loadedBytes: BYTES, totalBytes: BYTES });
  for (const [at, { loadedBytes, totalBytes }] of told.entries()) {
    assert.ok(loadedBytes >= (told[at - 1]?.loadedBytes ?? 0));
    assert.equal(totalBytes, BYTES);
  }
});

for (const way of /** @type {const} */ (["XMLHttpRequest", "fetch"])) {
  test(`an abort in the middle of an upload ends it at once, by ${way}`, { skip }, async (t) => {
    const server = await slowUploads(t);
    const page = await open(t);
    const error = await page.evaluate(
      async ([baseUrl, size, way]) => {
        const module = "/dist/index.js";
        const { KlingClient } = await import(module);
        const controller = new AbortController();
        const begun = new Promise((tell) => {
          if (way === "fetch") {
            const { fetch } = globalThis;
            globalThis.fetch = (...args) => {
              setTimeout(tell, 50);
              return fetch(...args);
            };
          }
          const onUploadProgress = (/** @type {any} */ { loadedBytes }) => loadedBytes > 0 && tell(undefined);
          const made = new KlingClient({ apiKey: "the-key", baseUrl }).generate(
            { prompt: "x", images: [new Blob([new Uint8Array(Number(size))], { type: "image/jpeg" })] },
            { signal: controller.signal, ...(way === "fetch" ? {} : { onUploadProgress }) },
          );
          /** @type {any} */ (globalThis).made = made.catch((/** @type {any} */ error) => error);
        });
        await begun;
        let settled = false;
        /** @type {any} */ (globalThis).made.then(() => {
          settled = true;
        });
        controller.abort("enough");
        for (let turn = 0; turn < 20; turn++) await null;
        const { code, stage, charge, cause, jobId } = await /** @type {any} */ (globalThis).made;
        return { code, stage, charge, cause, jobId, settled };
      },
      /** @type {const} */ ([server.url, BYTES, way]),
    );
    assert.deepEqual(error, {
      ...{ code: "aborted", stage: "upload", charge: "none" },
      ...{ cause: "enough", jobId: null, settled: true },
    });
    // Only a server that reads notices that the line is cut.
    server.open();
    await server.broken;
  });
}

test("a redirect of an upload never carries the key to another origin", { skip }, async (t) => {
  const { sim, url } = await world(t);
  /** @type {string[]} */
  const heard = [];
  const other = await serve((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]));
    request.resume();
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*, authorization");
    response.setHeader("content-type", "application/json");
    response.end('{"code":200,"data":{"download_url":"https://cdn.example/a.jpg"}}');
  });
  t.after(other.close);
  sim.fault({ on: "*", times: "Infinity", redirect: `${other.url}/taken` });
  const page = await open(t);
  const codes = await page.evaluate(
    async ([baseUrl, apiKey]) => {
      const module = "/dist/index.js";
      const { KlingClient } = await import(module);
      const kling = new KlingClient({ apiKey, baseUrl, retry: { attempts: 1 } });
      const blob = new Blob([new Uint8Array(1000)], { type: "image/jpeg" });
      const calls = [
        kling.upload(blob),
        kling.upload(blob, { onProgress: () => {} }),
        kling.balance(),
        kling.generate({ prompt: "x", images: ["https://example.com/a.png"] }),
      ];
      const ends = await Promise.allSettled(calls);
      return ends.map((end) => ("reason" in end ? end.reason.code : "fulfilled"));
    },
    /** @type {const} */ ([url, sim.key]),
  );
  // XMLHttpRequest follows a redirect by itself; what it brings from there is not believed.
  assert.deepEqual(codes, ["upload_failed", "upload_failed", "bad_response", "submit_unknown"]);
  for (const text of heard) assert.ok(!text.includes(sim.key) && !/"authorization":/.test(text), text);
  assert.equal(sim.stats().jobs, 0);
});

test("an answer that CORS hides is a lost connection", { skip }, async (t) => {
  const { sim, url } = await world(t, { cors: "success" });
  sim.fault({ on: "balance", times: "Infinity", status: 503 });
  const page = await open(t);
  const { code, message } = await page.evaluate(
    async ([baseUrl, apiKey]) => {
      const module = "/dist/index.js";
      const { KlingClient } = await import(module);
      const kling = new KlingClient({ apiKey, baseUrl, retry: { attempts: 2, baseMs: 1 } });
      return kling.balance().catch((/** @type {any} */ { code, message }) => ({ code, message }));
    },
    /** @type {const} */ ([url, sim.key]),
  );
  assert.equal(code, "network");
  assert.match(message, /CORS/);
});
