// The simulator's clock: real, sped up, or held and stepped by hand. Nothing else in here reads the time.

/**
 * @typedef {import("./types.js").SimulatorClock} SimulatorClock
 */

/**
 * Makes a clock.
 *
 * @param {{ hold?: boolean, speed?: number, startAt?: number, now?: () => number }} [options]
 *   `now` is the source of real milliseconds (default `Date.now`); `startAt` is the first reading.
 * @returns {SimulatorClock}
 */
export function createClock(options = {}) {
  const source = options.now ?? Date.now;
  let speed = checkedSpeed(options.speed ?? 1);
  let held = options.hold ?? false;
  // Simulated time is `base` plus the source's time since `since`, times the speed.
  let since = source();
  let base = options.startAt ?? since;

  const now = () => (held ? base : base + (source() - since) * speed);
  /** Starts a new stretch at the present reading, so that a change of speed never makes the time jump. */
  const mark = () => {
    base = now();
    since = source();
  };

  return {
    now: () => Math.floor(now()),
    advance(ms) {
      if (!(ms >= 0) || !Number.isFinite(ms)) throw new RangeError("advance needs milliseconds, 0 or more");
      mark();
      base += ms;
    },
    hold() {
      mark();
      held = true;
    },
    run(newSpeed = speed) {
      const next = checkedSpeed(newSpeed);
      mark();
      speed = next;
      held = false;
    },
    get held() {
      return held;
    },
    get speed() {
      return speed;
    },
  };
}

/** @param {number} speed */
function checkedSpeed(speed) {
  if (!(speed > 0) || !Number.isFinite(speed)) throw new RangeError("speed must be a number above 0");
  return speed;
}
