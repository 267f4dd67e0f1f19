// What a face wraps: an object of the core's, which is there already, or is made once the core is loaded.
import { settled } from "./error.js";
import { snapshot } from "./snapshot.js";

/**
 * @template {object} T what the core calls it
 * @template S what it is made from, once that is there
 */
export class Raw {
  /** @type {T | undefined} */
  #made;
  #later;

  /**
   * @param {T | undefined} made it, where it is there already
   * @param {{ source: () => Promise<S>, make: (source: S) => T }} [later] else what makes it
   */
  constructor(made, later) {
    this.#made = made;
    this.#later = later;
  }

  /** It, where it is there already. */
  get made() {
    return this.#made;
  }

  /** It, made where it is not there yet: once, however many wait. */
  async get() {
    if (this.#later && !this.#made) {
      const source = await this.#later.source();
      this.#made ??= this.#later.make(source);
    }
    return /** @type {T} */ (this.#made);
  }

  /**
   * Calls one of its methods: at once where it is there, and in the order of the calls where it is not. Rejects with errors.
   * @param {keyof T} method
   * @param {unknown[]} given
   * @returns {Promise<any>}
   */
  call(method, ...given) {
    const on = (/** @type {any} */ raw, /** @type {unknown[]} */ args) => raw[method](...args);
    if (this.#made || !this.#later) return settled(() => on(this.#made, given));
    const kept = given.map(snapshot);
    return settled(async () => on(await this.get(), kept));
  }
}
