// The simulator: what makes one, and what it can.

import type { Fault, FaultRule } from "./faults.js";
import type { AccountOptions, AccountView, SimulatorClock, SimulatorOptions } from "./options.js";
import type { SavedSimulator } from "./saved.js";
import type { JobView, LoggedRequest, SimulatorStats } from "./views.js";

/**
 * Makes a simulator of the service that runs where you are: page, worker, Node. It never touches the network.
 *
 * @throws {TypeError} for an option that cannot be.
 * @example
 * const simulator = createSimulator({ speed: 100 });
 * const kling = new KlingClient({
 *   apiKey: simulator.key,
 *   fetch: simulator.fetch,
 *   polling: { firstMs: 100, minMs: 100, maxMs: 500 },
 * });
 */
export function createSimulator(options?: SimulatorOptions): Simulator;

/**
 * The service, in your process: accounts with a balance, rate limits, jobs, uploads, videos, and failures on request.
 *
 * @example
 * const simulator: Simulator = createSimulator({ speed: 100 });
 * const kling = new KlingClient({ apiKey: simulator.key, fetch: simulator.fetch });
 */
export interface Simulator {
  /**
   * Answers like the service. Use it as a client's `fetch`; nothing leaves the process.
   *
   * @throws {TypeError} as a page's own fetch would: where a rule cuts the connection, or CORS hides an answer.
   * @example
   * const kling = new KlingClient({ apiKey: simulator.key, fetch: simulator.fetch });
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Makes coming requests fail. The first rule that wants a request takes it.
   *
   * @throws {TypeError} for a rule that says nothing or cannot be.
   * @example
   * simulator.fault({ on: "submit", cut: "after" }); // the job is made, its answer is lost
   */
  fault(rule: FaultRule): Fault;
  /**
   * Removes every rule.
   *
   * @example
   * simulator.clearFaults();
   */
  clearFaults(): void;
  /**
   * Counts and money since the start or the last `reset()`. `restore()` brings along the jobs and money it restores.
   *
   * @example
   * const { submits, jobs, netMicros } = simulator.stats();
   */
  stats(): SimulatorStats;
  /**
   * Every video job not yet expired, oldest first.
   *
   * @example
   * simulator.jobs().at(-1)?.input.prompt;
   */
  jobs(): JobView[];
  /**
   * The latest requests, oldest first.
   *
   * @example
   * simulator.requests().filter(({ route }) => route === "result").length; // polls
   */
  requests(): LoggedRequest[];
  /** The time that jobs, rates and expiry go by. */
  readonly clock: SimulatorClock;
  /**
   * Forgets jobs, uploads, rules, the log and added accounts; the clock goes on.
   *
   * @example
   * afterEach(() => simulator.reset());
   */
  reset(): void;
  /**
   * Its jobs, accounts and uploads as they are now, as plain JSON: to be kept where it outlives the page or process, and
   * given to `restore()` there. A copy, which later requests leave alone.
   *
   * @example
   * localStorage.setItem("simulator", JSON.stringify(simulator.save()));
   */
  save(): SavedSimulator;
  /**
   * Puts jobs, accounts (with balances and limits) and uploads in the place of its own; what happened since that save is
   * undone. Options, rules, the clock and the log stay, and so does an account of this simulator's own key where none
   * was saved. Jobs go by the clock as ever: one whose time is over has ended, and is refunded, once, if it failed.
   *
   * The clock is not set. One that runs fast may be behind the saved jobs in a new process: start it no earlier than
   * they were saved, with `clock: { startAt: Math.max(Date.now(), saved.at) }`.
   *
   * Videos are made anew when asked for. In a page they get new `blob:` URLs, but for those that this very simulator
   * has handed out, which stay good.
   *
   * @throws {TypeError} for anything but what `save()` made; it then changes nothing.
   * @example
   * simulator.restore(JSON.parse(localStorage.getItem("simulator") ?? ""));
   */
  restore(saved: SavedSimulator): void;
  /** The default account's key. */
  readonly key: string;
  /**
   * Adds an account, or replaces the one with that key.
   *
   * @example
   * simulator.addAccount({ key: "poor", balanceUsd: 0 });
   */
  addAccount(account: AccountOptions): AccountView;
}
