// One way to send a command, whichever client somebody has.

/** @typedef {import("./redis.d.ts").RedisClient} RedisClient */

const CLIENTS =
  "a client of redis, of ioredis or of Bun, or a function that sends a command, given as an array of texts";

/**
 * Touches nothing before the first command.
 *
 * @param {RedisClient} client
 * @returns {(command: string[]) => PromiseLike<unknown>}
 */
export function senderOf(client) {
  if (typeof client === "function") return (command) => client(command);
  const has = (/** @type {string} */ method) => typeof Object(client)[method] === "function";
  // ioredis has a sendCommand, too: of another kind.
  if (has("call")) return ([name, ...args]) => /** @type {any} */ (client).call(name, ...args);
  // What redis has for clusters and sentinels wants to be told more than the command.
  if (has("getSlotRandomNode") || has("getMasterNode"))
    throw new TypeError(
      'redisStore cannot tell how this cluster or sentinel client is to be asked. Give it a function: (command) => cluster.sendCommand("{kling-multi-i2v}", false, command), with redisStore\'s prefix in the braces, or (command) => sentinel.sendCommand(false, command).',
    );
  if (has("sendCommand")) return (command) => /** @type {any} */ (client).sendCommand(command);
  if (has("send")) return ([name, ...args]) => /** @type {any} */ (client).send(name, args);
  throw new TypeError(
    `redisStore needs ${CLIENTS}. It was given ${client === null ? "null" : typeof client}.`,
  );
}
