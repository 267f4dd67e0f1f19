// A simulator served over HTTP, in Node.

import type { SimulatorOptions } from "./options.js";
import type { Simulator } from "./simulator.js";

/**
 * Serves a simulator over HTTP on this machine. Needs Node.
 *
 * @param simulator options for a new simulator, or one that exists
 * @throws {Error} in a page or worker, and where the port cannot be had.
 * @example
 * const server = await serveSimulator({ jobMs: 0 });
 * const kling = new KlingClient({ apiKey: server.simulator.key, baseUrl: server.url });
 * await server.close();
 */
export function serveSimulator(
  simulator?: SimulatorOptions | Simulator,
  listen?: ListenOptions,
): Promise<SimulatorServer>;

/**
 * Where a simulator listens.
 *
 * @example
 * await serveSimulator({ speed: 100 }, { port: 8787 });
 */
export interface ListenOptions {
  /** Default: 0, any free one. */
  port?: number;
  /** Default: `"127.0.0.1"`. */
  host?: string;
}

/**
 * A simulator that listens.
 *
 * @example
 * const server: SimulatorServer = await serveSimulator({ jobMs: 0 });
 * const kling = new KlingClient({ apiKey: server.simulator.key, baseUrl: server.url });
 */
export interface SimulatorServer {
  /** What a client takes as its base URL. */
  readonly url: string;
  /** Where it listens. */
  readonly port: number;
  /** The simulator behind it. */
  readonly simulator: Simulator;
  /**
   * Stops listening and ends every connection, hanging ones too.
   *
   * @example
   * after(() => server.close());
   */
  close(): Promise<void>;
}
