// What a simulator is kept as.

/**
 * What `save()` returns. It is all numbers, texts, arrays and plain objects, and meant as a whole: what the lists hold is
 * the simulator's own business.
 *
 * Not in it: options, rules, the clock, the log and with it the counts of requests; the videos; and the bytes of the
 * uploads. A restored upload is known, so that jobs with its URL go well, but its download answers 404 unless the
 * simulator still holds its bytes. Account keys are in it, and inputs as they were sent, `data:` URLs too.
 *
 * @example
 * const saved: SavedSimulator = simulator.save();
 * createSimulator().restore(saved);
 */
export interface SavedSimulator {
  /** Of this form. `restore()` takes no other. */
  version: 1;
  /** The clock's reading when it was saved. */
  at: number;
  /** Of videos and prompt enhancements, oldest first: inputs, times, outcome to come, money, whether removed. */
  jobs: object[];
  /** With balance, limits and the submits of the last minute. */
  accounts: object[];
  /** Path, type, size and time of each. */
  uploads: object[];
  /** Uploads asked for and not yet sent. */
  tickets: object[];
  /** Under which the simulator was asked: its upload space is there. */
  origins: string[];
  /** The sums of `stats()`. */
  totals: object;
}
