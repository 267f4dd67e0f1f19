// The types of the React hooks: `import … from "kling-multi-i2v/react"`.

import type { KlingClient } from "./types/client.js";
import type { KlingError } from "./types/error.js";
import type { Generation, LedgerRequest, ResumedJob } from "./types/jobs.js";
import type { Estimate, KlingRequest } from "./types/request.js";
import type { Update } from "./types/updates.js";

/**
 * The client of a hook: one that exists, or a function that makes it. The function is called once, when the client is first
 * needed: never while rendering, never on a server. It has to be the same one at each render, so write it outside of the
 * component, or in `useCallback`; all hooks with one function share one client. Another client or function is another
 * one at once: the waiting goes over to it. Null: there is none yet.
 */
export type ClientSource = KlingClient | (() => KlingClient) | null | undefined;

/** What every state has. */
interface StateBase {
  /** What is made: as it was given to `generate()`, or as the ledger has it, where a picture that was not up yet is null. */
  request: KlingRequest | LedgerRequest | null;
  /** What it is priced at, as soon as the ledger or the job tells. `estimateCost()` tells before. */
  estimate: Estimate | null;
  /** The job's id, once it is known. */
  jobId: string | null;
  /** When it was begun, in milliseconds since 1970. */
  startedAt: number | null;
  /** The latest step, as `onUpdate` hears it. */
  update: Update | null;
}

/** Nothing is made. So it is on a server, too, and until the ledger was looked into. */
export interface IdleState extends StateBase {
  status: "idle";
  update: null;
  generation: null;
  error: null;
  canResume: false;
}

/** It is checked, uploaded, submitted or waited for. */
export interface RunningState extends StateBase {
  status: "running";
  request: KlingRequest | LedgerRequest;
  startedAt: number;
  generation: null;
  error: null;
  canResume: false;
}

/** The video is there. */
export interface DoneState extends StateBase {
  status: "done";
  request: KlingRequest | LedgerRequest;
  jobId: string;
  startedAt: number;
  generation: Generation;
  error: null;
  canResume: false;
}

/** It failed. `error.charge` says what that cost. */
export interface FailedState extends StateBase {
  status: "failed";
  generation: null;
  error: KlingError;
  /** Whether `resume()` may still give the video: there is a job, or may be one, that has not ended. */
  canResume: boolean;
}

/**
 * Nobody waits any more: `stop()` was called, or the client's `deadlineMs` is over. `error.charge` says whether there is a
 * job, which goes on and is billed; "none" where it was stopped before it was paid for.
 */
export interface StoppedState extends StateBase {
  status: "stopped";
  generation: null;
  error: KlingError;
  /** As in {@link FailedState}. */
  canResume: boolean;
}

/** Where a video stands; `status` says which it is. */
export type GenerationState = IdleState | RunningState | EndedState;

/** How it came to an end. */
export type EndedState = DoneState | FailedState | StoppedState;

/** What can be done. Each is the same function at every render of a component with one client. */
export interface GenerationActions {
  /**
   * Makes a video. Never rejects: the promise tells how it ended, as the hook's state does, so it may stand in an `onClick`.
   * While one runs, a second call begins nothing and gets the promise of the first. What ended before is no longer shown.
   *
   * A component that is unmounted takes no order back: what is about to be submitted still is, and then only the waiting
   * ends, with "stopped".
   *
   * @param options `idempotencyKey`: as for `client.generate`. Default: one of its own for each call.
   * @example
   * <button disabled={status === "running"} onClick={() => generate(request)}>{`Make it · ${price}`}</button>
   */
  generate(request: KlingRequest, options?: { idempotencyKey?: string | undefined }): Promise<EndedState>;
  /**
   * Ends it here at once, with "stopped". Before the paid request goes out nothing is charged; after it the job goes on and
   * is billed, and `resume()` gets its video. While it is out, nobody can know: `error.charge` is "unknown", and `resume()`
   * looks the job up.
   */
  stop(): void;
  /** Waits again for what `canResume`. Where nothing is shown, looks into the ledger once more, as at the mount. */
  resume(): void;
  /** Shows nothing any more. What runs is stopped first, as `stop()` does. */
  reset(): void;
}

/** Options of {@link useGeneration}. */
export interface GenerationOptions {
  /**
   * Whether the newest unfinished job of the ledger is taken up at the mount; or which of them may be, where a page has
   * several components: `(job) => job.idempotencyKey?.startsWith("card-7/")`. Default: true, any that no other component
   * of this client shows.
   */
  resume?: boolean | ((job: ResumedJob) => boolean | undefined) | undefined;
  /** Hears each end, also of a job that was taken up, while the component is mounted. */
  onEnd?: ((end: EndedState) => void) | undefined;
}

/**
 * One video at a time: begins it, shows its steps, and after a reload takes up what was not finished, also where the answer
 * to the submit was lost. Unmounting ends the waiting alone. Nothing is started while rendering, and nothing on a server.
 *
 * @throws {KlingError} code "config", while rendering, where the client is another one at each render.
 * @example
 * const kling = () => new KlingClient({ baseUrl: "/api/kling" }); // outside of the component
 *
 * function Maker({ request }) {
 *   const { status, update, generation, error, generate } = useGeneration(kling);
 *   if (status === "done") return <video src={generation.video} controls />;
 *   if (status === "running") return <p>{update?.phase}</p>;
 *   return <>
 *     {error && <p>{error.message} Charged: {error.charge}</p>}
 *     <button onClick={() => generate(request)}>Make it</button>
 *   </>;
 * }
 */
export function useGeneration(
  client: ClientSource,
  options?: GenerationOptions,
): GenerationState & GenerationActions;

/** Options of {@link useUnfinished}. */
export interface UnfinishedOptions {
  /** Which of the unfinished jobs are taken up. Default: all. */
  filter?: ((job: ResumedJob) => boolean | undefined) | undefined;
}

/** One job of {@link useUnfinished}. */
export type UnfinishedJob = Exclude<GenerationState, IdleState> & {
  /** Its name: the same for as long as it is shown. */
  name: string;
  /** Ends the waiting here; the job goes on and is billed. */
  stop(): void;
  /** Waits again, where `canResume`. */
  resume(): void;
  /** Shows it no more, for as long as this component is mounted. The job goes on. */
  dismiss(): void;
};

/** What {@link useUnfinished} gives. */
export interface UnfinishedJobs {
  /** The newest first. A job that ends stays, with its video or error, until it is dismissed. */
  jobs: readonly UnfinishedJob[];
  /** Why the ledger could not be read. */
  error: KlingError | null;
}

/**
 * Every unfinished job of the ledger that no `useGeneration` of this client shows, each waited for here: after a reload, and
 * when a component is unmounted whose job goes on.
 *
 * @example
 * function Tray() {
 *   const { jobs } = useUnfinished(kling);
 *   return jobs.map(({ name, status, request, generation }) => (
 *     <p key={name}>{request?.prompt}: {generation ? <a href={generation.video}>the video</a> : status}</p>
 *   ));
 * }
 */
export function useUnfinished(client: ClientSource, options?: UnfinishedOptions): UnfinishedJobs;
