// Who is alive among the pages and workers that share a store, and how one tells the others of a change.
import { isNode, webLocks } from "./realm.js";

/** @param {string} id */
const lockOf = (id) => `kling-multi-i2v/owner/${id}`;

/** @type {string | undefined} */
let own;

/** A random id for this page, worker or process. */
export function owner() {
  own ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  return own;
}

/** @type {Promise<void> | undefined} */
let held;

/** Shows that this realm is alive for as long as it is; resolves once the others can see it. Never rejects. */
export function hold() {
  held ??= new Promise((done) => {
    const untilTheEnd = () => {
      done();
      return new Promise(() => {});
    };
    // Without locks, or where a sandboxed frame is refused them, nobody can tell.
    const lock = webLocks()?.request(lockOf(owner()), untilTheEnd);
    if (lock) lock.catch(() => done());
    else done();
  });
  return held;
}

/**
 * Whether the realm with this id lives; undefined where it cannot be told.
 * @param {string} id
 * @returns {Promise<boolean | undefined>}
 */
export async function isAlive(id) {
  if (id === own) return true;
  try {
    const locks = await webLocks()?.query();
    return locks && [...(locks.held ?? []), ...(locks.pending ?? [])].some(({ name }) => name === lockOf(id));
  } catch {
    return undefined;
  }
}

const CHANNEL = "kling-multi-i2v";
/** @type {Set<(name: string) => void>} */
const listeners = new Set();
/** @type {BroadcastChannel | undefined} */
let channel;

/** Node's channels end at its process, and keep it alive. */
function openChannel() {
  if (isNode() || typeof BroadcastChannel === "undefined") return undefined;
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return undefined;
  }
}

/** Tells the other tabs and workers that something of the ledger has changed. @param {string} name */
export function ring(name) {
  const through = channel ?? openChannel();
  try {
    through?.postMessage(name);
  } catch {
    // A bell that is not heard: they find out when they look.
  }
  if (through !== channel) through?.close();
}

/**
 * Hears the others ring, until the function is called that it returns.
 * @param {(name: string) => void} listener
 */
export function onRing(listener) {
  /** Its own function, so that one listener given twice is two. @param {string} name */
  const hear = (name) => listener(name);
  listeners.add(hear);
  channel ??= openChannel();
  if (channel) channel.onmessage = ({ data }) => tellAll(data);
  return () => {
    listeners.delete(hear);
    if (listeners.size > 0) return;
    channel?.close();
    channel = undefined;
  };
}

/** @param {unknown} name */
function tellAll(name) {
  if (typeof name !== "string") return;
  for (const hear of [...listeners]) {
    try {
      hear(name);
    } catch {
      // One that throws does not keep the others from hearing.
    }
  }
}
