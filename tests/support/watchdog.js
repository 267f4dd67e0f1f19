// The watchdog of the tests: what does not settle fails its test instead of hanging it.

/**
 * The timer keeps no process alive.
 *
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export function within(promise, ms = 60_000) {
  /** @type {NodeJS.Timeout} */
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error("A promise that must settle did not.")), ms);
    timer.unref();
  });
  return /** @type {Promise<T>} */ (Promise.race([promise, late])).finally(() => clearTimeout(timer));
}
