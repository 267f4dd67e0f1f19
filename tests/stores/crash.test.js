// A file store and processes that are killed: whatever a write has been answered for is there afterwards.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { appendFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileStore } from "../../src/js/node.js";
import { contents, other, storePath } from "./folder.js";

/** Many writers, each of which counts up its own key; the file is written anew every few dozen writes. */
const WRITERS = `
  const text = "x".repeat(2000);
  const count = async (key) => {
    for (let n = ((await store.get(key))?.n ?? 0) + 1; ; n++) {
      if (n % 7 === 0) await store.delete(key + "/gone");
      await (n % 2 ? store.put(key, { n, text }) : store.compareAndPut(key, { n: n - 1, text }, { n, text }));
      say(key, n);
    }
  };
  for (const key of ["a", "b", "c", "d"]) count(key);
`;

test("a process that is killed at any moment has lost nothing that it was answered for", async (t) => {
  const path = await storePath(t);
  let writtenAnew = 0;
  for (let round = 1; round <= 25; round++) {
    const process = other(t, path, WRITERS);
    await process.said(round * 8);
    process.child.kill("SIGKILL");
    const { lines, errors, signal } = await process.end();
    assert.deepEqual([signal, errors], ["SIGKILL", ""]);
    assert.ok(lines.length >= round * 8);
    if ((await stat(path)).size < lines.length * 2000) writtenAnew++;
    const kept = await contents(path);
    for (const line of lines) {
      const [key = "", n] = line.split(" ");
      assert.ok(kept[key].n >= Number(n), `round ${round}: ${line}, but there is ${kept[key].n}`);
    }
  }
  assert.ok(writtenAnew > 5, "the file was written anew again and again meanwhile");
});

/** Kills its own process before the nth thing that it does with a file, and in the middle of it where that is a write. */
const STEPS = `
  import { syncBuiltinESMExports } from "node:module";
  let step = 0;
  const counted = (of, name) => {
    const inner = of[name];
    of[name] = async function (...args) {
      if (++step === Number(argument)) {
        say("killed at", name, typeof args[0] === "string" ? args[0].slice(path.length) : "");
        if (name === "write") await inner.call(this, args[0], args[1], args[2] >> 1, args[3]);
        process.kill(process.pid, "SIGKILL");
        await new Promise(() => {});
      }
      return inner.apply(this, args);
    };
  };
  const handle = await fs.promises.open(process.execPath);
  const FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ["write", "datasync", "sync", "truncate", "readFile"]) counted(FileHandle, name);
  for (const name of ["open", "rename", "rm", "mkdir", "readdir", "realpath"]) counted(fs.promises, name);
  syncBuiltinESMExports();
  const text = "x".repeat(40_000);
  for (let n = 1; n <= 4; n++) {
    await Promise.all([store.put("a", { n, text }), store.put("b", { n })]);
    say(n);
  }
  await store.delete("b");
  say("deleted");
  await store.close();
  say("closed");
`;

for (const [what, makeFile] of /** @type {const} */ ([
  ["makes a new file", async () => {}],
  [
    "has a file with a torn end",
    async (/** @type {string} */ path) => {
      await fileStore(path).put("b", { n: 0 });
      await fileStore(path).close();
      await appendFile(path, 'ffffffff [["a",');
    },
  ],
])) {
  test(`a process that ${what} is killed at each step, and in the middle of each write`, async (t) => {
    const first = await storePath(t);
    /** @type {Set<string>} */
    const steps = new Set();
    for (let step = 1, isDone = false; !isDone; step++) {
      const path = `${first}-${step}`;
      await makeFile(path);
      const { lines, errors, signal } = await other(t, path, STEPS, { argument: step }).end();
      assert.equal(errors, "");
      isDone = signal === null;
      const killed = lines.find((line) => line.startsWith("killed"))?.trim() ?? "not killed";
      steps.add(killed);
      const told = `step ${step}: ${killed}`;
      const kept = await contents(path);
      const acknowledged = Math.max(0, ...lines.map(Number).filter(Boolean));
      assert.ok((kept.a?.n ?? 0) >= acknowledged, `${told}: ${acknowledged} was acknowledged`);
      if (lines.includes("deleted")) assert.deepEqual(Object.keys(kept), ["a"], told);
      else if (kept.b)
        assert.equal(kept.a?.n ?? 0, kept.b.n, `${told}: what is synced together is kept together`);
      assert.ok(!existsSync(`${path}.new`), told);
      await fileStore(path).put("after", { step });
      await fileStore(path).close();
      assert.deepEqual(await contents(path), { ...kept, after: { step } }, told);
    }
    const wanted = ["write", "datasync", "open .new", "sync", "rename .new", "open", "not killed"];
    for (const name of makeFile.length > 0 ? [...wanted, "truncate"] : wanted) {
      const isThere = steps.has(name) || steps.has(`killed at ${name}`);
      assert.ok(isThere, `${name} is among ${[...steps].join(", ")}`);
    }
    assert.deepEqual(
      (await readdir(dirname(first))).filter((name) => name.includes("lock")),
      [],
    );
  });
}

/** Says each thing that is done to a file once it is done, and each answer. */
const ORDER = `
  import { syncBuiltinESMExports } from "node:module";
  const { dirname } = await import("node:path");
  await store.put("a", { text: "x".repeat(40_000) });
  const handle = await fs.promises.open(process.execPath);
  const FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const spied = (of, name) => {
    const inner = of[name];
    of[name] = async function (...args) {
      const result = await inner.apply(this, args);
      const where = typeof args[0] === "string" && (args[0] === dirname(path) ? "folder" : args[0].slice(path.length));
      say(name, where || "");
      return result;
    };
  };
  for (const name of ["write", "datasync", "sync"]) spied(FileHandle, name);
  for (const name of ["open", "rename"]) spied(fs.promises, name);
  syncBuiltinESMExports();
  const puts = ["b", "c"].map((key) => store.put(key, 1).then(() => say("answered")));
  await Promise.all(puts);
  say("two");
  for (const n of [1, 2]) await store.put("a", { n, text: "x".repeat(40_000) }).then(() => say("answered"));
  await store.put("b", 2).then(() => say("answered"));
`;

test("no write is answered before it is synced, and no file gets its name before that", async (t) => {
  const { lines, errors } = await other(t, await storePath(t), ORDER).end();
  assert.equal(errors, "");
  const write = ["write", "datasync", "answered"];
  const anew = ["open .new", "write", "sync", "rename .new", "open folder", "sync", "open"];
  assert.deepEqual(
    lines.map((line) => line.trim()),
    [...write, "answered", "two", ...write, ...write, ...anew, ...write],
  );
});

test("a write that could not be synced is refused, and does not come back", async (t) => {
  const path = await storePath(t);
  const code = `
    await store.put("a", 1);
    const handle = await fs.promises.open(process.execPath);
    const FileHandle = Object.getPrototypeOf(handle);
    await handle.close();
    const { datasync } = FileHandle;
    FileHandle.datasync = async () => { throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" }); };
    say(await Promise.all([store.put("a", 2), store.delete("a")].map((write) => write.catch((error) => error.message))));
    say(await store.get("a"));
    if (argument === "on") {
      FileHandle.datasync = datasync;
      say(await store.compareAndPut("a", 1, 3));
    }
    process.kill(process.pid, "SIGKILL");`;
  const why = `The store ${path} cannot be used: EIO: i/o error, fdatasync.`;
  const first = await other(t, path, code).end();
  assert.deepEqual([first.lines, first.errors], [[`${why},${why}`, "1"], ""]);
  assert.deepEqual(await contents(path), { a: 1 });
  const second = await other(t, path, code, { argument: "on" }).end();
  assert.deepEqual(second.lines.slice(1), ["1", "true"]);
  assert.deepEqual(await contents(path), { a: 3 });
});

/** A small file, and what is kept after each of its lines. @param {string} path */
async function small(path) {
  const store = fileStore(path);
  const a = { text: "ä€" };
  const rest = { b: [1, null], c: "\n" };
  await store.put("a", a);
  await Promise.all([store.put("b", rest.b), store.put("c", rest.c)]);
  await store.delete("a");
  await store.close();
  return { bytes: await readFile(path), states: [{}, {}, { a }, { a, ...rest }, rest] };
}

test("a file that ends at any byte: its whole lines count, and it can be added to", async (t) => {
  const path = await storePath(t);
  const { bytes, states } = await small(path);
  for (let size = 0; size <= bytes.length; size++) {
    const start = bytes.subarray(0, size);
    await writeFile(path, start);
    const kept = await contents(path);
    assert.deepEqual(kept, states[start.filter((byte) => byte === 10).length], `${size} bytes`);
    await fileStore(path).put("new", size);
    await fileStore(path).close();
    assert.deepEqual(await contents(path), { ...kept, new: size }, `${size} bytes`);
  }
});

test("a byte that is damaged: in the last line it is dropped, anywhere else it is said", async (t) => {
  const path = await storePath(t);
  const { bytes } = await small(path);
  const text = bytes.toString("latin1");
  const last = text.lastIndexOf("\n", text.length - 2) + 1;
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x41;
    await writeFile(path, damaged);
    // Without the end of the line before it, the last line is part of that.
    if (at >= last - 1) assert.notDeepEqual(await contents(path), {});
    else {
      const line = text.slice(0, at).split("\n").length;
      const why =
        line === 1
          ? /no store of this version.*Name another path/
          : new RegExp(`line ${line}, .*backup.*delete it`);
      await assert.rejects(fileStore(path).get("a"), (/** @type {Error} */ error) => {
        assert.match(error.message, why);
        return error.message.includes(path);
      });
      assert.deepEqual(await readFile(path), damaged, "it is left as it is");
    }
  }
});

test("zeros at the end, as a loss of power leaves them, are dropped", async (t) => {
  const path = await storePath(t);
  const { bytes, states } = await small(path);
  await writeFile(path, Buffer.concat([bytes, Buffer.alloc(9000)]));
  assert.deepEqual(await contents(path), states.at(-1));
});

test("a file that was written anew has no line left whose damage would go unseen", async (t) => {
  const path = await storePath(t);
  const store = fileStore(path);
  for (let n = 0; n < 3; n++) await store.put("a", { n, text: "-".repeat(50_000) });
  await store.close();
  const bytes = await readFile(path);
  assert.ok(bytes.length < 60_000, "it was written anew");
  const at = bytes.indexOf("---");
  bytes[at] = 0;
  await writeFile(path, bytes);
  await assert.rejects(store.get("a"), /line 2, .*damaged/);
});
