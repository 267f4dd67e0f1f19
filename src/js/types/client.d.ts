// The client.

import type { BatchOptions, CallOptions, SubmitOptions, WaitOptions } from "./calls.js";
import type { Generation, Job, JobStatus, LedgerEntry, Outcome, ResumedJob } from "./jobs.js";
import type { KlingClientOptions } from "./options.js";
import type { EnhanceRequest, HistoryQuery } from "./questions.js";
import type { KlingRequest, Money, Priceable } from "./request.js";
import type { UploadProgress } from "./updates.js";

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
