// A file store among others: who may use it, what it says where it cannot be used, what it does when there is no room.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, link, mkdir, readdir, readFile, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { fileStore } from "../../src/js/node.js";
import { within } from "../support/watchdog.js";
import { contents, other, storePath } from "./folder.js";

/** A process that keeps the store until its input ends. */
const HOLD = `
  try {
    await store.put("held", process.pid);
    say("held");
    process.stdin.on("end", () => say("over")).resume();
  } catch (error) {
    say(error.message);
  }
`;

/** The lock files beside a store. @param {string} path */
const locks = async (path) => (await readdir(dirname(path))).filter((name) => name.includes(".lock-"));

test("one path is one store, however it is written", async (t) => {
  const path = await storePath(t);
  const store = fileStore(path);
  assert.equal(fileStore(relative(process.cwd(), path)), store);
  assert.equal(fileStore(pathToFileURL(path)), store);
  assert.notEqual(fileStore(`${path}2`), store);
  for (const wrong of [undefined, null, 5, {}])
    assert.throws(() => fileStore(/** @type {any} */ (wrong)), /needs a file's path/);
  assert.deepEqual(await readdir(dirname(path)), [], "nothing is touched before the first use");
});

test("its folder is made; the file is for this user alone", async (t) => {
  const path = join(dirname(await storePath(t)), "a", "b", "kling.store");
  await fileStore(path).put("k", 1);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  await fileStore(path).close();
});

test("after close() it can be used again, and what was begun before is done", async (t) => {
  const path = await storePath(t);
  const store = fileStore(path);
  await store.close();
  const put = store.put("a", 1);
  await Promise.all([store.close(), store.close()]);
  assert.equal(await put, undefined);
  assert.deepEqual(await locks(path), []);
  assert.equal(await store.get("a"), 1);
  assert.equal((await locks(path)).length, 1);
  await store.close();
  const unusable = fileStore(dirname(path));
  const refused = assert.rejects(unusable.put("a", 1), /is a folder/);
  await Promise.all([refused, unusable.close()]);
  await unusable.close();
});

test("what is no JSON is refused and changes nothing", async (t) => {
  const path = await storePath(t);
  const store = fileStore(path);
  await store.put("a", 1);
  await assert.rejects(store.put("a", undefined), TypeError);
  await assert.rejects(
    store.compareAndPut("a", 1, () => {}),
    TypeError,
  );
  await assert.rejects(store.put("a", 1n), TypeError);
  await store.put("__proto__", { __proto__: null, constructor: 1 });
  await store.close();
  assert.deepEqual(await store.list(""), [
    ["a", 1],
    ["__proto__", { constructor: 1 }],
  ]);
  await store.close();
});

test("writes at the same time share a sync", async (t) => {
  const path = await storePath(t);
  const store = fileStore(path);
  await Promise.all(Array.from({ length: 1000 }, (_, n) => store.put(`k${n}`, n)));
  await store.close();
  const lines = (await readFile(path, "utf8")).split("\n").length;
  assert.ok(lines < 10, `${lines} lines`);
  assert.equal(Object.keys(await contents(path)).length, 1000);
});

test("a file in use by another process is refused, until that one has ended", async (t) => {
  const path = await storePath(t);
  const holder = other(t, path, HOLD);
  assert.deepEqual(await holder.said(1), ["held"]);
  await assert.rejects(fileStore(path).get("held"), (/** @type {Error} */ error) => {
    assert.match(error.message, new RegExp(`process ${holder.child.pid} uses it.*End that one`));
    return error.message.includes(path);
  });
  holder.child.stdin.end();
  assert.deepEqual(await holder.end(), { lines: ["held", "over"], errors: "", signal: null });
  assert.deepEqual(await locks(path), [], "it has taken its lock file with it");
  assert.deepEqual(await contents(path), { held: holder.child.pid });
});

test("a file of a process that was killed is taken over", async (t) => {
  const path = await storePath(t);
  const holder = other(t, path, HOLD);
  await holder.said(1);
  holder.child.kill("SIGKILL");
  await holder.end();
  assert.equal((await locks(path)).length, 1);
  assert.deepEqual(await contents(path), { held: holder.child.pid });
  assert.deepEqual(await locks(path), []);
});

test("of processes that start at once at most one gets it", async (t) => {
  const path = await storePath(t);
  const dead = other(t, path, HOLD);
  await dead.said(1);
  dead.child.kill("SIGKILL");
  await dead.end();
  const all = Array.from({ length: 4 }, () => other(t, path, HOLD));
  const said = (await Promise.all(all.map((one) => one.said(1)))).flat();
  assert.ok(said.filter((line) => line === "held").length <= 1, said.join("\n"));
  for (const line of said) assert.match(line, /^held$|process \d+ uses it/);
  for (const { child } of all) child.stdin.end();
  await Promise.all(all.map((one) => one.end()));
  assert.deepEqual(await locks(path), []);
});

test("another thread of this process is refused, until it is closed here", async (t) => {
  const path = await storePath(t);
  await fileStore(path).put("a", 1);
  const module = new URL("../../src/js/node.js", import.meta.url).href;
  const read = async () => {
    const code = `import(${JSON.stringify(module)}).then(async ({ fileStore }) => {
      const { parentPort } = require("node:worker_threads");
      parentPort.postMessage(await fileStore(${JSON.stringify(path)}).get("a").catch((error) => error.message));
    });`;
    const worker = new Worker(code, { eval: true });
    const exited = new Promise((done) => worker.once("exit", done));
    const said = await within(new Promise((tell, fail) => worker.once("message", tell).once("error", fail)));
    await within(exited);
    return said;
  };
  assert.match(await read(), /another thread or copy.*close\(\) it there/);
  await fileStore(path).close();
  assert.equal(await read(), 1);
  assert.deepEqual(await locks(path), [], "a thread that ends leaves no lock");
});

test("a lock of another machine is respected, and it is said which file to delete", async (t) => {
  const path = await storePath(t);
  const lock = `${path}.lock-1-100-0-elsewhere`;
  await writeFile(lock, "");
  await assert.rejects(fileStore(path).put("a", 1), (/** @type {Error} */ error) => {
    assert.match(error.message, /another machine or container uses it/);
    return error.message.includes(`delete ${lock}`);
  });
  assert.deepEqual(await locks(path), [lock.slice(dirname(path).length + 1)]);
  await unlink(lock);
  await fileStore(path).put("a", 1);
  await fileStore(path).close();
});

const linux = process.platform === "linux" ? false : "only Linux tells when a process was started";
test("a process id that has gone to another process is no owner", { skip: linux }, async (t) => {
  const path = await storePath(t);
  await fileStore(path).put("a", 1);
  const [mine = ""] = await locks(path);
  await fileStore(path).close();
  // This process's parent is alive, but was not started at tick 1.
  const parent = mine.replace(`-${process.pid}-`, `-${process.ppid}-`);
  await writeFile(join(dirname(path), parent.replace(/-\d+-(\d+-[^-]*)$/, "-1-$1")), "");
  assert.deepEqual(await contents(path), { a: 1 });
  assert.deepEqual(await locks(path), []);
});

test("behind a symbolic link is the file that is meant", async (t) => {
  const path = await storePath(t);
  await fileStore(path).put("a", "x".repeat(50_000));
  await fileStore(path).close();
  const link = `${path}-link`;
  await symlink(path, link);
  const store = fileStore(link);
  for (const n of [1, 2]) await store.put("a", `${n}${"x".repeat(50_000)}`);
  await assert.rejects(fileStore(path).get("a"), /uses it/);
  await store.close();
  assert.ok((await stat(path)).size < 60_000, "it is the file that was written anew");
  assert.match((await contents(path)).a, /^2x/);
});

test("what cannot be used is said with its path, and what to do", async (t) => {
  const path = await storePath(t);
  const folder = dirname(path);
  /** @type {[string, (path: string) => Promise<unknown>, RegExp][]} */
  const cases = [
    ["a folder", (path) => mkdir(path), /is a folder.*Name a file in it/],
    ["notes.txt", (path) => writeFile(path, "dear diary\n"), /no store.*Name another path/],
    ["short", (path) => writeFile(path, "kling"), /^$/],
    [
      "newer",
      (path) => writeFile(path, "kling-multi-i2v store 2\n00000000 []\n"),
      /no store of this version/,
    ],
  ];
  for (const [name, make, why] of cases) {
    const path = join(folder, name);
    await make(path);
    if (name === "short") {
      // The beginning of the header is a file that was just being made.
      assert.deepEqual(await contents(path), {});
      continue;
    }
    const before = name === "a folder" ? "" : await readFile(path, "utf8");
    for (const call of [
      () => fileStore(path).get("a"),
      () => fileStore(path).put("a", 1),
      () => fileStore(path).list(""),
    ]) {
      await assert.rejects(call, (/** @type {Error} */ error) => {
        assert.match(error.message, why);
        assert.ok(error.cause);
        return error.message.includes(path);
      });
    }
    if (before) assert.equal(await readFile(path, "utf8"), before);
  }
  await assert.rejects(fileStore(join(folder, "notes.txt", "x")).get("a"), /part of its path is a file/);
  assert.deepEqual(await locks(path), [], "what cannot be used is not locked either");
});

const posix = process.platform === "win32" ? "Windows has no such rights and limits" : false;
test("a user without the right to it is told so", { skip: posix }, async (t) => {
  const path = await storePath(t);
  await chmod(dirname(path), 0o755);
  await fileStore(path).put("a", 1);
  await fileStore(path).close();
  await chmod(path, 0o400);
  await chmod(dirname(path), 0o555);
  // Rights do not bind the superuser: it becomes nobody first.
  const code = `
    if (process.getuid() === 0) process.seteuid(65534);
    say(await store.get("a").catch((error) => error.message));`;
  const { lines } = await other(t, path, code).end();
  await chmod(dirname(path), 0o755);
  assert.match(lines.join(), /this user may not\. Give the file and its folder to this user/);
});

test("no room: the write fails, what was kept is safe, and it goes on when there is room", {
  skip: posix,
}, async (t) => {
  const path = await storePath(t);
  const code = `
    let n = 0;
    const text = "x".repeat(10_000);
    try {
      for (;; n++) await store.put("k" + n, text);
    } catch (error) {
      say(error.message);
      const counts = [n, (await store.list("k")).length, fs.statSync(path).size];
      const swapped = await store.compareAndPut("k" + n, undefined, text).catch(() => "refused");
      await store.put("small", 1);
      say(JSON.stringify([...counts, swapped, await store.get("small")]));
    }`;
  const before = ["bash", "-c", 'ulimit -f 128; exec "$@"', "-"];
  const { lines, errors } = await other(t, path, code, { before }).end();
  assert.equal(errors, "");
  assert.match(lines[0] ?? "", /may not grow further.*what was kept before is safe/);
  const [written, listed, size, swapped, small] = JSON.parse(lines[1] ?? "");
  assert.deepEqual([listed, swapped, small], [written, "refused", 1]);
  assert.ok(written > 5 && size < written * 10_100, "what was written in part is cut off");
  const kept = await contents(path);
  assert.deepEqual(Object.keys(kept).length, written + 1);
  await fileStore(path).put("more", "x".repeat(50_000));
  await fileStore(path).close();
  assert.deepEqual(Object.keys(await contents(path)).length, written + 2);
});

test("a file that cannot be written anew is used as it is", async (t) => {
  const path = await storePath(t);
  const store = fileStore(path);
  await store.put("a", "x".repeat(40_000));
  // Nothing can be written where a folder has the name.
  await mkdir(`${path}.new`);
  for (let n = 0; n < 5; n++) await store.put("a", `${n}${"x".repeat(40_000)}`);
  assert.ok((await stat(path)).size > 200_000);
  assert.ok(existsSync(`${path}.new`));
  assert.match(String(await store.get("a")), /^4x/);
  await link(path, `${path}-copy`);
  await store.close();
  assert.match((await contents(`${path}-copy`)).a, /^4x/);
});
