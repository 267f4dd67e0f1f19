// One Node process of the bench of leaks: does one thing so many times, and tells at stages what is still held after a collection.
// The service is an answer of this process that remembers nothing: what grows is ours.
// By its path, for the tests run this too, where no peer is installed.
import { KlingClient } from "../dist/index.js";
import { given } from "./support.mjs";
import { wasmBytes } from "./wasm-memory.js";

const { what, times, stages } = given();
const AT_ONCE = 100;
const DAY_MS = 86_400_000;
const REQUEST = { prompt: "Slow camera push in", images: ["https://example.com/a.png"] };

let made = 0;
/** Makes a job of each POST, and each job is done once it is asked for, unless none is to end. */
const service = (isEndless = false) =>
  /** @type {typeof fetch} */ (
    async (url, { method, signal } = {}) => {
      signal?.throwIfAborted();
      const isNew = method === "POST";
      const id = isNew ? `job-${++made}` : /predictions\/([^/]+)/.exec(String(url))?.[1];
      const outputs = isEndless || isNew ? [] : ["https://example.com/a.mp4"];
      const status = outputs.length > 0 ? "completed" : "processing";
      const data = { id, status, outputs, created_at: new Date().toISOString() };
      return Response.json({ code: 200, message: "success", data });
    }
  );

/** A ledger that forgets all but the last entries, so that none of it is in what is measured. @param {number} most */
function shortMemory(most) {
  /** @type {Map<string, unknown>} */
  const all = new Map();
  const put = (/** @type {string} */ key, /** @type {unknown} */ value) => {
    all.delete(key);
    all.set(key, value);
    for (const old of all.keys()) {
      if (all.size <= most) break;
      all.delete(old);
    }
  };
  return {
    isAlone: true,
    get: (/** @type {string} */ key) => all.get(key),
    put,
    delete: (/** @type {string} */ key) => void all.delete(key),
    list: (/** @type {string} */ prefix) => [...all].filter(([key]) => key.startsWith(prefix)),
    compareAndPut(/** @type {string} */ key, /** @type {unknown} */ expected, /** @type {unknown} */ value) {
      const isSame = JSON.stringify(all.get(key)) === JSON.stringify(expected ?? undefined);
      if (isSame) put(key, value);
      return isSame;
    },
  };
}

/** @param {import("kling-multi-i2v").KlingClientOptions} [more] */
const client = (more) =>
  new KlingClient({
    apiKey: "k",
    fetch: service(),
    store: shortMemory(10 * AT_ONCE),
    polling: { firstMs: 0, minMs: 0, maxMs: 0 },
    ...more,
  });

const isAbort = (/** @type {any} */ error) => {
  if (error.code !== "aborted") throw error;
};

/** Each gives what is done again and again. @type {Record<string, () => (n: number) => unknown>} */
const WORKS = {
  clients: () => () => client({ store: "memory" }).job("abc").id,
  jobs() {
    const kling = client();
    // One signal for all: what listens to it has to go, too.
    const { signal } = new AbortController();
    return () => kling.generate(REQUEST, { signal });
  },
  "jobs in a ledger": () => {
    const kling = client({ store: "memory" });
    return () => kling.generate(REQUEST);
  },
  "aborts at once": () => {
    const kling = client();
    return () => {
      const leave = new AbortController();
      const done = kling.generate(REQUEST, { signal: leave.signal });
      leave.abort();
      return done.catch(isAbort);
    };
  },
  "aborts of a wait": () => {
    const kling = client({ fetch: service(true), polling: {} });
    return () => {
      const leave = new AbortController();
      const onUpdate = (/** @type {import("kling-multi-i2v").Update} */ { jobId }) => jobId && leave.abort();
      return kling.generate(REQUEST, { signal: leave.signal, onUpdate }).catch(isAbort);
    };
  },
};

/** Collections, and turns of the loop in which what waits for one runs: it may let go of more. */
async function collected() {
  for (let n = 0; n < 3; n++) {
    globalThis.gc?.();
    await new Promise((next) => setTimeout(next));
  }
}

/** What is held. */
async function held() {
  await collected();
  const { heapUsed, external } = process.memoryUsage();
  return { heapKb: (heapUsed + external - wasmBytes()) / 1024, wasmKb: wasmBytes() / 1024 };
}

// The core is loaded once for all, and is none of what is measured.
await client({ store: "memory" }).jobs();
const work = WORKS[what]();
const told = [];
let done = 0;
for (const stage of stages) {
  while (done < times * stage) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => work(done + n)));
    done += AT_ONCE;
    // The collector comes by what JS holds, and knows nothing of the wasm's: of clients alone it would come seldom.
    if (done % 1000 === 0) await collected();
  }
  told.push({ done, ...(await held()) });
}
if (what === "jobs in a ledger") {
  const { now } = Date;
  // The service keeps a job for seven days, and so does the ledger.
  Date.now = () => now() + 8 * DAY_MS;
  await work(done);
  told.push({ done: done + 1, ...(await held()) });
}
process.send?.(told);
process.disconnect?.();
