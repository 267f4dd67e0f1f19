// A fleet for a test: processes of their own over one Redis and one service. Each says who it is by a header of its own, so
// that the service can tell whose request it has.

import { fileURLToPath } from "node:url";
import { started } from "../support/processes.js";
import { redisServer } from "../support/redis.js";
import { QUICK, world } from "../support/world.js";

/** @typedef {import("../faults/life.js").Life} Life */
/** @typedef {import("kling-multi-i2v").KlingClientOptions} ClientOptions */
/** @typedef {Awaited<ReturnType<typeof born>>} Member */

const CHILD = fileURLToPath(new URL("./child.js", import.meta.url));

/** Longer than any lease of a step: 60 s, and as long as a request may take. */
export const LEASES_MS = 110_000;

/**
 * @param {import("../support/world.js").Test} test
 * @param {import("kling-multi-i2v/simulator").SimulatorOptions} service
 * @param {ClientOptions} options of every process
 */
export async function fleet(test, service, options = {}) {
  const redis = await redisServer(test);
  const here = await world(test, service);
  let count = 0;
  return {
    ...here,
    redis,
    /** Starts another process. */
    async member() {
      const name = `x-member-${count++}`;
      const all = { apiKey: here.sim.key, baseUrl: here.url, ...QUICK, ...options, headers: { [name]: "1" } };
      const member = born();
      test.after(member.kill);
      await member.call("bear")(redis.path, all);
      const isOf = (/** @type {{ headers: string[] }} */ request) => request.headers.includes(name);
      return { ...member, isOf };
    },
  };
}

function born() {
  const { call, kill } = started(CHILD);
  const life =
    /** @type {Pick<Life, "generate" | "generateAll" | "resume" | "jobs" | "spent" | "failures">} */ ({
      ...{ generate: call("generate"), generateAll: call("generateAll"), resume: call("resume") },
      ...{ jobs: call("jobs"), spent: call("spent"), failures: call("failures") },
    });
  return {
    ...life,
    call,
    kill,
    /** Sets its clock ahead. @param {number} ms @returns {Promise<void>} */
    jump: (ms) => call("jump")(ms),
  };
}
