// The simulator's public types. Hand-written, so that they need no newer TypeScript library than the package itself.

/** What makes a simulator. Every field has a default. */
export interface SimulatorOptions {
  /**
   * How long a video takes, in simulated milliseconds: a number, or a function of the billed inputs.
   * Default: 150 000 for 5 s of video, 240 000 for 10 s.
   */
  jobMs?: number | ((input: VideoInput) => number);
  /** The clock. Default: the real one. See {@link ClockOptions}. */
  clock?: ClockOptions;
  /** Short for `clock: { speed }`: 100 makes a job of 150 s take 1.5 s. */
  speed?: number;
  /** The default account's key. Default: `"simulated-key"`. */
  key?: string;
  /** The default account's balance in USD. Default: 100. */
  balanceUsd?: number;
  /** The default account's rate level. Default: 3. */
  level?: RateLevel;
  /** What the service takes off the list price, 0 to 100. The discounted price is what is charged. Default: 0. */
  discountPercent?: number;
  /** How many bytes all uploads together may hold; over it an upload answers 413. Default: 256 MB. */
  uploadLimit?: number;
  /**
   * Which answers carry CORS headers. `"success"` leaves them off every answer with a status of 400 or more; the fetch
   * handler then rejects with a `TypeError` as a page's own fetch would. Default: `"all"`.
   */
  cors?: "all" | "success" | "none";
  /** Request headers that a preflight allows. Default: `["authorization", "content-type"]`. */
  corsHeaders?: string[];
  /** Response headers that a page on another origin may read. Default: none, so `Retry-After` can't be read there. */
  exposeHeaders?: string[];
  /**
   * Where a result is found: `/api/v3/predictions/{id}/result` (`"api"`, the default) or, as the model's page prints it,
   * `/v3/predictions/{id}/result` (`"page"`). The other one answers 404.
   */
  resultPath?: "api" | "page";
  /** The origin in the URLs that answers carry. Default: that of the request. */
  origin?: string;
  /**
   * Where a finished video can be fetched. Default: `<origin>/outputs/<id>.mp4` over HTTP and in Node; in a page or
   * worker a `blob:` URL of the MP4.
   */
  outputUrl?: (bytes: () => Uint8Array, job: JobView) => string;
  /** How many requests the log keeps. Default: 10 000. */
  logLimit?: number;
}

export interface ClockOptions {
  /** Start held: the time moves only by `clock.advance(ms)`. Default: false. */
  hold?: boolean;
  /** Simulated milliseconds per real one. Default: 1. */
  speed?: number;
  /** The first reading, in milliseconds since 1970. Default: now. */
  startAt?: number;
  /** Where real milliseconds come from. Default: `Date.now`. */
  now?: () => number;
}

/** 1: 2 videos a minute and 2 at once · 2: 500 and 300 · 3: 3000 · 4: 5000. */
export type RateLevel = 1 | 2 | 3 | 4;

/** The five inputs as they are billed: unknown keys dropped, defaults filled in. */
export interface VideoInput {
  prompt: string;
  images: string[];
  negative_prompt?: string;
  duration: number;
  aspect_ratio: string;
}

export interface Simulator {
  /** Answers like the service. Use it as a client's `fetch`; nothing leaves the process. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Makes coming requests fail. The first rule that wants a request takes it. */
  fault(rule: FaultRule): Fault;
  /** Removes every rule. */
  clearFaults(): void;
  /** Counts and money since the start or the last `reset()`. `restore()` brings along the jobs and money it restores. */
  stats(): SimulatorStats;
  /** Every video job not yet expired, oldest first. */
  jobs(): JobView[];
  /** The latest requests, oldest first. */
  requests(): LoggedRequest[];
  /** The time that jobs, rates and expiry go by. */
  readonly clock: SimulatorClock;
  /** Forgets jobs, uploads, rules, the log and added accounts; the clock goes on. */
  reset(): void;
  /**
   * Its jobs, accounts and uploads as they are now, as plain JSON: to be kept where it outlives the page or process, and
   * given to `restore()` there. A copy, which later requests leave alone.
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
   * has handed out, which stay good. Throws a `TypeError` for anything but what `save()` made, and then changes nothing.
   */
  restore(saved: SavedSimulator): void;
  /** The default account's key. */
  readonly key: string;
  /** Adds an account, or replaces the one with that key. */
  addAccount(account: AccountOptions): AccountView;
}

/**
 * What `save()` returns. It is all numbers, texts, arrays and plain objects, and meant as a whole: what the lists hold is
 * the simulator's own business.
 *
 * Not in it: options, rules, the clock, the log and with it the counts of requests; the videos; and the bytes of the
 * uploads. A restored upload is known, so that jobs with its URL go well, but its download answers 404 unless the
 * simulator still holds its bytes. Account keys are in it, and inputs as they were sent, `data:` URLs too.
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

export interface AccountOptions {
  key: string;
  /** Default: the key. Shows in `jobs()`. */
  name?: string;
  /** Default: 100. */
  balanceUsd?: number;
  /** Default: 3. */
  level?: RateLevel;
  /** Answer 403 to every request of this key. Default: false. */
  forbidden?: boolean;
}

export interface AccountView {
  readonly key: string;
  readonly name: string;
  readonly balanceMicros: number;
}

export interface SimulatorClock {
  /** Simulated milliseconds since 1970. */
  now(): number;
  /** Moves the time ahead, whether held or running. */
  advance(ms: number): void;
  /** Stops the time. */
  hold(): void;
  /** Lets the time run, at this speed from now on. */
  run(speed?: number): void;
  readonly held: boolean;
  readonly speed: number;
}

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

/** How a request is to go wrong. */
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
  patch?: Record<string, unknown> & { remove?: string[] };
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

/** A rule at work. */
export interface Fault {
  /** How many requests it has made fail. */
  readonly hits: number;
  /** Takes the rule away. */
  remove(): void;
}

export interface JobView {
  id: string;
  status: string;
  /** The account's name. */
  account: string;
  model: string;
  input: VideoInput;
  /** Keys of the request that the service dropped silently. */
  dropped: string[];
  /** RFC 3339. */
  createdAt: string;
  endsAt: string;
  chargedMicros: number;
  refunded: boolean;
  /** Taken out of the history by its owner. */
  removed: boolean;
  /** What `?webhook=` named. Recorded, never called. */
  webhook: string | null;
}

export interface LoggedRequest {
  /** Simulated milliseconds. */
  at: number;
  method: string;
  origin: string;
  path: string;
  query: string;
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

export interface SimulatorStats {
  /** Submits of videos that arrived, refused ones included. */
  submits: number;
  /** Videos that were created. */
  jobs: number;
  /** Of videos and prompt enhancements, all accounts together. */
  charges: number;
  chargedMicros: number;
  refunds: number;
  refundedMicros: number;
  /** Charged less refunded. */
  netMicros: number;
  optimizer: { runs: number; chargedMicros: number };
  /** What is kept now. Uploads restored without their bytes count, and hold none. */
  uploads: { count: number; bytes: number };
  /** By route name (`submit`) and by method and path (`GET /api/v3/predictions/{id}/result`). */
  requests: Record<string, number>;
}

/** Makes a simulator of the service that runs where you are: page, worker, Node. It never touches the network. */
export function createSimulator(options?: SimulatorOptions): Simulator;

/**
 * Serves a simulator over HTTP on this machine. Needs Node.
 *
 * @param simulator options for a new simulator, or one that exists
 */
export function serveSimulator(
  simulator?: SimulatorOptions | Simulator,
  listen?: ListenOptions,
): Promise<SimulatorServer>;

export interface ListenOptions {
  /** Default: 0, any free one. */
  port?: number;
  /** Default: `"127.0.0.1"`. */
  host?: string;
}

export interface SimulatorServer {
  /** What a client takes as its base URL. */
  readonly url: string;
  readonly port: number;
  readonly simulator: Simulator;
  /** Stops listening and ends every connection, hanging ones too. */
  close(): Promise<void>;
}
