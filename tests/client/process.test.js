// The package in a process of its own: an import does nothing, and what is done leaves nothing behind that runs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { QUICK, within, world } from "../support/world.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a module's text in the repository and gives what it printed. @param {string} code @param {string[]} [args] */
async function alone(code, args = []) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code, "x", ...args], { cwd: root });
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  try {
    // Sooner than the timers of a request (45 s) and of a wait (30 min) would let it go.
    const status = await within(new Promise((ended) => child.once("close", ended)), 30_000);
    assert.equal(status, 0, errors);
    assert.equal(errors, "");
    return out;
  } finally {
    child.kill();
  }
}

test("an import touches nothing: no core is compiled, no request, no timer, no global", async () => {
  const out = await alone(`
    const touched = [];
    for (const [of, names] of [
      [WebAssembly, ["Module", "Instance", "compile", "instantiate"]],
      [globalThis, ["fetch", "setTimeout", "setInterval", "queueMicrotask", "atob"]],
    ]) {
      for (const name of names) {
        const inner = of[name];
        of[name] = new Proxy(inner, {
          apply(...args) { touched.push(name); return Reflect.apply(...args); },
          construct(...args) { touched.push(name); return Reflect.construct(...args); },
        });
      }
    }
    const before = Reflect.ownKeys(globalThis).length;
    const { KlingError, MODEL, validate } = await import("kling-multi-i2v");
    await import("kling-multi-i2v/simulator");
    new KlingError({ message: "x", code: "config", stage: "config", charge: "none", canResubmit: false });
    JSON.stringify(MODEL);
    const atImport = [...touched];
    const globals = Reflect.ownKeys(globalThis).length - before;
    validate({});
    validate({});
    // What reads the checks' text, and the checks.
    console.log(JSON.stringify({ atImport, globals, modules: touched.filter((name) => name === "Module").length }));
  `);
  assert.deepEqual(JSON.parse(out), { atImport: [], globals: 0, modules: 2 });
});

test("the process ends by itself, after success, failure, abort, deadline and a loop that was left", async (t) => {
  const { sim, url } = await world(t);
  sim.fault({ on: "submit", times: "Infinity", patch: { status: "processing", outputs: [] } });
  const out = await alone(
    `
    import { KlingClient } from "kling-multi-i2v";
    const [baseUrl, apiKey, quick] = process.argv.slice(2);
    const kling = new KlingClient({ baseUrl, apiKey, ...JSON.parse(quick) });
    const request = { prompt: "x", images: ["https://example.com/a.png"] };
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => kling.generate(request)));
    const job = await kling.submit(request);
    for await (const _ of job) break;
    const controller = new AbortController();
    const slow = new KlingClient({ baseUrl, apiKey });
    const stuck = slow.generate(request, { signal: controller.signal, onUpdate: ({ jobId }) => jobId && controller.abort() });
    const short = new KlingClient({ baseUrl, apiKey, deadlineMs: 10 });
    const rest = await Promise.allSettled([
      stuck,
      short.generate(request),
      kling.generate({}),
      new KlingClient({ baseUrl, apiKey: "wrong" }).balance(),
      new KlingClient({ baseUrl: "http://127.0.0.1:9", apiKey, retry: { attempts: 1 } }).balance(),
    ]);
    const never = await slow.submit(request);
    const left = never.wait();
    left.catch(() => {});
    never.stop();
    await left.catch(() => {});
    await new Promise(setImmediate);
    console.log(JSON.stringify({
      done: all.filter(({ status }) => status === "fulfilled").length,
      codes: rest.map(({ reason }) => reason?.code),
      timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
    }));
    `,
    [url, sim.key, JSON.stringify(QUICK)],
  );
  assert.deepEqual(JSON.parse(out), {
    done: 20,
    codes: ["aborted", "deadline", "validation", "unauthorized", "network"],
    timers: 0,
  });
  assert.equal(sim.stats().jobs, sim.stats().submits);
});
