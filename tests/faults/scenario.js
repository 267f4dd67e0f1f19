// What a scenario is: one fault at one stage, and what must be true of the money, the telling, the ledger and the video.

/** @typedef {import("kling-multi-i2v").KlingClientOptions} ClientOptions */
/** @typedef {import("kling-multi-i2v").KlingRequest} KlingRequest */
/** @typedef {import("kling-multi-i2v").SubmitOptions} SubmitOptions */
/** @typedef {import("kling-multi-i2v/simulator").FaultRule} FaultRule */
/** @typedef {import("kling-multi-i2v/simulator").SimulatorOptions} SimulatorOptions */
/**
 * Where the client lives: in this process, in a tab of a real Chromium, or in a process of its own.
 * @typedef {"here" | "tab" | "process"} Place
 * @typedef {"config" | "validate" | "budget" | "upload" | "submit" | "lookup" | "poll" | "result" | "one key" |
 *   "batch" | "store" | "time" | "crash" | "tabs" | "process"} Stage
 * @typedef {"nothing was paid" | "by the call" | "by resume()" | "by job(id)" | "there is no video" | "LOST"} Reach
 */
/**
 * @typedef {object} Scenario
 * @property {Stage} stage
 * @property {string} fault
 * @property {Place} [place] default: here
 * @property {string} [page] a script that every page runs first
 * @property {boolean} [isForgetful] whether the ledger ends with its client: then that one is asked to the end
 * @property {import("../support/gateway.js").GatewayOptions} [gateway] what stands before the service
 * @property {SimulatorOptions} [service]
 * @property {FaultRule[]} [rules] what goes wrong, until the caller acts on what it was told
 * @property {ClientOptions} [options] of the client that makes the call
 * @property {KlingRequest} [request]
 * @property {SubmitOptions} [call] options of the call
 * @property {(bench: import("./bench.js").Bench) => Promise<unknown>} [run] default: one `generate()` of the request
 *
 * What must be true when all calls have ended:
 * @property {number} paid videos that are charged and not refunded
 * @property {number} [refunded] videos that were charged and refunded; default: 0
 * @property {string} told what the callers were told: see told.js
 * @property {string | RegExp} ledger what `jobs()` says: see told.js
 * @property {string | RegExp} [failures] what its clients' stores failed at, and "repeated" for each job that the browser
 *   made by itself, as their events told; default: nothing
 * @property {number} [twice] jobs beyond the wish that the browser made by itself, and that the ledger has; default: 0
 * @property {number} [unseen] how many of these it cannot have yet, since nobody got to look; default: 0
 * @property {number} [submits] how often a submit was sent, where it matters
 * @property {number} [uploads] how often a picture was sent, where it matters
 *
 * And once the faults are over and the caller has done what it was told to do:
 * @property {Reach} reach how what was paid is reached
 * @property {string} [again] what those were told who were told to call again; default: "video", each
 * @property {string} [finally] what `jobs()` says in the end; default: "ended charged completed", each
 */

/** A call that ends before anything is paid. @param {string} told */
export const unpaid = (told) =>
  /** @type {const} */ ({ paid: 0, told, ledger: "", reach: "nothing was paid" });

/** A call that ends with its video. */
export const VIDEO = /** @type {const} */ ({
  paid: 1,
  told: "video",
  ledger: "ended charged completed",
  reach: "by the call",
});

/** One that was paid, and goes on. @param {string} told */
export const goesOn = (told) =>
  /** @type {const} */ ({ paid: 1, told, ledger: "running charged", reach: "by resume()" });

/** One of which nobody can tell whether it was made, and which was. @param {string} told */
export const unknown = (told) =>
  /** @type {const} */ ({ paid: 1, told, ledger: "unknown unknown", reach: "by resume()" });

/** Of a rule that stays until the caller acts. */
export const ALWAYS = /** @type {const} */ ({ times: "Infinity" });

/** A picture that is bytes. */
export const PHOTO_REQUEST = { prompt: "a slow push in", images: ["photo:dune.jpg"] };
