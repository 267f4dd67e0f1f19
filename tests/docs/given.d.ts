// The types of what given.js gives, and of what the examples in the types take as given besides.

import type { Job, KlingClient, KlingFailure, KlingRequest } from "kling-multi-i2v";
import type { FileStore } from "kling-multi-i2v/node";
import type { ProxyContext } from "kling-multi-i2v/proxy";
import type { UnfinishedJob } from "kling-multi-i2v/react";
import type { BunRedisClient, IoredisClient, NodeRedisClient } from "kling-multi-i2v/redis";
import type { Fault, Simulator, SimulatorServer } from "kling-multi-i2v/simulator";

/** The service's stand-in, the fetch that reaches real addresses, and a request that is fit. */
export const given: { simulator: Simulator; network: typeof fetch; request: KlingRequest };

declare global {
  const apiKey: string;
  const session: { key: string };
  const kling: KlingClient;
  const file: File;
  const request: KlingRequest;
  const requests: KlingRequest[];
  const order: { id: number };
  const signal: AbortSignal;
  const save: (value: unknown) => void;
  const app: {
    post(path: string, handler: (req: never, res: never) => unknown): void;
    use(path: string, handler: (req: never, res: never) => unknown): void;
    all(path: string, handler: (c: { req: { raw: Request } }) => unknown): void;
  };
  type Handler = (request: Request, context?: ProxyContext) => Promise<Response>;
  const proxy: Handler;
  const proxyOf: (env: unknown) => Handler;
  const sessionOf: (request: Request) => Promise<{ userId: string } | null>;
  const Deno: { serve(handler: Handler): unknown };
  const Bun: { serve(options: { fetch: Handler }): unknown };
  const incoming: Request;
  const redisUrl: string;
  const redisToken: string;
  const redis: NodeRedisClient;
  const ioredis: IoredisClient;
  const bunRedis: BunRedisClient;
  const cluster: { sendCommand(key: string, isReadonly: boolean, args: string[]): Promise<unknown> };
  const sentinel: { sendCommand(isReadonly: boolean, args: string[]): Promise<unknown> };
  const useEffect: typeof import("react").useEffect;
  const unfinished: UnfinishedJob;
  const generate: (request: KlingRequest) => Promise<unknown>;
  const resume: () => void;
  const reset: () => void;
  const canResume: boolean;
  const price: string;
  const secret: string;
  const seenBefore: (id: string) => Promise<boolean>;
  const keep: (id: string | null, video: string | null) => Promise<void>;
  const show: (value: unknown) => void;
  const report: (error: unknown) => void;
  const lookLater: () => void;
  const offerToTryAgain: () => void;
  const later: (jobId: string) => void;
  const __is: (actual: unknown, expected: unknown) => void;
  const id: string;
  const job: Job;
  const form: unknown;
  const bar: { value: number };
  const error: KlingFailure;
  const store: FileStore;
  const simulator: Simulator;
  const server: SimulatorServer;
  const fault: Fault;
  const after: (end: () => unknown) => void;
  const afterEach: (end: () => unknown) => void;
}
