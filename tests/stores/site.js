// What the stores' tests share: a site that serves their source to a real Chromium, and a store of a page as one of ours.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { chromiumWith, skip } from "../support/chromium.js";

export { skip };

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContext} Context */
/** @typedef {import("../../src/js/stores/types.js").OpenStore} OpenStore */
/** @typedef {{ after: (end: () => unknown) => void }} Test what is used of a test's context */

/** Page and worker both run this: it opens a store and does what it is told. */
const STORES = `
  import { openStore } from "/stores/open.js";
  import { indexedDbStore } from "/stores/indexeddb.js";
  export * from "/stores/owner.js";
  export const told = [];
  let store;
  const KINDS = {
    explicit: () => openStore("indexeddb", true, (failure) => told.push(failure)),
    forgiving: () => openStore("indexeddb", false, (failure) => told.push(failure)),
    deaf: () => openStore("indexeddb", false, () => { throw new Error("do not tell me"); }),
    newer: async () => (await import("/newer/indexeddb.js")).indexedDbStore(),
    server: (name) => {
      const at = encodeURIComponent;
      const ask = (path, init) => fetch("/kept/" + at(name) + "/" + path, init).then((answer) => answer.json());
      return openStore({
        get: (key) => ask(at(key)),
        put: (key, value) => ask(at(key), { method: "PUT", body: JSON.stringify(value) }),
        delete: (key) => ask(at(key), { method: "DELETE" }),
        list: (prefix) => ask("?" + at(prefix)),
      }, true, () => {});
    },
  };
  export async function use(kind, name) { store = await KINDS[kind](name); }
  export const call = (method, args) => store[method](...args);
`;
const WORKER = `
  import { call, use } from "/stores.js";
  self.onmessage = async ({ data: { id, method, args } }) => {
    const told = method === "use" ? use(...args) : call(method, args);
    told.then((value) => postMessage({ id, value }), (error) => postMessage({ id, error: error.message }));
  };
  postMessage({ id: "ready" });`;

/** What the pages keep on the site, without any lock. @type {Map<string, ReturnType<typeof bareStore>>} */
const keptHere = new Map();

/** @param {import("node:http").IncomingMessage} request */
async function answered(request) {
  const { pathname, search } = new URL(request.url ?? "", "http://site");
  const [, , name = "", key = ""] = pathname.split("/").map(decodeURIComponent);
  const store = keptHere.get(name) ?? bareStore();
  keptHere.set(name, store);
  if (!key) return store.list(decodeURIComponent(search.slice(1)));
  if (request.method === "GET") return store.get(key);
  if (request.method === "DELETE") return store.delete(key) ?? null;
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return store.put(key, JSON.parse(body)) ?? null;
}

/** @param {string} url @returns {Promise<string | undefined>} */
async function textOf(url) {
  if (url === "/stores.js") return STORES;
  if (url === "/worker.js") return WORKER;
  const [, folder, name] = /^\/(stores|newer)\/([a-z-]+\.js)$/.exec(url) ?? [];
  if (!name) return undefined;
  const text = await readFile(new URL(`../../src/js/stores/${name}`, import.meta.url), "utf8");
  if (folder === "stores" || name !== "indexeddb.js") return text;
  assert.match(text, /const VERSION = 1;/);
  return text.replace("const VERSION = 1;", "const VERSION = 2;");
}

/** Starts the site and Chromium before the tests of a file, and ends them after. */
export function site() {
  const here = chromiumWith(async (request, response) => {
    const { url = "/" } = request;
    if (url.startsWith("/kept/")) return response.end(JSON.stringify(await answered(request)));
    const text = url === "/" ? "<!doctype html><title>test</title>" : await textOf(url);
    if (text === undefined) return response.writeHead(404).end();
    response.setHeader("content-type", url === "/" ? "text/html" : "text/javascript");
    response.end(text);
  });
  const origin = () => here.origin;
  return {
    origin,
    /** A profile of its own, without any data. @param {Test} t */
    async profile(t) {
      const context = await here.browser.newContext();
      t.after(() => context.close());
      return context;
    },
    /** A page of the site. @param {Context} context */
    async page(context) {
      const page = await context.newPage();
      await page.goto(origin());
      return page;
    },
  };
}

/**
 * A store in a page, called from here.
 * @param {Page} page
 * @param {string} kind
 * @param {string} [name] of a store on the site
 * @returns {Promise<OpenStore>}
 */
export async function storeIn(page, kind, name) {
  await page.evaluate(
    async ([kind, name]) => {
      const module = "/stores.js";
      await (await import(module)).use(kind, name);
    },
    /** @type {const} */ ([kind, name]),
  );
  return remote(page, ([method, args]) => {
    const module = "/stores.js";
    return import(module).then(({ call }) => call(method, args));
  });
}

/**
 * A store in a dedicated worker of a page, called from here.
 * @param {Page} page
 * @param {string} kind
 * @returns {Promise<OpenStore>}
 */
export async function storeInWorker(page, kind) {
  await page.evaluate(async (kind) => {
    const worker = new Worker("/worker.js", { type: "module" });
    /** @type {Map<unknown, (data: any) => void>} */
    const waiting = new Map();
    worker.onmessage = ({ data }) => waiting.get(data.id)?.(data);
    await new Promise((ready) => waiting.set("ready", ready));
    let last = 0;
    const ask = async (/** @type {string} */ method, /** @type {unknown[]} */ args) => {
      const id = ++last;
      const answer = new Promise((settle) => waiting.set(id, settle));
      worker.postMessage({ id, method, args });
      const { value, error } = await answer;
      if (error) throw new Error(error);
      return value;
    };
    Object.assign(globalThis, { ask });
    await ask("use", [kind]);
  }, kind);
  return remote(page, ([method, args]) => /** @type {any} */ (globalThis).ask(method, args));
}

/**
 * @param {Page} page
 * @param {(call: [string, unknown[]]) => Promise<any>} run what the page runs for each call
 * @returns {OpenStore}
 */
function remote(page, run) {
  const call =
    (/** @type {string} */ method) =>
    (/** @type {unknown[]} */ ...args) =>
      page.evaluate(run, /** @type {[string, unknown[]]} */ ([method, args]));
  return {
    get: call("get"),
    put: call("put"),
    delete: call("delete"),
    list: call("list"),
    compareAndPut: call("compareAndPut"),
  };
}

/** What the store of a page has told of its failures. @param {Page} page @returns {Promise<{ operation: string, message: string }[]>} */
export function told(page) {
  return page.evaluate(async () => {
    const module = "/stores.js";
    return (await import(module)).told;
  });
}

/** A store as a person writes one: synchronous, and without `compareAndPut`. */
export function bareStore() {
  /** @type {Map<string, string>} */
  const texts = new Map();
  return {
    get(/** @type {string} */ key) {
      const text = texts.get(key);
      return text === undefined ? null : JSON.parse(text);
    },
    put: (/** @type {string} */ key, /** @type {unknown} */ value) =>
      void texts.set(key, JSON.stringify(value)),
    delete: (/** @type {string} */ key) => void texts.delete(key),
    list: (/** @type {string} */ prefix) =>
      [...texts.entries()]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, text]) => /** @type {[string, unknown]} */ ([key, JSON.parse(text)])),
  };
}
