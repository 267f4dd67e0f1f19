// docs/errors.md, row by row: each failure is provoked for real, and what it says it cost is what the simulator booked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { failure, PRICE_MICROS, photo, REQUEST, signal, within, world } from "../support/world.js";

/** @typedef {import("../support/world.js").World} World */
/** @typedef {import("../support/world.js").FaultRule} FaultRule */
/** @typedef {import("../support/world.js").KlingError} KlingError */
/**
 * One way to get into a situation: what is done, and what the simulator has booked then (default: nothing where the
 * charge is "none", the price where it is "charged"; "unknown" has to say).
 * @typedef {{ name: string, run: (world: World) => Promise<unknown> | (() => unknown), booked?: number }} Way
 */

const TABLE = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| situation"))
  .map((line) => line.split("|").slice(1, -1))
  .map((cells) => cells.map((cell) => cell.trim()))
  .map(([situation = "", code = "", stage = "", charge = "", canResubmit = "", advice = ""]) => {
    const bare = (/** @type {string} */ text) => text.replaceAll("`", "");
    return { situation, code: bare(code), stage: bare(stage), charge: bare(charge), canResubmit, advice };
  });

const ALWAYS = /** @type {const} */ ({ times: "Infinity" });
const WITH_PHOTO = { ...REQUEST, images: [photo()] };

/** @param {string} name @param {Way["run"]} run @param {number} [booked] @returns {Way} */
const way = (name, run, booked) => ({ name, run, ...(booked === undefined ? {} : { booked }) });

/** A generate under a fault. @param {Partial<FaultRule>} fault @param {number} [booked] */
const submitUnder = (fault, booked) =>
  way(
    `submit ${JSON.stringify(fault)}`,
    ({ sim, client }) => {
      sim.fault({ on: "submit", ...fault });
      return client({ requestTimeoutMs: fault.hang ? 100 : 45_000 }).generate(REQUEST);
    },
    booked,
  );

/** An upload under a fault that stays. @param {Partial<FaultRule>} fault */
const uploadUnder = (fault) =>
  way(`upload ${JSON.stringify(fault)}`, ({ sim, client }) => {
    sim.fault({ on: "upload", ...ALWAYS, ...fault });
    return client({ requestTimeoutMs: fault.hang ? 100 : 45_000 }).generate(WITH_PHOTO);
  });

/** A poll under a fault that stays. @param {Partial<FaultRule>} fault */
const pollUnder = (fault) =>
  way(`poll ${JSON.stringify(fault)}`, ({ sim, client, running }) => {
    running();
    sim.fault({ on: "result", ...ALWAYS, ...fault });
    return client().generate(REQUEST);
  });

/** A job that ends this way, told at a poll. @param {FaultRule["job"]} job */
const endingIn = (job) => [
  way(`poll: ${JSON.stringify(job)}`, ({ sim, client }) => {
    sim.fault({ on: "submit", job: { ms: 0, ...job }, patch: { status: "processing", error: "", code: 0 } });
    return client().generate(REQUEST);
  }),
  way(`at once: ${JSON.stringify(job)}`, ({ sim, client }) => {
    sim.fault({ on: "submit", job: { ms: 0, ...job } });
    return client().generate(REQUEST);
  }),
];

/** A question under a fault that stays. @param {Partial<FaultRule>} fault */
const questionUnder = (fault) =>
  /** @type {const} */ (["balance", "history", "price"]).map((method) =>
    way(`${method} ${JSON.stringify(fault)}`, ({ sim, client }) => {
      sim.fault({ on: method, ...ALWAYS, ...fault });
      const kling = client({ requestTimeoutMs: fault.hang ? 50 : 45_000 });
      return method === "price" ? kling.price(REQUEST) : kling[method]();
    }),
  );

/** @param {string} name @param {unknown} options */
const configured = (name, options) =>
  way(
    `client: ${name}`,
    ({ client }) =>
      () =>
        client(/** @type {any} */ (options)),
  );

/** Key functions that give no usable key. @type {[string, () => any][]} */
const KEYLESS = [
  [
    "throws",
    () => {
      throw new Error("no key today");
    },
  ],
  ["rejects", async () => Promise.reject(new Error("no key today"))],
  ["gives a number", () => 42],
  ["gives nothing", () => undefined],
  ["gives null", () => null],
  ["gives an empty key", () => ""],
  ["gives white space", () => " \n"],
  ["gives a key with white space around it", () => "key "],
  ["gives a key with a line break", () => "ke\ny"],
];

/** @type {Record<string, Way[]>} */
const SCENARIOS = {
  "The request is not one that the service takes": [
    ...[
      undefined,
      null,
      "a prompt",
      [],
      new Map(),
      { prompt: "", images: [] },
      { ...REQUEST, duration: "5" },
      { ...REQUEST, aspectRatio: "1:1" },
    ].flatMap((request) => [
      way(`generate ${JSON.stringify(request)}`, ({ client }) =>
        client().generate(/** @type {any} */ (request)),
      ),
      way(`submit ${JSON.stringify(request)}`, ({ client }) => client().submit(/** @type {any} */ (request))),
    ]),
    way("upload of a string", ({ client }) => client().upload(/** @type {any} */ ("a.jpg"))),
    way("enhancePrompt of nothing", ({ client }) => client().enhancePrompt({})),
    way("price of nonsense", ({ client }) => client().price(/** @type {any} */ ({ duration: 7 }))),
    way("history by an unknown field", ({ client }) =>
      client().history(/** @type {any} */ ({ pageSize: 3 })),
    ),
  ],
  "The id of a job cannot be one": ["../x", "", "a/b", "a b", "x".repeat(129), 7, null].map((id) =>
    way(
      `job ${JSON.stringify(id)}`,
      ({ client }) =>
        () =>
          client().job(/** @type {any} */ (id)),
    ),
  ),
  "An option of the client or of a call is missing, unknown or wrong": [
    configured("no key at the service itself", { apiKey: undefined, baseUrl: undefined }),
    configured("an empty key", { apiKey: "" }),
    configured("white space", { apiKey: "  " }),
    configured("white space around the key", { apiKey: " key" }),
    configured("a line break in the key", { apiKey: "ke\ny" }),
    configured("a key beyond ASCII", { apiKey: "schlüssel" }),
    configured("a number for a key", { apiKey: 5 }),
    configured("an unknown option", { apikey: "x" }),
    configured("an unknown polling option", { polling: { min: 1 } }),
    configured("an unknown retry option", { retry: { times: 1 } }),
    configured("a base URL that is none", { baseUrl: "not a url" }),
    configured("a base URL of another scheme", { baseUrl: "ftp://example.com" }),
    configured("a number for a base URL", { baseUrl: 8787 }),
    configured("no function for fetch", { fetch: "fetch" }),
    configured("no function for onEvent", { onEvent: {} }),
    configured("no object for headers", { headers: [["a", "b"]] }),
    configured("a negative time", { requestTimeoutMs: -1 }),
    configured("a time that is no number", { deadlineMs: "1000" }),
    configured("NaN", { deadlineMs: Number.NaN }),
    configured("bounds in the wrong order", { polling: { minMs: 10, maxMs: 5 } }),
    configured("no attempt at all", { retry: { attempts: 0 } }),
    configured("a store that there is not", { store: "indexeddb" }),
    .../** @type {[string, any][]} */ ([
      ["a string", "options"],
      ["an unknown option", { onupdate: () => {} }],
      ["no function", { onUpdate: {} }],
      ["no signal", { signal: {} }],
    ]).flatMap(([name, options]) => [
      way(`generate with ${name}`, ({ client }) => client().generate(REQUEST, options)),
      way(`submit with ${name}`, ({ client }) => client().submit(REQUEST, options)),
      way(`wait with ${name}`, ({ client }) => client().job("x").wait(options)),
      way(`status with ${name}`, ({ client }) => client().job("x").status(options)),
      way(`upload with ${name}`, ({ client }) => client().upload(photo(), options)),
      way(`enhancePrompt with ${name}`, ({ client }) => client().enhancePrompt({ text: "a" }, options)),
      way(`balance with ${name}`, ({ client }) => client().balance(options)),
      way(`history with ${name}`, ({ client }) => client().history({}, options)),
      way(`price with ${name}`, ({ client }) => client().price(REQUEST, options)),
    ]),
  ],
  "WebAssembly cannot start": [
    way("a worker that forbids it", async () => {
      const code = `
        import { parentPort } from "node:worker_threads";
        import { KlingError, validate } from "kling-multi-i2v";
        WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("forbidden by the policy"); } };
        try { validate({}); } catch (error) {
          parentPort.postMessage({ ...error, message: error.message, ours: error instanceof KlingError });
        }`;
      const { KlingError } = await import("kling-multi-i2v");
      const where = new URL("./virtual.mjs", import.meta.url).href;
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(resolved(code, where))}`));
      /** @type {any} */
      const told = await within(
        new Promise((tell, fail) => {
          worker.once("message", tell);
          worker.once("error", fail);
        }),
      );
      await worker.terminate();
      assert.ok(told.ours);
      assert.match(told.message, /wasm-unsafe-eval/);
      throw new KlingError(told);
    }),
  ],
  "The key function gives no usable key, for an upload": KEYLESS.map(([name, apiKey]) =>
    way(`it ${name}`, ({ client }) => client({ apiKey }).generate(WITH_PHOTO)),
  ),
  "The key function gives no usable key, for the submit": KEYLESS.map(([name, apiKey]) =>
    way(`it ${name}`, ({ client }) => client({ apiKey }).generate(REQUEST)),
  ),
  "The key function gives no usable key, for a question (balance, history, price)": KEYLESS.flatMap(
    ([name, apiKey]) => [
      way(`balance: it ${name}`, ({ client }) => client({ apiKey }).balance()),
      way(`history: it ${name}`, ({ client }) => client({ apiKey }).history()),
      way(`price: it ${name}`, ({ client }) => client({ apiKey }).price({})),
    ],
  ),
  "The key function gives no usable key, for a poll, several times in a row": KEYLESS.map(([name, then]) =>
    way(`it ${name}`, ({ sim, client, running }) => {
      running();
      let asked = 0;
      return client({ apiKey: () => (asked++ === 0 ? sim.key : then()) }).generate(REQUEST);
    }),
  ),
  "An upload: the service refuses the picture (400, 404, 413)": [
    uploadUnder({ status: 400 }),
    uploadUnder({ status: 404 }),
    uploadUnder({ status: 413 }),
    uploadUnder({ status: 413, html: true }),
    way("what is no picture", ({ client }) =>
      client().generate({ ...REQUEST, images: [new Blob(["no picture"], { type: "image/png" })] }),
    ),
  ],
  "An upload: the service fails, is lost, is late or cannot be read, each time": [
    uploadUnder({ status: 500 }),
    uploadUnder({ status: 502, html: true }),
    uploadUnder({ status: 503, retryAfter: 0 }),
    uploadUnder({ status: 504 }),
    uploadUnder({ cut: "before" }),
    uploadUnder({ cut: "after" }),
    uploadUnder({ truncate: 10 }),
    uploadUnder({ html: true, status: 200 }),
    uploadUnder({ redirect: "/elsewhere" }),
    uploadUnder({ hang: true }),
  ],
  "An upload: the answer names no address": [
    uploadUnder({ patch: { remove: ["download_url"] } }),
    uploadUnder({ patch: { download_url: null } }),
    uploadUnder({ patch: { download_url: " " } }),
    uploadUnder({ patch: { download_url: 5 } }),
    uploadUnder({ body: {} }),
  ],
  "An upload: the key is not accepted (401)": [
    uploadUnder({ status: 401 }),
    way("another key", ({ client }) => client({ apiKey: "wrong" }).generate(WITH_PHOTO)),
  ],
  "An upload: the key may not do this (403)": [uploadUnder({ status: 403 })],
  "An upload: too many requests (429), each time": [uploadUnder({ status: 429 })],
  "The submit: the service refuses it (400, 413, 422)": [
    submitUnder({ status: 400, message: 'field "images" is required and must not be empty' }),
    submitUnder({ status: 413 }),
    submitUnder({ status: 422 }),
    submitUnder({ code: 400 }),
    submitUnder({ status: 400, html: true }),
  ],
  "The submit: the key is not accepted (401)": [
    submitUnder({ status: 401 }),
    submitUnder({ code: 401 }),
    way("another key", ({ client }) => client({ apiKey: "wrong" }).generate(REQUEST)),
    way("no key", ({ client }) => client({ apiKey: undefined }).generate(REQUEST)),
  ],
  "The submit: the key may not do this (403)": [
    submitUnder({ status: 403 }),
    way("a key without the right", ({ sim, client }) => {
      sim.addAccount({ key: "readonly", forbidden: true });
      return client({ apiKey: "readonly" }).generate(REQUEST);
    }),
  ],
  "The submit: not enough credits (402, 1407, or 400 that says so)": [
    submitUnder({ status: 402 }),
    submitUnder({ code: 1407 }),
    submitUnder({ status: 400, message: "Insufficient credits. Please top up your account to continue." }),
    way("an empty account", ({ sim, client }) => {
      sim.addAccount({ key: "poor", balanceUsd: 0.24 });
      return client({ apiKey: "poor" }).generate(REQUEST);
    }),
  ],
  "The submit: no such path (404)": [
    submitUnder({ status: 404 }),
    way("a base URL that leads elsewhere", ({ client, url }) =>
      client({ baseUrl: `${url}/elsewhere` }).generate(REQUEST),
    ),
  ],
  "The submit: too many jobs (429), each time": [
    submitUnder({ status: 429, times: 3 }),
    submitUnder({ code: 429, times: 3 }),
    submitUnder({ status: 429, html: true, times: 3 }),
  ],
  "The submit: the service asks for a pause of over two minutes (429)": [
    submitUnder({ status: 429, retryAfter: 121 }),
  ],
  "The submit: the service fails (5xx)": [500, 502, 503, 504].flatMap((status) => [
    submitUnder({ status }, 0),
    submitUnder({ status, after: true }, PRICE_MICROS),
    submitUnder({ status, html: true, after: true }, PRICE_MICROS),
  ]),
  "The submit: the connection is lost": [
    submitUnder({ cut: "before" }, 0),
    submitUnder({ cut: "after" }, PRICE_MICROS),
  ],
  "The submit: no answer in time": [
    submitUnder({ hang: true }, 0),
    submitUnder({ hang: true, after: true }, PRICE_MICROS),
    submitUnder({ status: 408, after: true }, PRICE_MICROS),
  ],
  "The submit: an answer that cannot be read (cut short, HTML, a redirect)": [
    submitUnder({ truncate: 20 }, PRICE_MICROS),
    submitUnder({ truncate: 0 }, PRICE_MICROS),
    submitUnder({ html: true, status: 200, after: true }, PRICE_MICROS),
    submitUnder({ body: "", after: true }, PRICE_MICROS),
    submitUnder({ body: "null", after: true }, PRICE_MICROS),
    submitUnder({ body: "[]", after: true }, PRICE_MICROS),
    submitUnder({ redirect: "/elsewhere" }, 0),
    submitUnder({ redirect: "/elsewhere", status: 302, after: true }, PRICE_MICROS),
    submitUnder({ code: 500 }, 0),
    submitUnder({ code: 5000 }, 0),
  ],
  "The submit: an answer without a usable id": [
    submitUnder({ patch: { remove: ["id"] } }, PRICE_MICROS),
    submitUnder({ patch: { id: null } }, PRICE_MICROS),
    submitUnder({ patch: { id: "" } }, PRICE_MICROS),
    submitUnder({ patch: { id: "../balance" } }, PRICE_MICROS),
    submitUnder({ patch: { id: 7 } }, PRICE_MICROS),
    submitUnder({ body: { code: 200, message: "success", data: null }, after: true }, PRICE_MICROS),
  ],
  "A poll: the key is not accepted (401)": [pollUnder({ status: 401 }), pollUnder({ code: 401 })],
  "A poll: the key may not do this (403)": [pollUnder({ status: 403 })],
  "A poll: the service refuses it (400)": [pollUnder({ status: 400 })],
  "A poll: the service does not know the job that was submitted here (404)": [
    way("a minute after the submit", async ({ sim, client, running }) => {
      running();
      const job = await client().submit(REQUEST);
      const { now } = Date;
      // The wall clock, by which a fresh job is told from an old one.
      Date.now = () => now() + 60_001;
      try {
        sim.fault({ on: "result", ...ALWAYS, status: 404 });
        return await failure(job.wait()).then((error) => Promise.reject(error));
      } finally {
        Date.now = now;
      }
    }),
  ],
  "A poll: the service does not know a job of which only the id was given (404)": [
    way("wait", ({ client }) => client().job("unknown-id").wait(), 0),
    way("status", ({ client }) => client().job("unknown-id").status(), 0),
  ],
  ...Object.fromEntries(
    /** @type {[string, Partial<FaultRule>[]][]} */ ([
      ["the connection is lost", [{ cut: "before" }, { cut: "after" }]],
      ["no answer in time", [{ hang: true }]],
      ["the service fails (5xx)", [{ status: 500 }, { status: 503, html: true }]],
      ["too many requests (429)", [{ status: 429 }, { code: 429 }]],
      ["an answer that cannot be read", [{ body: "{" }, { html: true, status: 200 }, { redirect: "/x" }]],
    ]).map(([what, faults]) => [
      `\`status()\` of a job of which nothing was heard yet: ${what}`,
      faults.map((fault) =>
        way(
          JSON.stringify(fault),
          async ({ sim, client, asked }) => {
            sim.fault({ on: "result", ...ALWAYS, ...fault });
            const polling = { minMs: 60_000, maxMs: 60_000 };
            const job = client({ polling, requestTimeoutMs: fault.hang ? 50 : 45_000 }).job("some-id");
            const [first, second] = await Promise.allSettled([job.status(), job.status()]);
            const third = await failure(job.status());
            assert.equal(asked("result"), 1, "asked in a row, it asks once");
            assert.deepEqual([first.status, second.status], ["rejected", "rejected"]);
            throw third;
          },
          0,
        ),
      ),
    ]),
  ),
  "Nothing is heard within `deadlineMs` of a job of which only the id was given": [
    way(
      "a poll that hangs",
      ({ client, sim }) => {
        sim.fault({ on: "result", ...ALWAYS, hang: true });
        return client({ deadlineMs: 5 }).job("some-id").wait();
      },
      0,
    ),
  ],
  "The video is not ready within `deadlineMs`": [
    way("a job that goes on", ({ client, sim }) => {
      sim.fault({ on: "submit", job: { ms: 1e9 } });
      return client({ deadlineMs: 30 }).generate(REQUEST);
    }),
    way("polls that fail until then", ({ client, sim, running }) => {
      running();
      sim.fault({ on: "result", ...ALWAYS, status: 503 });
      return client({ deadlineMs: 30 }).generate(REQUEST);
    }),
    way("a poll that hangs", ({ client, sim, running }) => {
      running();
      sim.fault({ on: "result", ...ALWAYS, hang: true });
      return client({ deadlineMs: 30 }).generate(REQUEST);
    }),
  ],
  "The job ends as refused for its content": [
    ...endingIn({ status: "failed", code: 1200, error: "refused" }),
    ...endingIn({ status: "failed", code: 0, error: "Content Policy violation" }),
  ],
  "The job ends as failed": [
    ...endingIn({ status: "failed" }),
    ...endingIn({ status: "failed", code: 5000, error: "" }),
  ],
  "The job ends as failed: a picture could not be fetched (1402)": [
    ...endingIn({ status: "failed", code: 1402, error: "Failed to fetch the image" }),
    way("a picture that is not there", ({ sim, client, url }) => {
      sim.fault({ on: "submit", patch: { status: "processing" } });
      return client().generate({ ...REQUEST, images: [`${url}/uploads/none/a.png`] });
    }),
  ],
  "The job ends as failed: not enough credits (1407)": endingIn({ status: "failed", code: 1407 }),
  "The job ends as timed out at the service": endingIn({ status: "timeout" }),
  "The job ends as cancelled": endingIn({ status: "cancelled" }),
  "The job ends as deleted": endingIn({ status: "deleted" }),
  "The job ends well, without a video": [
    ...endingIn({ outputs: [] }),
    ...endingIn({ outputs: null }),
    ...endingIn({ outputs: [""] }),
  ],
  "Aborted before it began, or while the pictures are looked at": [
    way("generate", ({ client }) => client().generate(WITH_PHOTO, { signal: AbortSignal.abort() })),
    way("submit", ({ client }) => client().submit(REQUEST, { signal: AbortSignal.abort() })),
    way("a picture that is slow to read", ({ client }) => {
      const controller = new AbortController();
      const slow = photo();
      slow.slice = () => {
        setImmediate(() => controller.abort());
        return /** @type {any} */ ({ arrayBuffer: () => new Promise(() => {}) });
      };
      return client().generate({ ...REQUEST, images: [slow] }, { signal: controller.signal });
    }),
  ],
  "Aborted while pictures go up": [
    way("an upload that hangs", ({ client, caught }) => {
      const controller = new AbortController();
      caught({ on: "upload", hang: true }).arrived.then(() => controller.abort());
      return client().generate(WITH_PHOTO, { signal: controller.signal });
    }),
  ],
  "Aborted before the submit, or in a pause that the rate limit asked for": [
    way("when it is about to be submitted", ({ client }) => {
      const controller = new AbortController();
      return client().generate(REQUEST, {
        signal: controller.signal,
        onUpdate: ({ phase }) => phase === "submitting" && controller.abort(),
      });
    }),
    way("while the key is waited for", ({ client }) => {
      const controller = new AbortController();
      const apiKey = () => {
        setImmediate(() => controller.abort());
        return /** @type {Promise<string>} */ (new Promise(() => {}));
      };
      return client({ apiKey }).generate(REQUEST, { signal: controller.signal });
    }),
    way("in the pause", ({ client, sim }) => {
      const controller = new AbortController();
      sim.fault({ on: "submit", status: 429, retryAfter: 60 });
      const onEvent = (/** @type {any} */ { type }) => type === "retry" && controller.abort();
      return client({ onEvent }).generate(REQUEST, { signal: controller.signal });
    }),
  ],
  "Aborted while the submit is on its way": [
    ...[false, true].map((after) =>
      way(
        `after the work: ${after}`,
        ({ client, caught, sim }) => {
          const controller = new AbortController();
          caught({ on: "submit", hang: true, after }).arrived.then(async () => {
            // The job is made a turn after the request has come in.
            while (after && sim.stats().jobs === 0) await new Promise(setImmediate);
            controller.abort();
          });
          return client().generate(REQUEST, { signal: controller.signal });
        },
        after ? PRICE_MICROS : 0,
      ),
    ),
  ],
  "Aborted, or ended by `stop()`, before anything is heard of a job of which only the id was given": [
    way(
      "wait, aborted",
      ({ client, sim }) => {
        sim.fault({ on: "result", ...ALWAYS, hang: true });
        return client()
          .job("some-id")
          .wait({ signal: AbortSignal.timeout(5) });
      },
      0,
    ),
    way(
      "wait, stopped",
      ({ client, sim }) => {
        sim.fault({ on: "result", ...ALWAYS, hang: true });
        const job = client().job("some-id");
        const promise = job.wait();
        job.stop();
        return promise;
      },
      0,
    ),
  ],
  "Aborted, or ended by `stop()`, while the video is waited for": [
    way("in a pause between polls", async ({ client, sim }) => {
      sim.fault({ on: "submit", job: { ms: 1e9 } });
      const controller = new AbortController();
      const job = await client({ polling: { firstMs: 60_000, minMs: 60_000 } }).submit(REQUEST);
      const waiting = job.wait({ signal: controller.signal });
      setImmediate(() => controller.abort());
      return waiting;
    }),
    way("in a poll", ({ client, running, caught }) => {
      running();
      const controller = new AbortController();
      caught({ on: "result", hang: true }).arrived.then(() => controller.abort());
      return client().generate(REQUEST, { signal: controller.signal });
    }),
    way("stop() in a pause between polls", async ({ client, sim }) => {
      sim.fault({ on: "submit", job: { ms: 1e9 } });
      const job = await client({ polling: { firstMs: 60_000, minMs: 60_000 } }).submit(REQUEST);
      const waiting = job.wait();
      setImmediate(() => job.stop());
      return waiting;
    }),
    way("stop() in a poll", async ({ client, running, caught }) => {
      running();
      const job = await client().submit(REQUEST);
      caught({ on: "result", hang: true }).arrived.then(() => job.stop());
      return job.wait();
    }),
    way("a signal that was aborted before", async ({ client, running }) => {
      running();
      return (await client().submit(REQUEST)).wait({ signal: AbortSignal.abort() });
    }),
  ],
  "Another question: the connection is lost, each time": questionUnder({ cut: "before" }),
  "Another question: no answer in time, each time": questionUnder({ hang: true }),
  "Another question: the service fails (5xx), each time": questionUnder({ status: 503 }),
  "Another question: an answer that cannot be read, each time": [
    ...questionUnder({ html: true, status: 200 }),
    ...questionUnder({ truncate: 5 }),
    ...questionUnder({ redirect: "/elsewhere" }),
  ],
  "Another question: an answer without what was asked for": /** @type {const} */ (["balance", "price"]).map(
    (method) =>
      way(method, ({ sim, client }) => {
        const remove = ["balance", "price", "discounted_price"];
        sim.fault({ on: method, ...ALWAYS, patch: { remove } });
        return method === "price" ? client().price(REQUEST) : client().balance();
      }),
  ),
};

/** A data: module resolves no bare name: they are put in. @param {string} code @param {string} _where */
function resolved(code, _where) {
  return code.replaceAll('"kling-multi-i2v"', JSON.stringify(import.meta.resolve("kling-multi-i2v")));
}

test("every row of docs/errors.md has a scenario, and every scenario a row", () => {
  const rows = TABLE.map(({ situation }) => situation);
  assert.ok(rows.length > 40, "the table was read");
  assert.deepEqual(Object.keys(SCENARIOS).sort(), [...rows].sort());
  for (const [name, ways] of Object.entries(SCENARIOS)) assert.ok(ways.length > 0, name);
  for (const { situation, advice } of TABLE) assert.ok(advice, `${situation}: it says what to do`);
});

test("every code, stage and charge of the types is in the table, and no other", () => {
  const types = readFileSync(new URL("../../src/js/types.d.ts", import.meta.url), "utf8");
  for (const [type, field] of /** @type {const} */ ([
    ["KlingErrorCode", "code"],
    ["Stage", "stage"],
    ["Charge", "charge"],
  ])) {
    const union = new RegExp(`export type ${type} =([^;]*);`).exec(types)?.[1] ?? "";
    const named = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? "");
    assert.ok(named.length > 2);
    assert.deepEqual([...new Set(TABLE.map((row) => row[field]))].sort(), named.sort());
  }
});

for (const row of TABLE) {
  test(row.situation, async (t) => {
    for (const { name, run, booked } of SCENARIOS[row.situation] ?? []) {
      await t.test(name, async (t) => {
        const here = await world(t);
        const error = await failure(run(here));
        const { code, stage, charge, canResubmit } = error;
        assert.deepEqual(
          { code, stage, charge, canResubmit: canResubmit ? "yes" : "no" },
          { code: row.code, stage: row.stage, charge: row.charge, canResubmit: row.canResubmit },
          error.message,
        );
        const followed = stage === "poll" || stage === "result";
        assert.equal(error.jobId !== null, followed, "a job's id exactly where there is one");
        if (error.jobId && charge === "charged") assert.equal(error.jobId, here.sim.jobs()[0]?.id);
        assert.ok(error.message.length > 10);
        assert.equal(
          error.issues.length > 0,
          code === "validation" ||
            (code === "config" && stage === "config" && row.situation !== "WebAssembly cannot start"),
        );

        const { jobs, netMicros, submits } = here.sim.stats();
        const expected = booked ?? { none: 0, charged: PRICE_MICROS, unknown: Number.NaN }[charge];
        assert.equal(netMicros, expected, "what the simulator booked is what the error says");
        assert.ok(jobs <= 1, "one job at the most");
        if (charge === "unknown")
          assert.ok(submits <= 1, "a submit that may have made a job is never repeated");
        if (stage === "config" || stage === "validate") assert.equal(here.sim.requests().length, 0);
        if (stage === "upload") assert.equal(submits, 0);
      });
    }
  });
}

/** What a poll may meet without harm. @type {Partial<FaultRule>[]} */
const LAPSES = [
  { status: 429 },
  { status: 429, retryAfter: 0 },
  { status: 500 },
  { status: 502, html: true },
  { status: 503 },
  { status: 504 },
  { status: 408 },
  { cut: "before" },
  { cut: "after" },
  { truncate: 20 },
  { html: true, status: 200 },
  { redirect: "/elsewhere" },
  { body: "" },
  { body: "null" },
  { code: 500 },
  { patch: { status: "queued", outputs: null } },
  { patch: { status: null } },
  { patch: { remove: ["status"] } },
];

test("nothing that a poll meets on the way ends a job", async (t) => {
  for (const lapse of LAPSES) {
    await t.test(JSON.stringify(lapse), async (t) => {
      const { sim, client, running, asked } = await world(t);
      running();
      const fault = sim.fault({ on: "result", times: 7, ...lapse });
      const { video } = await within(client().generate(REQUEST));
      assert.match(video, /\.mp4$/);
      assert.equal(fault.hits, 7, "more often than a repeatable request is repeated");
      assert.equal(asked("result"), 8);
      assert.equal(sim.stats().submits, 1);
    });
  }
});

test("a poll that is never answered is given up for the next", async (t) => {
  const { sim, client, running, asked } = await world(t);
  running();
  sim.fault({ on: "result", hang: true, times: 2 });
  const job = await within(client({ requestTimeoutMs: 1_000 }).submit(REQUEST));
  await within(job.wait());
  assert.ok(asked("result") >= 3);
});

test("a submit that the rate limit refused goes out again after Retry-After, and once only", async (t) => {
  const { sim, client } = await world(t);
  sim.fault({ on: "submit", status: 429, retryAfter: 1 });
  /** @type {any[]} */
  const retries = [];
  const onEvent = (/** @type {any} */ event) => event.type === "retry" && retries.push(event);
  const { id } = await within(client({ onEvent }).generate(REQUEST));
  assert.equal(id, sim.jobs()[0]?.id);
  assert.equal(retries.length, 1);
  const { type, stage, code, pauseMs } = retries[0];
  assert.deepEqual({ type, stage, code }, { type: "retry", stage: "submit", code: "rate_limited" });
  assert.ok(pauseMs > 990 && pauseMs <= 1_000, `${pauseMs}`);
  const [first, second] = sim.requests().filter(({ route }) => route === "submit");
  assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 990, "no sooner than was asked");
  assert.deepEqual([sim.stats().submits, sim.stats().jobs], [2, 1]);
});

test("an upload and a question are repeated through what passes", async (t) => {
  const { sim, client, asked } = await world(t);
  for (const on of /** @type {const} */ (["upload", "balance"])) {
    sim.fault({ on, status: 503 });
    sim.fault({ on, cut: "before" });
  }
  const kling = client();
  await within(kling.generate(WITH_PHOTO));
  assert.equal((await within(kling.balance())).text, "$99.75");
  assert.deepEqual([asked("upload"), asked("balance"), asked("submit")], [3, 3, 1]);
});

test("the key function is asked for each request, and may be async", async (t) => {
  const { sim, client, running } = await world(t);
  running();
  let asked = 0;
  const apiKey = async () => {
    asked++;
    return sim.key;
  };
  await within(client({ apiKey }).generate(WITH_PHOTO));
  assert.equal(asked, sim.requests().length);
});

test("a key function that never answers is not a submit that may have been sent", async (t) => {
  const { sim, client } = await world(t);
  const { promise } = signal();
  const apiKey = () => /** @type {Promise<any>} */ (promise);
  const error = await failure(client({ apiKey, requestTimeoutMs: 50 }).generate(REQUEST));
  assert.deepEqual([error.code, error.charge, error.canResubmit], ["config", "none", false]);
  assert.equal(sim.requests().length, 0);
});
