// The public types, written by hand: `import … from "kling-multi-i2v"`.

import type { Store } from "./stores/types.js";

export type { Store };

/** A video's length in seconds. */
export type Duration = 5 | 10;

/** A video's format, width to height. */
export type AspectRatio = "1:1" | "16:9" | "9:16";

/** A reference picture: a public `http(s)` URL, or a `Blob` or `File` that is uploaded first. */
export type Picture = string | URL | Blob;

/** What to make a video of. The names are those of the service's own API. */
export interface KlingRequest {
  /** Motion, scene and camera, in at most 2500 characters (Unicode scalar values). */
  prompt: string;
  /** What to avoid. Blank is as good as left out. */
  negative_prompt?: string | null;
  /** One to four reference pictures; their order is kept. */
  images: Picture[];
  /** Seconds of video. Default: 5. */
  duration?: Duration | null;
  /** Default: "1:1". */
  aspect_ratio?: AspectRatio | null;
  /** Sent only where given: the model's parameter table does not name it. */
  enable_safety_checker?: boolean | null;
}

/** A checked request, with every default in place. */
export interface NormalRequest {
  prompt: string;
  negative_prompt?: string;
  images: Picture[];
  duration: Duration;
  aspect_ratio: AspectRatio;
  enable_safety_checker?: boolean;
}

/** What kind of problem an {@link Issue} is. */
export type IssueCode =
  | "required"
  | "type"
  | "empty"
  | "too_long"
  | "too_few"
  | "too_many"
  | "too_large"
  | "not_allowed"
  | "unknown_field"
  | "unreadable"
  | "url"
  | "unreachable"
  | "data_url"
  | "image_bytes"
  | "image_format"
  | "image_pixels"
  | "image_ratio"
  | "budget"
  | "config";

/** One problem of a request or of options, or one thing worth knowing. */
export interface Issue {
  /** Where, as a JSON Pointer: "/images/2"; "" for the whole. */
  path: string;
  code: IssueCode;
  /** What is wrong and what to do, for a person. */
  message: string;
}

/** What `validate` found. `request` is there exactly where `ok` is true. */
export type Validation =
  | { ok: true; request: NormalRequest; errors: []; warnings: Issue[] }
  | { ok: false; request: null; errors: Issue[]; warnings: Issue[] };

/** An amount of money, exact. */
export interface Money {
  currency: "USD";
  /** Millionths of a USD, an integer. */
  micros: number;
  usd: number;
  /** "$0.50": at least two decimals, and as many more as it takes to be exact. */
  text: string;
}

/** What some videos cost. */
export interface Estimate extends Money {
  /** How many videos. */
  count: number;
  /** Seconds of video, of all together. */
  seconds: number;
}

/** What `estimateCost` prices: a whole request, or as much of one as bears on the price. */
export type Priceable = Partial<KlingRequest> & { count?: number | null };

/** What a picture's first bytes tell. Format and size are null where they could not be read. */
export interface ImageInfo {
  format: "jpeg" | "png" | "webp" | "gif" | "bmp" | "tiff" | null;
  width: number | null;
  height: number | null;
  bytes: number;
  /** What Kling itself would mind. */
  warnings: Issue[];
}

/**
 * Checks a request without network or key. Never throws, whatever it is given.
 *
 * @example
 * const { ok, errors } = validate({ prompt: "Slow push in", images: [file] });
 */
export function validate(request: unknown): Validation;

/**
 * The exact price of a request, of `{ duration, count }`, or of an array of either; without network or key.
 *
 * @throws {KlingError} code "validation" for what has no price.
 * @example
 * estimateCost({ duration: 10, count: 5 }).text; // "$2.50"
 */
export function estimateCost(what: Priceable | readonly Priceable[]): Estimate;

/**
 * Reads format and size off a picture's first bytes (at most 1 MB of them) and says what Kling would mind.
 *
 * @throws {KlingError} code "validation" for what is no `Blob`.
 */
export function inspectImage(blob: Blob): Promise<ImageInfo>;

/** The model's contract: id, limits, defaults, prices. */
export const MODEL: {
  readonly id: "kwaivgi/kling-v1.6-multi-i2v-standard";
  readonly baseUrl: string;
  readonly limits: {
    readonly promptCharacters: number;
    readonly imagesMin: number;
    readonly imagesMax: number;
  };
  /** Kling's own limits, which the model's page does not state: warnings, not errors. */
  readonly advice: {
    readonly negativePromptCharacters: number;
    readonly imageFormats: readonly string[];
    readonly imageBytes: number;
    readonly imageSide: number;
    readonly imageRatio: number;
  };
  readonly durations: readonly Duration[];
  readonly aspectRatios: readonly AspectRatio[];
  readonly defaults: { readonly duration: Duration; readonly aspect_ratio: AspectRatio };
  readonly pricing: {
    readonly currency: "USD";
    readonly unitSeconds: number;
    readonly unitMicros: number;
    readonly enhancePromptMicros: number;
    readonly perVideo: readonly {
      readonly duration: Duration;
      readonly micros: number;
      readonly usd: number;
      readonly text: string;
    }[];
  };
  readonly enhanceStyles: readonly EnhanceStyle[];
  /** Days that the service keeps jobs, videos and uploads. */
  readonly keptDays: number;
};

/** What went wrong. The table of all is in docs/errors.md. */
export type KlingErrorCode =
  | "validation"
  | "unauthorized"
  | "forbidden"
  | "insufficient_credits"
  | "budget_exceeded"
  | "rate_limited"
  | "not_found"
  | "bad_request"
  | "upload_failed"
  | "network"
  | "timeout"
  | "server"
  | "bad_response"
  | "submit_unknown"
  | "aborted"
  | "deadline"
  | "job_failed"
  | "moderated"
  | "cancelled"
  | "expired"
  | "no_output"
  | "idempotency_conflict"
  | "storage"
  | "config";

/** How far a call had come. */
export type Stage = "config" | "validate" | "budget" | "upload" | "submit" | "lookup" | "poll" | "result";

/** Whether it cost something: refused, never sent or refunded; a job exists; a job may exist. */
export type Charge = "none" | "charged" | "unknown";

/** What a {@link KlingError} is made of. */
export interface KlingErrorFields {
  message: string;
  code: KlingErrorCode;
  stage: Stage;
  charge: Charge;
  canResubmit: boolean;
  jobId?: string | null;
  status?: number | null;
  issues?: Issue[];
  candidates?: string[];
  cause?: unknown;
}

/** Everything that this package rejects with or throws. */
export class KlingError extends Error {
  constructor(fields: KlingErrorFields);
  readonly name: "KlingError";
  readonly code: KlingErrorCode;
  readonly stage: Stage;
  /** What it cost: the question that every failure answers. */
  readonly charge: Charge;
  /** Whether the same call may be sent again: nothing was charged, and it was not the request that was refused. */
  readonly canResubmit: boolean;
  /** The job, where there is one: `client.job(jobId)` finds it again. */
  readonly jobId: string | null;
  /** The HTTP status, where there was an answer; or the code that the service put in its place. */
  readonly status: number | null;
  /** Every problem, for the codes "validation" and "config"; which limit, for "budget_exceeded". */
  readonly issues: Issue[];
  /** For "submit_unknown": ids of the jobs that may be the lost one. */
  readonly candidates: string[];
}

/** Whether a caught value is a {@link KlingError}, also one of another copy of this package. */
export function isKlingError(value: unknown): value is KlingError;

/** How the bounds of the looks at a running job are set. Less than 5 s is for simulators and tests. */
export interface PollingOptions {
  /** From the submit to the first look, in ms. Default: 5000. */
  firstMs?: number;
  /** The shortest pause between two looks at one job, in ms. Default: 5000. */
  minMs?: number;
  /** The longest pause, in ms. Default: 20000. */
  maxMs?: number;
}

/** How often what may be repeated is repeated: questions, uploads, and a submit that the rate limit refused. */
export interface RetryOptions {
  /** How often a request is sent at the most. Default: 6. */
  attempts?: number;
  /** The first pause, in ms; each further one is twice as long. Default: 1000. */
  baseMs?: number;
  /** The longest pause, in ms. Default: 30000. */
  maxMs?: number;
}

/** What may be spent, in USD, by list price. Checked and reserved before anything is sent; left out is no limit. */
export interface BudgetOptions {
  /** On one job. */
  perJobUsd?: number;
  /** In one day, in UTC. */
  perDayUsd?: number;
  /** In all, for as long as the store remembers. */
  totalUsd?: number;
}

/** How a submit whose answer was lost is looked up in the service's history. */
export interface LookupOptions {
  /** Looks before a job that is not found counts as absent. Default: 2. */
  looks?: number;
  /** Between two looks, in ms. Default: 5000. */
  pauseMs?: number;
  /** Whether what is proven absent is submitted again by itself. Default: false. */
  resubmitWhenAbsent?: boolean;
}

/** Options of a client. */
export interface KlingClientOptions {
  /** The service's API key, or a function that gives it for each request. Left out behind a proxy. */
  apiKey?: string | (() => string | Promise<string>);
  /** The service, a proxy of yours, or a simulator. Default: https://api.wavespeed.ai */
  baseUrl?: string | URL;
  /** Default: the global `fetch`, looked up when it is used. */
  fetch?: (input: string, init: RequestInit) => Promise<Response>;
  /** Sent with every request to `baseUrl`. */
  headers?: Record<string, string>;
  /**
   * Where jobs are remembered. Default: "indexeddb" in a page or worker, shared by its tabs; "memory" elsewhere, gone with
   * the client. Asked for by name or as a store of your own, it must work: a failure ends a call before anything is paid.
   * Left out, the client goes on in memory and tells it by an event.
   */
  store?: "indexeddb" | "memory" | Store;
  budget?: BudgetOptions;
  lookup?: LookupOptions;
  /** How many jobs of `generateAll` run at once. Default: 2. */
  concurrency?: number;
  polling?: PollingOptions;
  retry?: RetryOptions;
  /** The longest that one HTTP request may take, in ms; uploads get more by their size. Default: 45000. */
  requestTimeoutMs?: number;
  /** How long `wait()` waits, in ms; the job itself goes on. Default: 1800000. */
  deadlineMs?: number;
  /** Hears everything that happens to every call. What it throws is ignored. */
  onEvent?: (event: KlingEvent) => void;
}

/** What every update has. */
interface UpdateBase {
  /** The job, from "created" on. */
  jobId: string | null;
  /** Since the call began, in ms. */
  elapsedMs: number;
}

/** How far the uploads of one call are. */
export interface UploadProgress {
  /** Pictures that are up. */
  uploaded: number;
  /** Pictures to upload. */
  total: number;
  /** Bytes that are out: picture by picture in Node, as they go in a page or worker. */
  loadedBytes: number;
  totalBytes: number;
}

/** One step of a call. */
export type Update =
  | (UpdateBase & { phase: "checking"; warnings: Issue[] })
  | (UpdateBase & { phase: "uploading" } & UploadProgress)
  | (UpdateBase & { phase: "submitting" })
  /** The answer to the submit was lost: the job is looked for in the service's history. */
  | (UpdateBase & { phase: "looking_up" })
  | (UpdateBase & {
      phase: "created" | "processing" | "completed" | "failed" | "cancelled" | "timeout" | "deleted";
      /** The service's own word for where the job stands. */
      status: string;
      /** How long jobs of this length usually take, as far as this client knows, in ms; null for an unknown length. */
      usualMs: number | null;
    });

/** What `onEvent` hears. */
export type KlingEvent =
  | (Update & { type: "update"; index?: number })
  /** A store failed, and the client goes on without it. */
  | { type: "storage"; operation: string; message: string }
  /**
   * The browser sent the paid request of the job `of` twice by itself, and `jobId` was made and paid for, too. It stands in
   * the ledger: it counts in `spent()`, and `jobs()` and `resume()` have it.
   */
  | { type: "repeated"; jobId: string; of: string }
  | { type: "retry"; stage: Stage; code: KlingErrorCode; pauseMs: number };

/** Options of one call. */
export interface CallOptions {
  /** Ends the call at once. What was submitted goes on and is billed. */
  signal?: AbortSignal;
}

/** Options of waiting. */
export interface WaitOptions extends CallOptions {
  /** Hears each step. What it throws is ignored. */
  onUpdate?: (update: Update) => void;
}

/** Options of submitting. */
export interface SubmitOptions extends WaitOptions {
  /** Hears the uploads alone. */
  onUploadProgress?: (progress: UploadProgress) => void;
  /**
   * A name of yours for this wish, 1 to 256 characters: it is submitted once, ever, within the store. A second call with it,
   * at once, after a reload or from another tab, gets the same job; one with another request fails.
   */
  idempotencyKey?: string;
}

/** Options of a batch. */
export interface BatchOptions extends CallOptions {
  /** How many jobs run at once. Default: the client's `concurrency`. */
  concurrency?: number;
  /** Hears each step of each job; `index` says whose. What it throws is ignored. */
  onUpdate?: (update: Update & { index: number }) => void;
  /** Request number i gets the key "<prefix>/<i>": the same call again goes on where it stopped. */
  idempotencyPrefix?: string;
}

/** What became of one job of a batch, as `Promise.allSettled` has it. */
export type Outcome = { status: "fulfilled"; value: Generation } | { status: "rejected"; reason: KlingError };

/** What the ledger has of one job. */
export interface LedgerEntry {
  idempotencyKey: string | null;
  /** Null until it is known. */
  jobId: string | null;
  /**
   * "preparing": nothing was sent yet. "submitting": the paid request is out. "unknown": its answer is lost.
   * "running": it has an id. "ended": the service has ended it.
   */
  state: "preparing" | "submitting" | "unknown" | "running" | "ended";
  /** As it is sent; a picture that was not uploaded yet is null. Null for a job that the service has forgotten. */
  request: LedgerRequest | null;
  estimate: Estimate;
  charge: Charge;
  /** The service's word for how it ended. */
  status: string | null;
  /** Milliseconds since 1970, by this machine's clock. */
  startedAt: number;
  endedAt: number | null;
}

/** A request as the ledger has it: pictures by their addresses. */
export interface LedgerRequest extends Omit<NormalRequest, "images"> {
  images: (string | null)[];
}

/** A finished video. */
export interface Generation {
  /** The job's id: `client.job(id)` gets it back for as long as the service keeps it. */
  id: string;
  /** Addresses of all that was made. */
  outputs: string[];
  /** Address of the video. The service keeps it for 7 days. */
  video: string;
  /** Whether the service flagged it as not safe for work. */
  flagged: boolean;
  inferenceMs: number | null;
  /** RFC 3339, as the service wrote it. */
  createdAt: string | null;
  /** What it was priced at; null for a job known by its id alone. */
  estimate: Estimate | null;
  /** The service's answer, as it came. */
  raw: Record<string, unknown>;
}

/** Where a job stands. */
export interface JobStatus extends Omit<Generation, "video"> {
  video: string | null;
  /** The service's own word: "created", "processing", "completed", "failed" and others. */
  status: string;
  /** The service's own words on a failure. */
  error: string;
}

/** A submitted job. Iterating over it waits for it and yields each update. */
export interface Job extends AsyncIterable<Update> {
  readonly id: string;
  /** What it was priced at; null for a job known by its id alone. */
  readonly estimate: Estimate | null;
  /** Asks where it stands, unless it was asked a moment ago. */
  status(options?: CallOptions): Promise<JobStatus>;
  /** Waits for the video. Any number of callers may wait for one job: it is asked for once. */
  wait(options?: WaitOptions): Promise<Generation>;
  /** Ends all waiting for it here. The job itself goes on and is billed: the service cannot cancel. */
  stop(): void;
}

/** A job that an earlier page, process or call began. */
export interface ResumedJob extends Omit<Job, "id"> {
  /** Null for a submit whose answer was lost, until `wait()` has found it. */
  readonly id: string | null;
  readonly request: LedgerRequest;
  readonly estimate: Estimate;
  readonly idempotencyKey: string | null;
  /** Milliseconds since 1970; updates count `elapsedMs` from here. */
  readonly startedAt: number;
}

/** A style of the prompt optimizer. */
export type EnhanceStyle = "default" | "artistic" | "photographic" | "technical" | "anime" | "realistic";

/** What the prompt optimizer is asked: a text, a picture, or both. */
export interface EnhanceRequest {
  text?: string;
  image?: Picture;
  /** Default: "default". */
  style?: EnhanceStyle;
}

/** Which part of the account's history is asked for; the names are the service's own. */
export interface HistoryQuery {
  /** From 1. */
  page?: number;
  /** At most 100. Default: 20. */
  page_size?: number;
  /** Default: this model. */
  model?: string;
  status?: string;
  /** RFC 3339. */
  created_after?: string;
  /** RFC 3339. */
  created_before?: string;
  include_inputs?: boolean;
}

/**
 * Makes videos. One client shares its polls and what it learns among all its calls.
 *
 * @example
 * const kling = new KlingClient({ apiKey });
 * const { video } = await kling.generate({ prompt: "Slow push in", images: [file] });
 */
export class KlingClient {
  /** @throws {KlingError} code "config", with every problem of the options in `issues`. */
  constructor(options?: KlingClientOptions);
  /** Checks, uploads, submits once and waits for the video. */
  generate(request: KlingRequest, options?: SubmitOptions): Promise<Generation>;
  /** The same up to the job's id. */
  submit(request: KlingRequest, options?: SubmitOptions): Promise<Job>;
  /**
   * Makes many, `concurrency` at a time, each with an outcome of its own, in order. Slows down while the account's level
   * refuses more (429), and speeds up again. After an abort, or when the budget or the credits are spent, nothing new is
   * begun; what was done is kept, and what still runs is named by its `jobId`.
   */
  generateAll(requests: readonly KlingRequest[], options?: BatchOptions): Promise<Outcome[]>;
  /** What the ledger knows, the newest first: everything of the last 7 days. */
  jobs(options?: CallOptions): Promise<LedgerEntry[]>;
  /**
   * Every unfinished job, whatever stage it was in: `wait()` goes on with it. A submit whose answer was lost is looked up
   * in the service's history.
   *
   * @example
   * for (const job of await kling.resume()) job.wait({ onUpdate }).then(show, report);
   */
  resume(options?: CallOptions): Promise<ResumedJob[]>;
  /** What this store's jobs have cost, or may yet, by list price: today (UTC), and in all. */
  spent(options?: CallOptions): Promise<{ day: Money; total: Money }>;
  /** A job that you know the id of. */
  job(id: string): Job;
  /** Uploads a picture and gives its address, which the service keeps for 7 days. */
  upload(
    blob: Blob,
    options?: CallOptions & { onProgress?: (progress: UploadProgress) => void },
  ): Promise<string>;
  /** Enriches a prompt for video; costs $0.001. */
  enhancePrompt(request: EnhanceRequest, options?: WaitOptions): Promise<string>;
  /** What is left on the account. */
  balance(options?: CallOptions): Promise<Money>;
  /** What the account has made lately, newest first. */
  history(query?: HistoryQuery, options?: CallOptions): Promise<{ page: number; items: JobStatus[] }>;
  /** What the service itself would charge for a request, discounts included. */
  price(request: Priceable, options?: CallOptions): Promise<Money>;
}
