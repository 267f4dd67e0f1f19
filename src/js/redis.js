// A store in Redis, for several processes or machines: `import … from "kling-multi-i2v/redis"`.
import { senderOf } from "./redis-client.js";
import { failed } from "./redis-errors.js";
import { COMPARE_AND_PUT, DELETE, LIST, PUT, shaOf } from "./redis-scripts.js";
import { jsonText } from "./stores/json.js";

/** How long one answer may take, in ms: less than the client waits for its store, for here it is known whose fault it is. */
const LIMIT_MS = 7000;

/** @type {typeof import("./redis.d.ts").redisStore} */
export function redisStore(client, { prefix = "kling-multi-i2v" } = {}) {
  const send = senderOf(client);
  if (typeof prefix !== "string" || prefix === "" || /[{}]/.test(prefix))
    throw new TypeError(
      `redisStore's prefix must be a text without braces, and not ${JSON.stringify(prefix)}.`,
    );
  // What stands in braces decides where a cluster keeps a key: these two stay together.
  const values = `{${prefix}}:values`;
  const names = `{${prefix}}:names`;

  /** @param {string[]} command */
  const ask = async (...command) => {
    try {
      return await inTime(send(command), command[0]);
    } catch (error) {
      throw failed(command[0], error);
    }
  };

  /** @param {string} script @param {string[]} args */
  const run = async (script, ...args) => {
    const rest = ["2", values, names, ...args];
    try {
      return await ask("EVALSHA", await shaOf(script), ...rest);
    } catch (error) {
      // It has not seen the script yet, or has been started anew since.
      if (!/\bNOSCRIPT\b/.test(/** @type {Error} */ (error).message)) throw error;
      return ask("EVAL", script, ...rest);
    }
  };

  /** @param {string} key @param {unknown} text */
  const parsed = (key, text) => {
    try {
      return JSON.parse(textOf(text));
    } catch {
      throw new Error(
        `Redis holds something else than JSON in ${values} under ${key}: was it written by another program? Give redisStore a prefix of its own.`,
      );
    }
  };

  return {
    async get(key) {
      const text = await ask("HGET", values, key);
      return text === null || text === undefined ? undefined : parsed(key, text);
    },
    async put(key, value) {
      await run(PUT, key, jsonText(value));
    },
    async delete(key) {
      await run(DELETE, key);
    },
    async list(begin) {
      const listed = await run(LIST, begin);
      if (!Array.isArray(listed)) throw new TypeError("The Redis client must give lists as arrays.");
      /** @type {import("./stores/types.js").Entry[]} */
      const entries = [];
      for (let at = 0; at < listed.length; at += 2) {
        const key = textOf(listed[at]);
        entries.push([key, parsed(key, listed[at + 1])]);
      }
      return entries;
    },
    async compareAndPut(key, expected, value) {
      // No JSON text is empty: that stands for nothing.
      const there = JSON.stringify(expected ?? undefined) ?? "";
      return Number(await run(COMPARE_AND_PUT, key, jsonText(value), there)) === 1;
    },
  };
}

/** A client may be set to give bytes. @param {unknown} reply */
function textOf(reply) {
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply);
}

/**
 * @param {PromiseLike<unknown>} answer
 * @param {string} command
 * @returns {Promise<unknown>}
 */
function inTime(answer, command) {
  return new Promise((settle, fail) => {
    const late = () => fail(new Error(`no answer to ${command} within ${LIMIT_MS / 1000} s`));
    const timer = setTimeout(late, LIMIT_MS);
    Promise.resolve(answer)
      .then(settle, fail)
      .finally(() => clearTimeout(timer));
  });
}
