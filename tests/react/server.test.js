// The hooks on a server: they render, and touch nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement, StrictMode } from "react";
import { renderToString } from "react-dom/server";

test("rendered on a server they show nothing, start no wasm, call no client and ask nothing", async (t) => {
  /** @type {string[]} */
  const touched = [];
  const { Module, Instance } = WebAssembly;
  const { fetch } = globalThis;
  t.after(() => Object.assign(WebAssembly, { Module, Instance }) && Object.assign(globalThis, { fetch }));
  const spied = (/** @type {any} */ Kind, /** @type {string} */ name) =>
    new Proxy(Kind, {
      construct(target, args) {
        touched.push(name);
        return Reflect.construct(target, args);
      },
    });
  Object.assign(WebAssembly, { Module: spied(Module, "Module"), Instance: spied(Instance, "Instance") });
  globalThis.fetch = () => {
    touched.push("fetch");
    return Promise.reject(new Error("no network here"));
  };
  Object.defineProperty(globalThis, "indexedDB", {
    configurable: true,
    get: () => void touched.push("indexedDB"),
  });
  t.after(() => Reflect.deleteProperty(globalThis, "indexedDB"));
  const { useGeneration, useUnfinished } = await import("kling-multi-i2v/react");
  const { KlingClient } = await import("kling-multi-i2v");
  const client = () => {
    touched.push("client");
    return new KlingClient();
  };
  function Page() {
    const { status, update, error, generate } = useGeneration(client);
    const { jobs } = useUnfinished(client);
    return createElement("p", null, `${status} ${update} ${error} ${typeof generate} ${jobs.length}`);
  }
  const html = renderToString(createElement(StrictMode, null, createElement(Page)));
  assert.equal(html, "<p>idle null null function 0</p>");
  await new Promise(setImmediate);
  assert.deepEqual(touched, []);
});
