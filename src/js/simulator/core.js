// The simulator's core: one request in, one answer out. Knows neither Response nor sockets.

import { authorize, makeAccount } from "./accounts.js";
import { bodyBytes, enveloped, Refusal } from "./answers.js";
import { createClock } from "./clock.js";
import { MESSAGE, UPLOADS_MAX } from "./facts.js";
import { createFaults, spoil, works } from "./faults.js";
import { HANDLERS } from "./handlers.js";
import { createJobs } from "./jobs.js";
import { createOutputs } from "./outputs.js";
import { createRequestLog } from "./request-log.js";
import { findRoute } from "./routes.js";
import { createUploads } from "./uploads.js";
import { jobView } from "./views.js";

/** Under how many origins a simulator knows its own upload space. */
export const ORIGINS_MAX = 64;

/** @typedef {import("./answers.js").Answer} Answer */
/**
 * @typedef {{
 *   method: string,
 *   url: URL,
 *   headers: Record<string, string>,
 *   read: (limit: number) => Promise<Uint8Array>,
 *   signal: AbortSignal | undefined,
 *   served: boolean,
 * }} Incoming lower-case header names; `read` throws a 413 Refusal over its limit; `served`: came over HTTP
 */
/** @typedef {ReturnType<typeof createCore>["state"]} State */

/** @param {import("./types.js").SimulatorOptions} [options] */
export function createCore(options = {}) {
  const settings = {
    ...options,
    key: options.key ?? "simulated-key",
    discountPercent: options.discountPercent ?? 0,
    resultPath: options.resultPath ?? "api",
    cors: options.cors ?? "all",
    corsHeaders: options.corsHeaders ?? ["authorization", "content-type"],
    exposeHeaders: options.exposeHeaders ?? [],
  };
  if (!(settings.discountPercent >= 0 && settings.discountPercent <= 100)) {
    throw new RangeError("discountPercent must be a number from 0 to 100");
  }
  const clock = createClock({
    ...(options.speed === undefined ? {} : { speed: options.speed }),
    ...options.clock,
  });
  const jobs = createJobs(clock);
  const state = {
    options: settings,
    clock,
    jobs,
    uploads: createUploads({ clock, limit: options.uploadLimit ?? UPLOADS_MAX }),
    outputs: createOutputs(options.outputUrl, (job) => jobView(job, jobs.status(job))),
    faults: createFaults(),
    log: createRequestLog(options.logLimit ?? 10_000),
    /** @type {Map<string, import("./accounts.js").Account>} */
    accounts: new Map(),
    /** @type {Set<string>} origins under which this simulator was asked: its upload space is there */
    origins: new Set(options.origin === undefined ? [] : [options.origin]),
  };
  openDefaultAccount();

  function openDefaultAccount() {
    const { key, balanceUsd, level } = settings;
    const account = makeAccount({
      key,
      name: "default",
      ...(balanceUsd === undefined ? {} : { balanceUsd }),
      ...(level === undefined ? {} : { level }),
    });
    state.accounts.set(key, account);
  }

  /**
   * Answers one request. Rejects only with the signal's reason.
   *
   * @param {Incoming} request
   * @returns {Promise<Answer & { bytes: Uint8Array<ArrayBuffer> }>}
   */
  async function handle(request) {
    const { method, url } = request;
    if (state.origins.size < ORIGINS_MAX) state.origins.add(url.origin);
    const origin = settings.origin ?? url.origin;
    const route = findRoute(method, url.pathname, settings.resultPath);
    const name = method === "OPTIONS" ? "preflight" : typeof route === "string" ? "unknown" : route.name;
    const pattern = typeof route === "string" ? url.pathname : route.pattern;
    const entry = state.log.add(request, name, pattern, clock.now());

    const rule = name === "preflight" ? undefined : state.faults.take(entry);
    const does = !rule || works(rule);
    const waitsAfter = rule?.after ?? rule?.cut === "after";
    entry.faulted = rule !== undefined;
    if (rule && !waitsAfter) await pause(rule, request.signal);

    /** @type {Answer | null} */
    let answer = null;
    if (does) {
      try {
        if (name === "preflight") answer = preflight();
        else if (typeof route === "string") answer = refuseUnknown(route, request);
        else {
          // Without a key the account stands for nobody; handlers of such routes don't look at it.
          const account = route.key
            ? authorize(state.accounts, request.headers.authorization)
            : /** @type {any} */ (undefined);
          const handler = HANDLERS[name];
          if (!handler) throw new Error(`no handler for ${name}`);
          const id = route.id ?? "";
          answer = await handler({ request, state, account, id, origin, path: url.pathname, rule });
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        answer = enveloped(error.status, error.status, error.message, null, error.headers);
      }
    }
    if (rule && waitsAfter) await pause(rule, request.signal);
    const final = rule ? spoil(rule, answer) : /** @type {Answer} */ (answer);
    final.headers = { ...final.headers, ...corsHeaders(final.status) };
    entry.status = final.cut ? 0 : final.status;
    return { ...final, bytes: bodyBytes(final) };
  }

  /** @param {"method" | "model" | "none"} why @param {Incoming} request @returns {Answer} */
  function refuseUnknown(why, request) {
    if (why === "none") throw new Refusal(404, MESSAGE.notFound);
    authorize(state.accounts, request.headers.authorization);
    if (why === "method") throw new Refusal(405, MESSAGE.method);
    throw new Refusal(400, MESSAGE.modelNotFound);
  }

  /** @returns {Answer} */
  function preflight() {
    return {
      status: 204,
      body: "",
      headers:
        settings.cors === "none"
          ? {}
          : {
              "access-control-allow-methods": "GET, HEAD, POST, PUT",
              "access-control-allow-headers": settings.corsHeaders.join(", "),
            },
    };
  }

  /** @param {number} status @returns {Record<string, string>} */
  function corsHeaders(status) {
    if (settings.cors === "none" || (settings.cors === "success" && status >= 400)) return {};
    const expose = settings.exposeHeaders.join(", ");
    return {
      "access-control-allow-origin": "*",
      ...(expose ? { "access-control-expose-headers": expose } : {}),
    };
  }

  function reset() {
    state.jobs.clear();
    state.uploads.clear();
    state.outputs.clear();
    state.faults.clear();
    state.log.clear();
    state.accounts.clear();
    openDefaultAccount();
  }

  return { state, handle, reset, openDefaultAccount };
}

/**
 * Waits as long as a rule says: some real milliseconds, or for ever. Ends at once, with its reason, when the signal does.
 *
 * @param {import("./types.js").FaultRule} rule
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
function pause({ delayMs = 0, hang = false }, signal) {
  if (!hang && delayMs === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = hang ? undefined : setTimeout(done, delayMs);
    function aborted() {
      clearTimeout(timer);
      reject(/** @type {AbortSignal} */ (signal).reason);
    }
    function done() {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }
    signal?.addEventListener("abort", aborted, { once: true });
  });
}
