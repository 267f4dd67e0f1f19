// What a face wraps: an object of the core's, which is there already, or is made once the core is loaded.
import { KlingError, settled } from "./error.js";
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
   * @param {{ source: () => Promise<S>, make: (source: S) => T, failed?: (error: unknown) => unknown }} [later] else what
   *   makes it, and how those who wait are told that it cannot be made
   */
  constructor(made, later) {
    this.#made = made;
    this.#later = later;
  }

  /** It, where it is there already. */
  get made() {
    return this.#made;
  }

  /**
   * It, made where it is not there yet: once, however many wait.
   * @param {AbortSignal} [signal] of one who may not wait so long
   */
  async get(signal) {
    if (this.#later && !this.#made) {
      const { source, make, failed = (/** @type {unknown} */ error) => error } = this.#later;
      const given = await unlessAborted(source(), signal).catch((error) => {
        throw failed(error);
      });
      this.#made ??= make(given);
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
    const { signal } = /** @type {{ signal?: AbortSignal }} */ (kept.at(-1) ?? {});
    return settled(async () => on(await this.get(signal), kept));
  }
}

/**
 * What some work gives, unless a signal comes first. One that is none the core refuses, in its own words.
 * @template R
 * @param {Promise<R>} work
 * @param {AbortSignal} [signal]
 * @returns {Promise<R>}
 */
function unlessAborted(work, signal) {
  if (Object.prototype.toString.call(signal) !== "[object AbortSignal]") return work;
  return new Promise((done, fail) => {
    const message = "Stopped before anything was sent: nothing was charged.";
    const leave = () =>
      fail(
        new KlingError({
          code: "aborted",
          stage: "validate",
          charge: "none",
          canResubmit: true,
          message,
          cause: signal?.reason,
        }),
      );
    if (signal?.aborted) leave();
    signal?.addEventListener("abort", leave, { once: true });
    work.then(done, fail).finally(() => signal?.removeEventListener("abort", leave));
  });
}
