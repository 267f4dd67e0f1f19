// What makes a simulator: its options, accounts and time.

import type { JobView, VideoInput } from "./views.js";

/**
 * What makes a simulator. Every field has a default.
 *
 * @example
 * const simulator = createSimulator({ speed: 100, balanceUsd: 1, discountPercent: 20 });
 */
export interface SimulatorOptions {
  /**
   * How long a video takes, in simulated milliseconds: a number, or a function of the billed inputs.
   * Default: 150 000 for 5 s of video, 240 000 for 10 s.
   */
  jobMs?: number | ((input: VideoInput) => number) | undefined;
  /** The clock. Default: the real one. See {@link ClockOptions}. */
  clock?: ClockOptions | undefined;
  /** Short for `clock: { speed }`: 100 makes a job of 150 s take 1.5 s. */
  speed?: number | undefined;
  /** The default account's key. Default: `"simulated-key"`. */
  key?: string | undefined;
  /** The default account's balance in USD. Default: 100. */
  balanceUsd?: number | undefined;
  /** The default account's rate level. Default: 3. */
  level?: RateLevel | undefined;
  /** What the service takes off the list price, 0 to 100. The discounted price is what is charged. Default: 0. */
  discountPercent?: number | undefined;
  /** How many bytes all uploads together may hold; over it an upload answers 413. Default: 256 MB. */
  uploadLimit?: number | undefined;
  /**
   * Which answers carry CORS headers. `"success"` leaves them off every answer with a status of 400 or more; the fetch
   * handler then rejects with a `TypeError` as a page's own fetch would. Default: `"all"`.
   */
  cors?: "all" | "success" | "none" | undefined;
  /** Request headers that a preflight allows. Default: `["authorization", "content-type"]`. */
  corsHeaders?: string[] | undefined;
  /** Response headers that a page on another origin may read. Default: none, so `Retry-After` can't be read there. */
  exposeHeaders?: string[] | undefined;
  /**
   * Where a result is found: `/api/v3/predictions/{id}/result` (`"api"`, the default) or, as the model's page prints it,
   * `/v3/predictions/{id}/result` (`"page"`). The other one answers 404.
   */
  resultPath?: "api" | "page" | undefined;
  /** The origin in the URLs that answers carry. Default: that of the request. */
  origin?: string | undefined;
  /**
   * Where a finished video can be fetched. Default: `<origin>/outputs/<id>.mp4` over HTTP and in Node; in a page or
   * worker a `blob:` URL of the MP4.
   */
  outputUrl?: ((bytes: () => Uint8Array, job: JobView) => string) | undefined;
  /** How many requests the log keeps. Default: 10 000. */
  logLimit?: number | undefined;
}

/**
 * How the simulator's time goes.
 *
 * @example
 * const simulator = createSimulator({ clock: { hold: true } });
 * simulator.clock.advance(150_000); // a job of 5 s of video is done now, in no time
 */
export interface ClockOptions {
  /** Start held: the time moves only by `clock.advance(ms)`. Default: false. */
  hold?: boolean | undefined;
  /** Simulated milliseconds per real one. Default: 1. */
  speed?: number | undefined;
  /** The first reading, in milliseconds since 1970. Default: now. */
  startAt?: number | undefined;
  /** Where real milliseconds come from. Default: `Date.now`. */
  now?: (() => number) | undefined;
}

/**
 * The time that the simulator goes by.
 *
 * @example
 * const clock: SimulatorClock = createSimulator({ clock: { hold: true } }).clock;
 * clock.advance(150_000);
 */
export interface SimulatorClock {
  /**
   * Simulated milliseconds since 1970.
   *
   * @example
   * new Date(simulator.clock.now());
   */
  now(): number;
  /**
   * Moves the time ahead, by so many milliseconds, whether held or running.
   *
   * @example
   * simulator.clock.advance(7 * 24 * 3_600_000); // every job and upload is forgotten
   */
  advance(ms: number): void;
  /**
   * Stops the time.
   *
   * @example
   * simulator.clock.hold();
   */
  hold(): void;
  /**
   * Lets the time run, at this speed from now on. Default: as before.
   *
   * @example
   * simulator.clock.run(100);
   */
  run(speed?: number): void;
  /** Whether it stands. */
  readonly held: boolean;
  /** Simulated milliseconds per real one. */
  readonly speed: number;
}

/**
 * 1: 2 videos a minute and 2 at once · 2: 500 and 300 · 3: 3000 · 4: 5000.
 *
 * @example
 * const level: RateLevel = 1;
 * const slow = createSimulator({ level });
 */
export type RateLevel = 1 | 2 | 3 | 4;

/**
 * An account of the simulator.
 *
 * @example
 * simulator.addAccount({ key: "slow", level: 1 }); // 2 videos a minute, 2 at once
 */
export interface AccountOptions {
  /** Its API key. */
  key: string;
  /** Default: the key. Shows in `jobs()`. */
  name?: string | undefined;
  /** Default: 100. */
  balanceUsd?: number | undefined;
  /** Default: 3. */
  level?: RateLevel | undefined;
  /** Answer 403 to every request of this key. Default: false. */
  forbidden?: boolean | undefined;
}

/**
 * An account, as it stands.
 *
 * @example
 * const { balanceMicros }: AccountView = simulator.addAccount({ key: "poor", balanceUsd: 0.1 });
 */
export interface AccountView {
  /** Its API key. */
  readonly key: string;
  /** As `jobs()` shows it. */
  readonly name: string;
  /** What is left, in millionths of a USD. */
  readonly balanceMicros: number;
}
