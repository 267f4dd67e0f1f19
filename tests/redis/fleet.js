// A fleet for a test: processes of their own over one Redis and one service. Each says who it is by a header of its own, so
// that the service can tell whose request it has.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { redisServer } from "../support/redis.js";
import { QUICK, world } from "../support/world.js";

/** @typedef {import("../faults/life.js").Life} Life */
/** @typedef {import("kling-multi-i2v").KlingClientOptions} ClientOptions */
/** @typedef {Awaited<ReturnType<typeof started>>} Member */

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
      const member = started();
      test.after(member.kill);
      await member.call("bear")(redis.path, all);
      const isOf = (/** @type {{ headers: string[] }} */ request) => request.headers.includes(name);
      return { ...member, isOf };
    },
  };
}

function started() {
  // What undefined is has to arrive as undefined.
  const child = fork(CHILD, { serialization: "advanced" });
  const gone = new Promise((ended) => child.once("exit", ended));
  /** @type {Map<number, (value: any) => void>} */
  const waiting = new Map();
  child.on("message", (/** @type {any} */ { number, value }) => {
    waiting.get(number)?.(value);
    waiting.delete(number);
  });
  let count = 0;
  /** @param {string} name @returns {(...args: unknown[]) => Promise<any>} of a process that is gone nothing is heard */
  const call =
    (name) =>
    (...args) =>
      new Promise((settle) => {
        const number = count++;
        waiting.set(number, settle);
        child.send({ number, name, args }, () => {});
      });
  const life =
    /** @type {Pick<Life, "generate" | "generateAll" | "resume" | "jobs" | "spent" | "failures">} */ ({
      ...{ generate: call("generate"), generateAll: call("generateAll"), resume: call("resume") },
      ...{ jobs: call("jobs"), spent: call("spent"), failures: call("failures") },
    });
  return {
    ...life,
    call,
    /** Sets its clock ahead. @param {number} ms @returns {Promise<void>} */
    jump: (ms) => call("jump")(ms),
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
