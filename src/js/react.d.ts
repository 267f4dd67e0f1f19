// The types of the React hooks: `import … from "kling-multi-i2v/react"`.

import type { KlingClient } from "./types/client.js";
import type { KlingError } from "./types/error.js";
import type { Generation, LedgerRequest, ResumedJob } from "./types/jobs.js";
import type { Estimate, KlingRequest } from "./types/request.js";
import type { Update } from "./types/updates.js";

// biome-ignore lint/complexity/noUselessEmptyExport: a .d.ts without it also exports what it does not say it exports.
export {};

/**
 * The client of a hook: one that exists, or a function that makes it. The function is called once, when the client is first
 * needed: never while rendering, never on a server. It has to be the same one at each render, so write it outside of the
 * component, or in `useCallback`; all hooks with one function share one client. Another client or function is another
 * one at once: the waiting goes over to it. Null: there is none yet.
 *
 * @example
 * const source: ClientSource = () => new KlingClient({ baseUrl: "/api/kling" }); // outside of the component
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

/**
 * Nothing is made. So it is on a server, too, and until the ledger was looked into.
 *
 * @example
 * const isIdle = (state: GenerationState): state is IdleState => state.status === "idle";
 */
export interface IdleState extends StateBase {
  /** Nothing is made. */
  status: "idle";
  /** There is no step. */
  update: null;
  /** There is no video. */
  generation: null;
  /** Nothing has failed. */
  error: null;
  /** There is nothing to wait for again. */
  canResume: false;
}

/**
 * It is checked, uploaded, submitted or waited for.
 *
 * @example
 * const Steps = ({ request, update }: RunningState) => <p>{request.prompt}: {update?.phase}</p>;
 */
export interface RunningState extends StateBase {
  /** It is under way. */
  status: "running";
  /** What is made. */
  request: KlingRequest | LedgerRequest;
  /** When it was begun, in milliseconds since 1970. */
  startedAt: number;
  /** There is no video yet. */
  generation: null;
  /** Nothing has failed. */
  error: null;
  /** It is waited for already. */
  canResume: false;
}

/**
 * The video is there.
 *
 * @example
 * const Film = ({ generation }: DoneState) => <video src={generation.video} controls />;
 */
export interface DoneState extends StateBase {
  /** The video is there. */
  status: "done";
  /** What it was made of. */
  request: KlingRequest | LedgerRequest;
  /** The job's id. */
  jobId: string;
  /** When it was begun, in milliseconds since 1970. */
  startedAt: number;
  /** The video, and what it was made of. */
  generation: Generation;
  /** Nothing has failed. */
  error: null;
  /** There is nothing to wait for again. */
  canResume: false;
}

/**
 * It failed. `error.charge` says what that cost.
 *
 * @example
 * const Failure = ({ error }: FailedState) => <p>{error.message} Charged: {error.charge}</p>;
 */
export interface FailedState extends StateBase {
  /** It failed. */
  status: "failed";
  /** There is no video. */
  generation: null;
  /** Why, and what it cost (`charge`). */
  error: KlingError;
  /** Whether `resume()` may still give the video: there is a job, or may be one, that has not ended. */
  canResume: boolean;
}

/**
 * Nobody waits any more: `stop()` was called, or the client's `deadlineMs` is over. `error.charge` says whether there is a
 * job, which goes on and is billed; "none" where it was stopped before it was paid for.
 *
 * @example
 * const Stopped = ({ error }: StoppedState) => <p>{error.charge === "none" ? "Nothing was paid." : "It may go on."}</p>;
 */
export interface StoppedState extends StateBase {
  /** Nobody waits any more. */
  status: "stopped";
  /** There is no video here. */
  generation: null;
  /** How far it had come: `charge` says whether there is a job. */
  error: KlingError;
  /** As in {@link FailedState}. */
  canResume: boolean;
}

/**
 * Where a video stands; `status` says which it is.
 *
 * @example
 * function words(state: GenerationState): string {
 *   if (state.status === "done") return state.generation.video;
 *   return state.error?.message ?? state.status;
 * }
 */
export type GenerationState = IdleState | RunningState | EndedState;

/**
 * How it came to an end.
 *
 * @example
 * const isThere = (end: EndedState) => end.status === "done" && end.generation.video;
 */
export type EndedState = DoneState | FailedState | StoppedState;

/**
 * What can be done. Each is the same function at every render of a component with one client.
 *
 * @example
 * const { generate, stop }: GenerationActions = useGeneration(kling);
 */
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
   *
   * @example
   * <button disabled={status !== "running"} onClick={stop}>Stop waiting</button>
   */
  stop(): void;
  /**
   * Waits again for what `canResume`. Where nothing is shown, looks into the ledger once more, as at the mount.
   *
   * @example
   * <button disabled={!canResume} onClick={resume}>Wait again</button>
   */
  resume(): void;
  /**
   * Shows nothing any more. What runs is stopped first, as `stop()` does.
   *
   * @example
   * <button onClick={reset}>Another one</button>
   */
  reset(): void;
}

/**
 * Options of {@link useGeneration}.
 *
 * @example
 * const options: GenerationOptions = {
 *   resume: (job) => job.idempotencyKey?.startsWith("card-7/"),
 *   onEnd: (end) => end.status === "done" && save(end.generation.video),
 * };
 */
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
 * function Maker({ request }: { request: KlingRequest }) {
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

/**
 * Options of {@link useUnfinished}.
 *
 * @example
 * const options: UnfinishedOptions = { filter: (job) => job.idempotencyKey !== null };
 */
export interface UnfinishedOptions {
  /** Which of the unfinished jobs are taken up. Default: all. */
  filter?: ((job: ResumedJob) => boolean | undefined) | undefined;
}

/**
 * One job of {@link useUnfinished}.
 *
 * @example
 * const Row = ({ request, status, dismiss }: UnfinishedJob) => <li onClick={dismiss}>{request?.prompt}: {status}</li>;
 */
export type UnfinishedJob = Exclude<GenerationState, IdleState> & {
  /** Its name: the same for as long as it is shown. */
  name: string;
  /**
   * Ends the waiting here; the job goes on and is billed.
   *
   * @example
   * <button disabled={unfinished.status !== "running"} onClick={unfinished.stop}>Stop waiting</button>
   */
  stop(): void;
  /**
   * Waits again, where `canResume`.
   *
   * @example
   * <button disabled={!unfinished.canResume} onClick={unfinished.resume}>Wait again</button>
   */
  resume(): void;
  /**
   * Shows it no more, for as long as this component is mounted. The job goes on.
   *
   * @example
   * <button onClick={unfinished.dismiss}>Dismiss</button>
   */
  dismiss(): void;
};

/**
 * What {@link useUnfinished} gives.
 *
 * @example
 * const { jobs, error }: UnfinishedJobs = useUnfinished(kling);
 */
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
