// Many videos, a store and a budget, as a caller writes them: compiled like sample.mts; and lines that must not compile.

import {
  type BatchOptions,
  isKlingError,
  type Job,
  KlingClient,
  type KlingEvent,
  type KlingRequest,
  type LedgerEntry,
  type LedgerRequest,
  type Money,
  type Outcome,
  type ResumedJob,
  type Store,
} from "kling-multi-i2v";
import { fileStore } from "kling-multi-i2v/node";

const map = new Map<string, unknown>();
const synchronous: Store = {
  get: (key) => map.get(key),
  put: (key, value) => map.set(key, value),
  delete: (key) => map.delete(key),
  list: (prefix) => [...map].filter(([key]) => key.startsWith(prefix)),
};
class Remote implements Store {
  async get(key: string): Promise<unknown> {
    return map.get(key);
  }
  async put(key: string, value: unknown) {
    map.set(key, value);
  }
  async delete(key: string) {
    map.delete(key);
  }
  async list(prefix: string): Promise<[string, unknown][]> {
    return [...map].filter(([key]) => key.startsWith(prefix));
  }
  async compareAndPut(key: string, expected: unknown, value: unknown) {
    const isSame = map.get(key) === expected;
    if (isSame) map.set(key, value);
    return isSame;
  }
}

const heard = (event: KlingEvent): string => {
  if (event.type === "storage") return event.operation + event.message;
  if (event.type === "repeated") return `${event.jobId} beside ${event.of}`;
  if (event.type === "retry") return `${event.stage} ${event.pauseMs}`;
  return `${event.index ?? 0} ${event.phase}`;
};
for (const store of [synchronous, new Remote(), fileStore("kept"), "indexeddb", "memory"] as const)
  new KlingClient({ apiKey: "k", store });
const kling = new KlingClient({
  apiKey: "k",
  budget: { perJobUsd: 0.5, perDayUsd: 5, totalUsd: 100 },
  lookup: { looks: 3, pauseMs: 1_000, resubmitWhenAbsent: true },
  concurrency: 4,
  onEvent: heard,
});

export async function all(requests: readonly KlingRequest[], signal: AbortSignal): Promise<string[]> {
  const options: BatchOptions = { concurrency: 3, signal, idempotencyPrefix: "order/42" };
  const outcomes: Outcome[] = await kling.generateAll(requests, {
    ...options,
    onUpdate: ({ index, phase, jobId }) => [index.toFixed(), phase === "looking_up", jobId ?? ""],
  });
  return outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? outcome.value.video : outcome.reason.candidates.join(),
  );
}

export async function goOn(): Promise<LedgerRequest[]> {
  const jobs: ResumedJob[] = await kling.resume();
  for (const job of jobs) {
    const { id, startedAt, idempotencyKey, estimate } = job;
    `${id ?? "none yet"} ${new Date(startedAt)} ${idempotencyKey ?? ""} ${estimate.text}`;
    for await (const update of job) if (update.phase === "completed") break;
    job.wait({ onUpdate: ({ elapsedMs }) => elapsedMs.toFixed() }).then(({ video }) => video.length);
  }
  return jobs.map(({ request }) => request);
}

export async function look(): Promise<Money> {
  const entries: LedgerEntry[] = await kling.jobs();
  for (const { state, request, endedAt, charge } of entries) {
    if (state === "ended" && endedAt !== null) new Date(endedAt);
    const picture: string | null | undefined = request?.images[0];
    charge satisfies "none" | "charged" | "unknown";
    picture?.length;
  }
  const { day, total } = await kling.spent();
  return day.micros > total.micros ? day : total;
}

export const next = (error: unknown): string => {
  if (!isKlingError(error)) return "";
  if (error.code === "idempotency_conflict" || error.code === "storage") return error.stage;
  return error.code === "budget_exceeded" ? (error.issues[0]?.path ?? "") : error.candidates.join();
};

// @ts-expect-error a store needs its list
const short: Store = { get: () => 1, put: () => {}, delete: () => {} };
// @ts-expect-error a list is of pairs
const odd: Store = { ...synchronous, list: () => ["a"] };
// @ts-expect-error it tells whether it did
const mute: Store = { ...synchronous, compareAndPut: () => {} };
export const stores = [short, odd, mute];
// @ts-expect-error a store that there is not
new KlingClient({ apiKey: "k", store: "localstorage" });
// @ts-expect-error a limit that there is not
new KlingClient({ apiKey: "k", budget: { perWeekUsd: 1 } });
// @ts-expect-error a choice is true or false
new KlingClient({ apiKey: "k", lookup: { resubmitWhenAbsent: "yes" } });
// @ts-expect-error one request is no list of them
kling.generateAll({ prompt: "x", images: [] });
// @ts-expect-error one key for many
kling.generateAll([], { idempotencyKey: "one" });
// @ts-expect-error a key is a text
kling.generate({ prompt: "x", images: [] }, { idempotencyKey: 42 });
// @ts-expect-error an outcome may be a failure
kling.generateAll([]).then(([one]) => one?.value);
// @ts-expect-error a job that is looked up has no id yet
kling.resume().then(([one]) => one && kling.job(one.id));
// @ts-expect-error nor is it a job as submit() gives it
kling.resume().then((jobs): Job[] => jobs);
// @ts-expect-error the ledger may have forgotten what was asked for
kling.jobs().then(([one]) => one?.request.prompt);
// @ts-expect-error a state that there is not
kling.jobs().then(([one]) => one?.state === "lost");
export function change(job: ResumedJob) {
  // @ts-expect-error what was written down is not to be changed
  job.startedAt = 0;
}
