// One after another, for each key: what is begun on one waits for what was begun on it before.

/** @returns {<T>(key: string, run: () => Promise<T>) => Promise<T>} */
export function turns() {
  /** Of each key that something is done to, the last that was begun. @type {Map<string, Promise<unknown>>} */
  const last = new Map();
  return (key, run) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(run);
    const ended = mine
      .catch(() => {})
      .then(() => {
        if (last.get(key) === ended) last.delete(key);
      });
    last.set(key, ended);
    return mine;
  };
}
