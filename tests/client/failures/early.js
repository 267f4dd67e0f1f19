// Before anything is sent: the request, the options, WebAssembly.

import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { photo, REQUEST, within } from "../../support/world.js";
import { firstOf, way } from "./way.js";

/** @param {string} name @param {unknown} options */
const configured = (name, options) =>
  way(
    `client: ${name}`,
    ({ client }) =>
      () =>
        client(/** @type {any} */ (options)),
  );

/** @type {import("./way.js").Scenarios} */
export const early = {
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
    ...[undefined, null, {}, "requests", 5, new Set([REQUEST]), { length: 1, 0: REQUEST }].map((requests) =>
      way(`generateAll ${JSON.stringify(requests)}`, ({ client }) =>
        client().generateAll(/** @type {any} */ (requests)),
      ),
    ),
    way("one of a batch", ({ client }) =>
      firstOf(client().generateAll([/** @type {any} */ ({ ...REQUEST, images: [] })])),
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
    configured("a store that there is not", { store: "localstorage" }),
    configured("a number for a store", { store: 5 }),
    configured("an unknown limit", { budget: { perJob: 1 } }),
    configured("a negative limit", { budget: { perDayUsd: -0.01 } }),
    configured("a limit that is no number", { budget: { totalUsd: "5" } }),
    configured("a number for a budget", { budget: 5 }),
    configured("an unknown lookup option", { lookup: { times: 1 } }),
    configured("no look at all", { lookup: { looks: 0 } }),
    configured("half a look", { lookup: { looks: 1.5 } }),
    configured("a word for a choice", { lookup: { resubmitWhenAbsent: "yes" } }),
    configured("none at once", { concurrency: 0 }),
    configured("half a job at once", { concurrency: 1.5 }),
    ...["", "  ", "x".repeat(257), 7, {}, Symbol("key")].flatMap((key) => [
      way(`generate with the key ${String(key)}`, ({ client }) =>
        client().generate(REQUEST, { idempotencyKey: /** @type {any} */ (key) }),
      ),
      way(`submit with the key ${String(key)}`, ({ client }) =>
        client().submit(REQUEST, { idempotencyKey: /** @type {any} */ (key) }),
      ),
      way(`generateAll with the prefix ${String(key)}`, ({ client }) =>
        client().generateAll([REQUEST], { idempotencyPrefix: /** @type {any} */ (key) }),
      ),
    ]),
    ...[0, -1, 1.5, "2", Number.NaN, 1e9].map((concurrency) =>
      way(`generateAll, ${concurrency} at once`, ({ client }) =>
        client().generateAll([REQUEST], { concurrency: /** @type {any} */ (concurrency) }),
      ),
    ),
    way("generateAll with one key for all", ({ client }) =>
      client().generateAll([REQUEST], /** @type {any} */ ({ idempotencyKey: "one" })),
    ),
    way("generate with a prefix", ({ client }) =>
      client().generate(REQUEST, /** @type {any} */ ({ idempotencyPrefix: "one" })),
    ),
    .../** @type {[string, any][]} */ ([
      ["a string", "options"],
      ["an unknown option", { onupdate: () => {} }],
      ["no function", { onUpdate: {} }],
      ["no signal", { signal: {} }],
    ]).flatMap(([name, options]) => [
      way(`generate with ${name}`, ({ client }) => client().generate(REQUEST, options)),
      way(`submit with ${name}`, ({ client }) => client().submit(REQUEST, options)),
      way(`generateAll with ${name}`, ({ client }) => client().generateAll([REQUEST], options)),
      way(`jobs with ${name}`, ({ client }) => client().jobs(options)),
      way(`resume with ${name}`, ({ client }) => client().resume(options)),
      way(`spent with ${name}`, ({ client }) => client().spent(options)),
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
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(resolved(code))}`));
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
};

/** A data: module resolves no bare name: they are put in. @param {string} code */
function resolved(code) {
  return code.replaceAll('"kling-multi-i2v"', JSON.stringify(import.meta.resolve("kling-multi-i2v")));
}
