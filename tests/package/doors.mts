// The other doors, as a caller opens them: options that may be undefined, and lines that must not compile.

import { createProxy } from "kling-multi-i2v/proxy";
import { type EndedState, useGeneration, useUnfinished } from "kling-multi-i2v/react";
import { redisStore } from "kling-multi-i2v/redis";
import { createSimulator } from "kling-multi-i2v/simulator";
import { KlingClient, type KlingRequest, start } from "kling-multi-i2v/slim";
import { verifyWebhook } from "kling-multi-i2v/webhooks";

await start(new Uint8Array(8));
await start(fetch("https://a.example/kling.wasm"));

/** What comes out of the environment or a form: there, or not. */
export function open(
  request: KlingRequest,
  text?: string,
  number?: number,
  onEnd?: (end: EndedState) => void,
) {
  const simulator = createSimulator({ key: text, speed: number, clock: { startAt: number } });
  const kling = new KlingClient({ apiKey: simulator.key, baseUrl: text, deadlineMs: number });
  const { status, generation, generate } = useGeneration(kling, { resume: undefined, onEnd });
  if (status === "done") generation.video satisfies string;
  generate(request, { idempotencyKey: text });
  useUnfinished(kling, { filter: undefined }).jobs.map(({ name }) => name);
  const store = redisStore(async (args) => args.length, { prefix: text });
  const everyone = { perDayUsd: number };
  const proxy = createProxy({ apiKey: "k", authorize: () => text, store, everyone, basePath: text });
  proxy satisfies (request: Request) => Promise<Response>;
  // As Next checks a route handler's exports when it builds.
  proxy satisfies (request: Request, context: { params: Promise<{ path: string[] }> }) => Promise<Response>;
  // @ts-expect-error nobody is asked who it is
  createProxy({ apiKey: "k" });
  return verifyWebhook(new Request("https://a.example"), "whsec_x", {
    nowMs: number,
    toleranceSeconds: number,
  });
}
