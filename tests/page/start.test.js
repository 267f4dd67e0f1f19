// `npm start` as a person meets it: one address, a page behind it, a simulated API beside it, an end on Ctrl-C.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { root } from "../../scripts/tools.mjs";

/** @param {import("node:test").TestContext} t */
async function started(t) {
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: { ...process.env, CI: "true" },
  });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit");
  let printed = "";
  await new Promise((settle, fail) => {
    child.stderr.on("data", (chunk) => {
      printed += chunk;
    });
    child.stdout.on("data", (chunk) => {
      printed += chunk;
      if (printed.includes("Ctrl-C")) settle(undefined);
    });
    child.on("exit", () => fail(new Error(`npm start ended by itself:\n${printed}`)));
  });
  return { child, exit, printed };
}

test("npm start serves the playground and the simulated API until Ctrl-C", async (t) => {
  const { child, exit, printed } = await started(t);
  const page = /Open (http:\S+)/.exec(printed)?.[1] ?? "";
  const [, api = "", key = ""] = /simulated API is at (http:\S+), key "([^"]+)"/.exec(printed) ?? [];
  assert.equal(printed.match(/Open http/g)?.length, 1, printed);

  const html = await fetch(page);
  assert.equal(html.status, 200);
  assert.match(await html.text(), /Content-Security-Policy/);
  assert.equal((await fetch(`${page}no-such-file.js`)).status, 404);
  assert.equal((await fetch(`${page}..%2f..%2fpackage.json`)).status, 404);
  const balance = await fetch(`${api}/api/v3/balance`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(balance.status, 200);

  child.kill("SIGINT");
  assert.deepEqual(await exit, [0, null]);
  await assert.rejects(fetch(page));
});

test("a second npm start takes the next free port", async (t) => {
  const [one, two] = await Promise.all([started(t), started(t)]);
  const address = (/** @type {{ printed: string }} */ { printed }) => /Open (http:\S+)/.exec(printed)?.[1];
  assert.notEqual(address(one), address(two));
});
