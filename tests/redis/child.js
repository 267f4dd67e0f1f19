// A process of a fleet: a client over the shared Redis. It does what its parent asks, until it is killed.

import { Redis } from "ioredis";
import { KlingClient } from "kling-multi-i2v";
import { redisStore } from "kling-multi-i2v/redis";
import { lifeOf } from "../faults/life.js";
import { answer } from "../support/processes.js";
import { photo } from "../support/world.js";

/** @type {import("../faults/life.js").Life | undefined} */
let life;
/** What is set on this machine's clock. */
let ahead = 0;
const { now } = Date;
Date.now = () => now() + ahead;

answer(async (name, args) => {
  if (name === "jump") {
    ahead += args[0];
    return;
  }
  if (name !== "bear") return /** @type {any} */ (life)[name](...args);
  const [path, options] = args;
  const redis = new Redis({ path });
  redis.on("error", () => {});
  const store = redisStore(redis);
  // The same name with other bytes is another picture.
  life = lifeOf(KlingClient, { store, ...options }, { photo: async (name) => photo("a.jpg", name) });
});
