// Asking somebody who may never answer: some private modes leave a request for IndexedDB open for ever.

/** So long may everything that was asked be left without any answer, in ms. */
const PATIENCE_MS = 5000;
/** A page that wakes from sleep finds its timers run out before it gets the answers that came meanwhile, in ms. */
const GRACE_MS = 1000;

/**
 * Any answer shows that there is somebody: what waits in a long queue is not given up. After silence everything that
 * waits fails, and what is asked then fails at once, up to the next answer.
 *
 * @param {() => Error} silence what it fails with then
 */
export function patience(silence) {
  /** @type {Set<() => void>} */
  const waiting = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Error | undefined} */
  let late;

  const restart = () => {
    clearTimeout(timer);
    if (waiting.size === 0) return;
    timer = setTimeout(() => {
      timer = setTimeout(() => {
        late = silence();
        for (const giveUp of waiting) giveUp();
        waiting.clear();
      }, GRACE_MS);
    }, PATIENCE_MS);
  };

  /**
   * @template T
   * @param {(settle: (value: T) => void, fail: (reason: unknown) => void) => (() => void) | void} start
   *   asks, and may return what takes the question back
   * @returns {Promise<T>}
   */
  return function ask(start) {
    return new Promise((settle, fail) => {
      if (late) return fail(late);
      /** @type {(() => void) | void} */
      let takeBack;
      const giveUp = () => {
        fail(late);
        try {
          takeBack?.();
        } catch {
          // It was over already, and only the word of it is missing.
        }
      };
      /** @type {<A>(finish: (answer: A) => void) => (answer: A) => void} */
      const answered = (finish) => (answer) => {
        late = undefined;
        waiting.delete(giveUp);
        restart();
        finish(answer);
      };
      waiting.add(giveUp);
      if (waiting.size === 1) restart();
      try {
        takeBack = start(answered(settle), answered(fail));
      } catch (error) {
        answered(fail)(error);
      }
    });
  };
}
