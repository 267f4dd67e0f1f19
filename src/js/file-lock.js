// One process at a time: an empty file beside the store, whose name tells who holds it.
import { readFileSync, unlinkSync } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { threadId } from "node:worker_threads";

/** How often it is tried. Two that try at the same moment see each other, and both step back. */
const ATTEMPTS = 5;
const PAUSE_MS = 20;

/** Somebody else uses the store. */
export class InUse extends Error {}

/** What to remove at the end of this process. @type {Set<string>} */
const held = new Set();

/** A container has its own process ids: its host's name tells whether one can be looked up. */
const host = () =>
  hostname()
    .replace(/[^\w.-]/g, "_")
    .slice(0, 64);

/**
 * Takes the lock. A lock file is made first and the others are looked at then: of two processes at least one sees the
 * other. That of a dead process can be removed at any time, for its name never comes again.
 *
 * @param {string} path
 * @returns {Promise<() => void>} what releases it
 * @throws {InUse}
 */
export async function lock(path) {
  const mine = `${path}.lock-${process.pid}-${lifeOf(process.pid).start}-${threadId}-${host()}`;
  for (let attempt = 1; ; attempt++) {
    const isFree = await create(mine);
    const other = isFree ? await holder(path, mine) : mine;
    if (!other) break;
    if (isFree) unlinkSync(mine);
    if (attempt === ATTEMPTS) throw new InUse(inUse(other));
    await pause(PAUSE_MS * (0.5 + Math.random()));
  }
  if (held.size === 0) process.on("exit", releaseAll);
  held.add(mine);
  return () => release(mine);
}

/** Whether it was not there before. @param {string} file */
async function create(file) {
  try {
    await (await open(file, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** The lock file of another that lives. @param {string} path @param {string} mine */
async function holder(path, mine) {
  const prefix = `${basename(path)}.lock-`;
  for (const name of await readdir(dirname(path))) {
    const file = join(dirname(path), name);
    if (!name.startsWith(prefix) || file === mine) continue;
    if (isAlive(file)) return file;
    await rm(file, { force: true });
  }
  return undefined;
}

/** Who holds a lock file. @param {string} file */
function ownerOf(file) {
  const [, pid, start, , where] = /\.lock-(\d+)-(\d*)-(\d+)-([^/\\]*)$/.exec(file) ?? [];
  return { pid: Number(pid), start, isHere: where === host() };
}

/** Where it cannot be told, it is taken for alive. @param {string} file */
function isAlive(file) {
  const { pid, start, isHere } = ownerOf(file);
  if (!isHere || !pid) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH";
  }
  const now = lifeOf(pid);
  // The id may have gone to another process since.
  return !now.isOver && (!start || !now.start || start === now.start);
}

/**
 * When a process was started, in ticks since the machine was, and whether only its parent has not noticed its end yet.
 * Only Linux tells; elsewhere `start` is empty.
 * @param {number} pid
 */
function lifeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { start: fields[19] ?? "", isOver: fields[0] === "Z" || fields[0] === "X" };
  } catch {
    return { start: "", isOver: false };
  }
}

/** @param {string} file */
function inUse(file) {
  const { pid, isHere } = ownerOf(file);
  if (!isHere) return `another machine or container uses it. If that one is gone for good, delete ${file}`;
  if (pid === process.pid)
    return `another thread or copy of this package in this process uses it: close() it there first, or delete ${file} if it is gone`;
  return `process ${pid} uses it. End that one, or give each process a store of its own`;
}

/** @param {string} file */
function release(file) {
  if (!held.delete(file)) return;
  if (held.size === 0) process.off("exit", releaseAll);
  try {
    unlinkSync(file);
  } catch {
    // It is gone already, with its folder maybe.
  }
}

function releaseAll() {
  for (const file of [...held]) release(file);
}
