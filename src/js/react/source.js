// What components subscribe to. Who leaves and comes back in the same turn, as under StrictMode, has never left.

/** Something with a state of its own, which does something for as long as a component shows it. */
export class Source {
  isMounted = false;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {() => void} listener */
  subscribe = (listener) => {
    this.#listeners.add(listener);
    if (!this.isMounted) {
      this.isMounted = true;
      this.mounted();
    }
    return () => {
      this.#listeners.delete(listener);
      queueMicrotask(() => {
        if (this.#listeners.size > 0 || !this.isMounted) return;
        this.isMounted = false;
        this.unmounted();
      });
    };
  };

  /** Says that the state is another. */
  tell() {
    for (const listener of [...this.#listeners]) listener();
  }

  mounted() {}
  unmounted() {}
}
