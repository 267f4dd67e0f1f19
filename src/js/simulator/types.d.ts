// The simulator's public types. Hand-written, so that they need no newer TypeScript library than the package itself.

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
 * 1: 2 videos a minute and 2 at once · 2: 500 and 300 · 3: 3000 · 4: 5000.
 *
 * @example
 * const level: RateLevel = 1;
 * const slow = createSimulator({ level });
 */
export type RateLevel = 1 | 2 | 3 | 4;

/**
 * The five inputs as they are billed: unknown keys dropped, defaults filled in.
 *
 * @example
 * const quick = createSimulator({ jobMs: ({ duration }: VideoInput) => duration * 1000 });
 */
export interface VideoInput {
  /** As it was sent. */
  prompt: string;
  /** Their addresses. */
  images: string[];
  /** There only where it was sent. */
  negative_prompt?: string;
  /** Seconds of video. */
  duration: number;
  /** Width to height. */
  aspect_ratio: string;
}

/**
 * The service, in your process: accounts with a balance, rate limits, jobs, uploads, videos, and failures on request.
 *
 * @example
 * const simulator: Simulator = createSimulator({ speed: 100 });
 * const kling = new KlingClient({ apiKey: simulator.key, fetch: simulator.fetch });
 */
export interface Simulator {
  /**
   * Answers like the service. Use it as a client's `fetch`; nothing leaves the process.
   *
   * @throws {TypeError} as a page's own fetch would: where a rule cuts the connection, or CORS hides an answer.
   * @example
   * const kling = new KlingClient({ apiKey: simulator.key, fetch: simulator.fetch });
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Makes coming requests fail. The first rule that wants a request takes it.
   *
   * @throws {TypeError} for a rule that says nothing or cannot be.
   * @example
   * simulator.fault({ on: "submit", cut: "after" }); // the job is made, its answer is lost
   */
  fault(rule: FaultRule): Fault;
  /**
   * Removes every rule.
   *
   * @example
   * simulator.clearFaults();
   */
  clearFaults(): void;
  /**
   * Counts and money since the start or the last `reset()`. `restore()` brings along the jobs and money it restores.
   *
   * @example
   * const { submits, jobs, netMicros } = simulator.stats();
   */
  stats(): SimulatorStats;
  /**
   * Every video job not yet expired, oldest first.
   *
   * @example
   * simulator.jobs().at(-1)?.input.prompt;
   */
  jobs(): JobView[];
  /**
   * The latest requests, oldest first.
   *
   * @example
   * simulator.requests().filter(({ route }) => route === "result").length; // polls
   */
  requests(): LoggedRequest[];
  /** The time that jobs, rates and expiry go by. */
  readonly clock: SimulatorClock;
  /**
   * Forgets jobs, uploads, rules, the log and added accounts; the clock goes on.
   *
   * @example
   * afterEach(() => simulator.reset());
   */
  reset(): void;
  /**
   * Its jobs, accounts and uploads as they are now, as plain JSON: to be kept where it outlives the page or process, and
   * given to `restore()` there. A copy, which later requests leave alone.
   *
   * @example
   * localStorage.setItem("simulator", JSON.stringify(simulator.save()));
   */
  save(): SavedSimulator;
  /**
   * Puts jobs, accounts (with balances and limits) and uploads in the place of its own; what happened since that save is
   * undone. Options, rules, the clock and the log stay, and so does an account of this simulator's own key where none
   * was saved. Jobs go by the clock as ever: one whose time is over has ended, and is refunded, once, if it failed.
   *
   * The clock is not set. One that runs fast may be behind the saved jobs in a new process: start it no earlier than
   * they were saved, with `clock: { startAt: Math.max(Date.now(), saved.at) }`.
   *
   * Videos are made anew when asked for. In a page they get new `blob:` URLs, but for those that this very simulator
   * has handed out, which stay good.
   *
   * @throws {TypeError} for anything but what `save()` made; it then changes nothing.
   * @example
   * simulator.restore(JSON.parse(localStorage.getItem("simulator") ?? ""));
   */
  restore(saved: SavedSimulator): void;
  /** The default account's key. */
  readonly key: string;
  /**
   * Adds an account, or replaces the one with that key.
   *
   * @example
   * simulator.addAccount({ key: "poor", balanceUsd: 0 });
   */
  addAccount(account: AccountOptions): AccountView;
}

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
 * What a request is for.
 *
 * @example
 * const on: RouteName = "submit";
 * simulator.fault({ on, status: 503 });
 */
export type RouteName =
  | "submit"
  | "result"
  | "history"
  | "delete"
  | "balance"
  | "price"
  | "upload"
  | "upload_ticket"
  | "put"
  | "optimizer"
  | "output"
  | "download"
  | "preflight"
  | "unknown";

/**
 * How a request is to go wrong.
 *
 * @example
 * const rule: FaultRule = { on: "result", nth: 3, times: 2, status: 503, retryAfter: 1 };
 */
export interface FaultRule {
  /** Which requests: a route's name, or `"*"` for all but preflights. */
  on: RouteName | "*";
  /** Which of the matching requests is the first to fail, counted from 1 since the rule was made. Default: the next. */
  nth?: number;
  /** How many requests fail. Default: 1. `Infinity` for all (over the control endpoint: `"Infinity"`). */
  times?: number | "Infinity";
  /** Only requests for which this holds. Not over the control endpoint. */
  match?: (request: LoggedRequest) => boolean;
  /** HTTP status. Default: 200 with `code` or `body`, 502 with `html`, 307 with `redirect`, else 500 with `message`. */
  status?: number;
  /** The envelope's code. Default: the status. A code other than 200 with a status of 200 is an error, too. */
  code?: number;
  /** The envelope's message. */
  message?: string;
  /** Seconds, or any other text, for a Retry-After header. */
  retryAfter?: number | string;
  /** Headers to add or replace. */
  headers?: Record<string, string>;
  /** Wait so many real milliseconds first (with `after`: between the work and the answer). */
  delayMs?: number;
  /** Cut the connection before or after the work was done. */
  cut?: "before" | "after";
  /** Do the work, announce the whole answer, send so many bytes of its body, and cut. */
  truncate?: number;
  /** Answer a gateway's HTML page. */
  html?: boolean;
  /** Answer this body as it is. A value other than a string is sent as JSON. */
  body?: unknown;
  /** Do the work, then merge these fields into the answer's `data`; `undefined`, or the names in `remove`, go. */
  patch?: Record<string, unknown> & {
    /** Names of fields that go. */
    remove?: string[];
  };
  /** Answer a redirect to this URL. */
  redirect?: string;
  /** Never answer. */
  hang?: boolean;
  /**
   * Do the work (create the job, charge for it) before the fault shows. Default: false with an error, `html`, `redirect`
   * or `hang`; true with `patch`, `truncate` and `cut: "after"`.
   */
  after?: boolean;
  /** How the job made by this submit ends. The submit itself succeeds unless the rule says more. */
  job?: JobOutcome;
}

/**
 * How a job ends.
 *
 * @example
 * simulator.fault({ on: "submit", job: { status: "failed", error: "content moderation", code: 1200 } });
 */
export interface JobOutcome {
  /** Default: `"completed"`. Failed and timeout are refunded. */
  status?: "completed" | "failed" | "cancelled" | "timeout" | "deleted";
  /** The prediction's error text. */
  error?: string;
  /** The prediction's own code: 1200 moderation, 1402 image not fetched, … */
  code?: number;
  /** What `outputs` holds once completed, whatever its shape: `[]`, null, a string, `[{ url }]`. */
  outputs?: unknown;
  /** What `has_nsfw_contents` tells: `true` is `[true]`; anything else as it is. */
  nsfw?: unknown;
  /** How long until it ends, in simulated milliseconds. */
  ms?: number;
}

/**
 * A rule at work.
 *
 * @example
 * const fault = simulator.fault({ on: "balance", times: Infinity, status: 500 });
 * fault.remove();
 */
export interface Fault {
  /** How many requests it has made fail. */
  readonly hits: number;
  /**
   * Takes the rule away.
   *
   * @example
   * fault.remove();
   */
  remove(): void;
}

/**
 * A job, as it stands.
 *
 * @example
 * const cost = ({ refunded, chargedMicros }: JobView) => (refunded ? 0 : chargedMicros);
 */
export interface JobView {
  /** The prediction's id. */
  id: string;
  /** The prediction's status. */
  status: string;
  /** The account's name. */
  account: string;
  /** The model's name. */
  model: string;
  /** As it is billed. */
  input: VideoInput;
  /** Keys of the request that the service dropped silently. */
  dropped: string[];
  /** RFC 3339. */
  createdAt: string;
  /** RFC 3339. */
  endsAt: string;
  /** Taken off the balance, in millionths of a USD. */
  chargedMicros: number;
  /** Whether that was given back. */
  refunded: boolean;
  /** Taken out of the history by its owner. */
  removed: boolean;
  /** What `?webhook=` named. Recorded, never called. */
  webhook: string | null;
}

/**
 * A request that the simulator was sent.
 *
 * @example
 * const isPoll = ({ route }: LoggedRequest) => route === "result";
 * const polls = simulator.requests().filter(isPoll).length;
 */
export interface LoggedRequest {
  /** Simulated milliseconds since 1970. */
  at: number;
  /** In capitals. */
  method: string;
  /** Of its URL. */
  origin: string;
  /** Of its URL. */
  path: string;
  /** Of its URL, with the "?"; or "". */
  query: string;
  /** What it is for. */
  route: RouteName;
  /** Names only, lower case. */
  headers: string[];
  /** Whether an Authorization header came along. */
  hasKey: boolean;
  /** 0 while unanswered, and where the connection was cut. */
  status: number;
  /** Whether a rule made it fail. */
  faulted: boolean;
}

/**
 * Counts and money. Amounts are in millionths of a USD.
 *
 * @example
 * const { jobs, netMicros }: SimulatorStats = simulator.stats();
 */
export interface SimulatorStats {
  /** Submits of videos that arrived, refused ones included. */
  submits: number;
  /** Videos that were created. */
  jobs: number;
  /** Of videos and prompt enhancements, all accounts together. */
  charges: number;
  /** What they took. */
  chargedMicros: number;
  /** Jobs that failed and were paid back. */
  refunds: number;
  /** What that gave back. */
  refundedMicros: number;
  /** Charged less refunded. */
  netMicros: number;
  /** Prompt enhancements. */
  optimizer: {
    /** How many. */
    runs: number;
    /** What they took. */
    chargedMicros: number;
  };
  /** What is kept now. Uploads restored without their bytes count, and hold none. */
  uploads: {
    /** How many. */
    count: number;
    /** Of all together. */
    bytes: number;
  };
  /** By route name (`submit`) and by method and path (`GET /api/v3/predictions/{id}/result`). */
  requests: Record<string, number>;
}

/**
 * Makes a simulator of the service that runs where you are: page, worker, Node. It never touches the network.
 *
 * @throws {TypeError} for an option that cannot be.
 * @example
 * const simulator = createSimulator({ speed: 100 });
 * const kling = new KlingClient({
 *   apiKey: simulator.key,
 *   fetch: simulator.fetch,
 *   polling: { firstMs: 100, minMs: 100, maxMs: 500 },
 * });
 */
export function createSimulator(options?: SimulatorOptions): Simulator;

/**
 * Serves a simulator over HTTP on this machine. Needs Node.
 *
 * @param simulator options for a new simulator, or one that exists
 * @throws {Error} in a page or worker, and where the port cannot be had.
 * @example
 * const server = await serveSimulator({ jobMs: 0 });
 * const kling = new KlingClient({ apiKey: server.simulator.key, baseUrl: server.url });
 * await server.close();
 */
export function serveSimulator(
  simulator?: SimulatorOptions | Simulator,
  listen?: ListenOptions,
): Promise<SimulatorServer>;

/**
 * Where a simulator listens.
 *
 * @example
 * await serveSimulator({ speed: 100 }, { port: 8787 });
 */
export interface ListenOptions {
  /** Default: 0, any free one. */
  port?: number;
  /** Default: `"127.0.0.1"`. */
  host?: string;
}

/**
 * A simulator that listens.
 *
 * @example
 * const server: SimulatorServer = await serveSimulator({ jobMs: 0 });
 * const kling = new KlingClient({ apiKey: server.simulator.key, baseUrl: server.url });
 */
export interface SimulatorServer {
  /** What a client takes as its base URL. */
  readonly url: string;
  /** Where it listens. */
  readonly port: number;
  /** The simulator behind it. */
  readonly simulator: Simulator;
  /**
   * Stops listening and ends every connection, hanging ones too.
   *
   * @example
   * after(() => server.close());
   */
  close(): Promise<void>;
}
