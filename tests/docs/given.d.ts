// The types of what given.js gives, and of what the examples in the types take as given besides.

import type { Job, KlingClient, KlingFailure, KlingRequest } from "kling-multi-i2v";
import type { FileStore } from "kling-multi-i2v/node";
import type { Fault, Simulator, SimulatorServer } from "kling-multi-i2v/simulator";

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
  const app: { post(path: string, handler: (req: never, res: never) => unknown): void };
  const secret: string;
  const seenBefore: (id: string) => Promise<boolean>;
  const keep: (id: string, video: string | null) => Promise<void>;
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
