// Which client a component means, made when it is first needed; and which of its videos a component of their own shows.
/** @typedef {import("../types.js").KlingClient} KlingClient */
/** @typedef {import("../react.js").ClientSource} ClientSource */
/** @typedef {{ readonly name: string }} Named */
import { config } from "./failure.js";

/** @type {WeakMap<() => KlingClient, KlingClient>} */
const made = new WeakMap();

/**
 * The client. A function is called once, whoever asks first.
 * @param {ClientSource} source
 * @returns {KlingClient}
 */
export function clientOf(source) {
  if (!source) throw config("There is no client: give the hook a KlingClient, or a function that makes one.");
  if (typeof source !== "function") return source;
  const client = made.get(source) ?? source();
  made.set(source, client);
  return client;
}

/** The videos of one client that a component of their own shows. */
class Shown {
  /** @type {Set<Named>} */
  #runs = new Set();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {Named} run */
  add(run) {
    this.#runs.add(run);
    this.#tell();
  }

  /** @param {Named} run */
  remove(run) {
    if (this.#runs.delete(run)) this.#tell();
  }

  /** @param {string} name */
  has(name) {
    return [...this.#runs].some((run) => run.name === name);
  }

  /** Hears of each that comes or goes. @param {() => void} listener */
  listen(listener) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #tell() {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** @type {WeakMap<object, Shown>} */
const shown = new WeakMap();

/** Stands for the client where there is none. */
const NOBODY = {};

/** @param {ClientSource} source @returns {Shown} */
export function shownOf(source) {
  const owner = (typeof source === "function" ? made.get(source) : source) ?? source ?? NOBODY;
  const known = shown.get(owner) ?? new Shown();
  shown.set(owner, known);
  return known;
}
