// The control endpoints under /_simulator/: what the simulator object offers, for clients in other languages.

import { enveloped, ok, Refusal } from "./answers.js";
import { JSON_MAX, MESSAGE } from "./facts.js";

/**
 * @param {import("./types.js").Simulator} simulator
 * @param {import("./internals.js").Core} core
 * @param {Pick<import("./core.js").Incoming, "method" | "url" | "read">} request
 * @returns {Promise<import("./answers.js").Answer>}
 */
export async function control(simulator, core, { method, url, read }) {
  const what = url.pathname.slice("/_simulator/".length);
  try {
    switch (`${method} ${what}`) {
      case "GET stats":
        return ok(simulator.stats());
      case "GET jobs":
        return ok(simulator.jobs());
      case "GET requests":
        return ok(simulator.requests());
      case "GET faults":
        return ok(core.state.faults.list());
      case "POST faults": {
        const body = await readJson(read);
        for (const rule of Array.isArray(body) ? body : [body]) simulator.fault(rule);
        return ok(core.state.faults.list());
      }
      case "DELETE faults":
        simulator.clearFaults();
        return ok([]);
      case "POST accounts": {
        const { key, name, balanceMicros } = simulator.addAccount(await readJson(read));
        return ok({ key, name, balanceMicros });
      }
      case "POST clock":
        setClock(simulator.clock, await readJson(read));
        return ok(clockView(simulator.clock));
      case "GET clock":
        return ok(clockView(simulator.clock));
      case "POST reset":
        simulator.reset();
        return ok({});
      default:
        throw new Refusal(
          404,
          "There are GET stats, jobs, requests, faults, clock; POST faults, accounts, clock, reset; DELETE faults",
        );
    }
  } catch (error) {
    if (error instanceof Refusal) return enveloped(error.status, error.status, error.message, null);
    // A rule, account or clock setting with a slip in it: its own message tells which.
    if (error instanceof TypeError || error instanceof RangeError)
      return enveloped(400, 400, error.message, null);
    throw error;
  }
}

/** @param {(limit: number) => Promise<Uint8Array>} read @returns {Promise<any>} */
async function readJson(read) {
  let value;
  try {
    value = JSON.parse(new TextDecoder().decode(await read(JSON_MAX)));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, MESSAGE.badJson);
  }
  if (!value || typeof value !== "object") throw new Refusal(400, MESSAGE.badJson);
  return value;
}

/** @param {import("./types.js").SimulatorClock} clock @param {{ hold?: boolean, speed?: number, advance?: number }} wish */
function setClock(clock, { hold, speed, advance }) {
  if (speed !== undefined) {
    const held = clock.held;
    clock.run(speed);
    if (held && hold === undefined) clock.hold();
  }
  if (hold === true) clock.hold();
  if (hold === false) clock.run();
  if (advance !== undefined) clock.advance(advance);
}

/** @param {import("./types.js").SimulatorClock} clock */
function clockView(clock) {
  return { now: clock.now(), held: clock.held, speed: clock.speed };
}
