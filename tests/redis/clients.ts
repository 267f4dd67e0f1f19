// Which clients redisStore takes, and which it must not: checked by tsc alone, never run.

import { Cluster, Redis } from "ioredis";
import { KlingClient } from "kling-multi-i2v";
import { type RedisStore, redisStore } from "kling-multi-i2v/redis";
import { createClient, createClientPool, createCluster, createSentinel } from "redis";

export const stores: RedisStore[] = [
  redisStore(createClient()),
  redisStore(createClient({ RESP: 3 }), { prefix: "films" }),
  redisStore(createClientPool()),
  redisStore(new Redis()),
  redisStore(new Cluster([])),
  redisStore(async (args: string[]) => args.length),
  redisStore((args) => createCluster({ rootNodes: [] }).sendCommand("{kling-multi-i2v}", false, args)),
  redisStore({ send: async (command: string, args: string[]) => [command, args] }),
];
new KlingClient({ store: stores[0] });

// @ts-expect-error an address is no client
redisStore("redis://localhost");
// @ts-expect-error a cluster wants to be told more than the command
redisStore(createCluster({ rootNodes: [] }));
// @ts-expect-error so do sentinels
redisStore(createSentinel({ name: "main", sentinelRootNodes: [] }));
// @ts-expect-error a prefix is a text
redisStore(new Redis(), { prefix: 7 });
// @ts-expect-error what a store gives is checked by whoever reads it
export const value: number = await stores[0].get("k");
