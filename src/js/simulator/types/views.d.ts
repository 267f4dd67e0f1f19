// What a simulator shows: its jobs, the requests it was sent, counts and money.

import type { RouteName } from "./faults.js";

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
