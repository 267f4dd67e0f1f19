// The types of the store in Redis: `import … from "kling-multi-i2v/redis"`.
import type { Entry, Store } from "./stores/types.js";

/**
 * Sends one command, `["HGET", "key", "field"]`, and gives Redis's answer: texts (or their bytes) as they are, `null` for
 * nothing, lists as arrays. Rejects with Redis's own words where it refuses.
 *
 * Write one for a client that is none of {@link RedisClient}'s others.
 *
 * @example
 * // An HTTP API in the style of Upstash's.
 * const command: RedisCommand = async (args) => {
 *   const headers = { authorization: `Bearer ${redisToken}` };
 *   const answer = await fetch(redisUrl, { method: "POST", headers, body: JSON.stringify(args) });
 *   const { result, error } = await answer.json();
 *   if (error) throw new Error(error);
 *   return result;
 * };
 * @example
 * // A cluster by the package redis: the prefix in braces says which node has the keys.
 * const command: RedisCommand = (args) => cluster.sendCommand("{kling-multi-i2v}", false, args);
 * @example
 * // Sentinels by the package redis.
 * const command: RedisCommand = (args) => sentinel.sendCommand(false, args);
 */
export type RedisCommand = (args: string[]) => PromiseLike<unknown>;

/**
 * What is used of a client or pool of the package redis, version 4 and later.
 *
 * @example
 * const store = redisStore(redis); // what createClient() or createClientPool() gave
 */
export interface NodeRedisClient {
  /**
   * Sends one command.
   *
   * @example
   * await redis.sendCommand(["HGET", "key", "field"]);
   */
  sendCommand(args: string[]): PromiseLike<unknown>;
}

/**
 * What is used of a client or cluster of the package ioredis, version 4.17 and later.
 *
 * @example
 * const store = redisStore(ioredis);
 */
export interface IoredisClient {
  /**
   * Sends one command.
   *
   * @example
   * await ioredis.call("HGET", "key", "field");
   */
  call(command: string, ...args: string[]): PromiseLike<unknown>;
}

/**
 * What is used of Bun's own client.
 *
 * @example
 * const store = redisStore(bunRedis);
 */
export interface BunRedisClient {
  /**
   * Sends one command.
   *
   * @example
   * await bunRedis.send("HGET", ["key", "field"]);
   */
  send(command: string, args: string[]): PromiseLike<unknown>;
}

/**
 * Any client with one of these ways to send a command. It stays yours: to connect, to hear its errors, to close.
 *
 * @example
 * const storeOf = (client: RedisClient) => redisStore(client, { prefix: "staging" });
 */
export type RedisClient = NodeRedisClient | IoredisClient | BunRedisClient | RedisCommand;

/**
 * Options of {@link redisStore}.
 *
 * @example
 * const store = redisStore(redis, { prefix: "staging" });
 */
export interface RedisStoreOptions {
  /**
   * What the names of the two keys in Redis begin with, in braces; without braces itself. Each prefix is a ledger of its
   * own. Default: "kling-multi-i2v".
   */
  prefix?: string | undefined;
}

/**
 * A store in Redis. Every method rejects with an `Error` that says what went wrong and what to do, without a password.
 *
 * @example
 * const store: RedisStore = redisStore(redis);
 * const kling = new KlingClient({ apiKey, store });
 */
export interface RedisStore extends Store {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  list(prefix: string): Promise<Entry[]>;
  compareAndPut(key: string, expected: unknown, value: unknown): Promise<boolean>;
}

/**
 * Keeps the ledger in Redis, where any number of processes and machines share it: one budget, one set of idempotency keys,
 * and what one has begun another takes up. Redis 5 or later, or what speaks as it does (Valkey), with Lua scripts.
 *
 * It is as safe as that Redis is: set `appendonly yes`, `appendfsync always` and `maxmemory-policy noeviction`, and read
 * docs/fleets.md for what a failover may lose.
 *
 * Two keys are made: `{prefix}:values`, a hash with each value's JSON text, and `{prefix}:names`, the order of its fields.
 * They lie on one node of a cluster.
 *
 * @throws {TypeError} for what is no client, and for an empty prefix or one with braces.
 *
 * @example
 * import { KlingClient } from "kling-multi-i2v";
 * import { redisStore } from "kling-multi-i2v/redis";
 * import { createClient } from "redis";
 *
 * const redis = createClient({ url: redisUrl });
 * redis.on("error", console.error);
 * await redis.connect();
 * const kling = new KlingClient({ apiKey, store: redisStore(redis), budget: { perDayUsd: 20 } });
 * @example
 * import { Redis } from "ioredis";
 * const store = redisStore(new Redis(redisUrl, { autoResendUnfulfilledCommands: false }));
 */
export function redisStore(client: RedisClient, options?: RedisStoreOptions): RedisStore;
