// The client.

import type { BatchOptions, CallOptions, SubmitOptions, WaitOptions } from "./calls.js";
import type { Generation, Job, JobStatus, LedgerEntry, Outcome, ResumedJob } from "./jobs.js";
import type { KlingClientOptions } from "./options.js";
import type { EnhanceRequest, HistoryQuery } from "./questions.js";
import type { KlingRequest, Money, Priceable } from "./request.js";
import type { UploadProgress } from "./updates.js";

/**
 * One page of the account's history.
 *
 * @example
 * const { items }: HistoryPage = await kling.history();
 * for (const { id, status } of items) console.log(id, status);
 */
export interface HistoryPage {
  /** Which page, from 1. */
  page: number;
  /** The jobs, the newest first. */
  items: JobStatus[];
}

/**
 * What was spent, in USD by list price.
 *
 * @example
 * const { day, total }: Spent = await kling.spent();
 * console.log(`${day.text} today, ${total.text} in all`);
 */
export interface Spent {
  /** Today, in UTC. */
  day: Money;
  /** In all, for as long as the store remembers. */
  total: Money;
}

/**
 * Options of `upload`.
 *
 * @example
 * await kling.upload(file, { onProgress: ({ loadedBytes, totalBytes }) => bar.value = loadedBytes / totalBytes });
 */
export interface UploadOptions extends CallOptions {
  /** Hears how far it is. What it throws is ignored. */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/**
 * Makes videos. One client shares its polls and what it learns among all its calls.
 *
 * Every method rejects with a `KlingError`, and with nothing else.
 *
 * @example
 * const kling = new KlingClient({ apiKey });
 * const { video } = await kling.generate({ prompt: "Slow push in", images: [file] });
 */
export class KlingClient {
  /**
   * Reads the options; sends nothing.
   *
   * @throws {KlingError} code "config", with every problem of the options in `issues`.
   * @example
   * const kling = new KlingClient({ apiKey, budget: { perDayUsd: 5 } });
   */
  constructor(options?: KlingClientOptions);
  /**
   * Checks, uploads, submits once and waits for the video: a minute or several.
   *
   * @throws {KlingError} "validation" and "budget_exceeded" before anything is sent; the rest says in `charge` what it cost.
   * @example
   * const { video } = await kling.generate({ prompt: "Slow push in", images: [file] }, { signal });
   */
  generate(request: KlingRequest, options?: SubmitOptions): Promise<Generation>;
  /**
   * The same up to the job's id.
   *
   * @throws {KlingError} as `generate` does before there is a job.
   * @example
   * const job = await kling.submit({ prompt: "Slow push in", images: [file] });
   * console.log(job.id, (await job.wait()).video);
   */
  submit(request: KlingRequest, options?: SubmitOptions): Promise<Job>;
  /**
   * Makes many, `concurrency` at a time, each with an outcome of its own, in order. Slows down while the account's level
   * refuses more (429), and speeds up again. After an abort, or when the budget or the credits are spent, nothing new is
   * begun; what was done is kept, and what still runs is named by its `jobId`.
   *
   * @throws {KlingError} "validation" and "config", for its arguments alone: how a job failed is in its outcome.
   * @example
   * for (const outcome of await kling.generateAll(requests, { idempotencyPrefix: "spring" }))
   *   console.log(outcome.status === "fulfilled" ? outcome.value.video : outcome.reason.message);
   */
  generateAll(requests: readonly KlingRequest[], options?: BatchOptions): Promise<Outcome[]>;
  /**
   * What the ledger knows, the newest first: everything of the last 7 days. Asks the store, not the service.
   *
   * @example
   * for (const { state, charge, estimate } of await kling.jobs()) console.log(state, charge, estimate.text);
   */
  jobs(options?: CallOptions): Promise<LedgerEntry[]>;
  /**
   * Every unfinished job, whatever stage it was in: `wait()` goes on with it. A submit whose answer was lost is looked up
   * in the service's history.
   *
   * @example
   * for (const job of await kling.resume()) job.wait().then(({ video }) => console.log(video), console.error);
   */
  resume(options?: CallOptions): Promise<ResumedJob[]>;
  /**
   * What this store's jobs have cost, or may yet, by list price: today (UTC), and in all.
   *
   * @example
   * (await kling.spent()).day.text; // "$1.25"
   */
  spent(options?: CallOptions): Promise<Spent>;
  /**
   * A job that you know the id of. Asks nothing by itself.
   *
   * @throws {KlingError} "validation" for what cannot be an id.
   * @example
   * const { video } = await kling.job(id).wait();
   */
  job(id: string): Job;
  /**
   * Uploads a picture and gives its address, which the service keeps for 7 days.
   *
   * @throws {KlingError} "upload_failed", charge "none".
   * @example
   * const url = await kling.upload(file);
   */
  upload(blob: Blob, options?: UploadOptions): Promise<string>;
  /**
   * Enriches a prompt for video; costs $0.001.
   *
   * @throws {KlingError} "submit_unknown" where its answer was lost: it is not looked up.
   * @example
   * const prompt = await kling.enhancePrompt({ text: "a fox in the snow", style: "realistic" });
   */
  enhancePrompt(request: EnhanceRequest, options?: WaitOptions): Promise<string>;
  /**
   * What is left on the account, in USD.
   *
   * @example
   * (await kling.balance()).text; // "$99.75"
   */
  balance(options?: CallOptions): Promise<Money>;
  /**
   * What the account has made lately, the newest first; also what was made elsewhere.
   *
   * @example
   * const { items } = await kling.history({ page_size: 50, status: "completed" });
   */
  history(query?: HistoryQuery, options?: CallOptions): Promise<HistoryPage>;
  /**
   * What the service itself would charge for a request, in USD, discounts included.
   *
   * @example
   * (await kling.price({ duration: 10 })).text; // "$0.50"
   */
  price(request: Priceable, options?: CallOptions): Promise<Money>;
}
