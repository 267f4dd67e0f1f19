// A real redis-server for a test, on a socket of its own: it writes into a folder of the test's, and ends with it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { findRedis } from "../../scripts/redis.mjs";
import { within } from "./world.js";

const server = findRedis();
// On CI a missing server fails the tests instead of passing them over.
export const skip =
  server || process.env.CI === "true"
    ? false
    : "there is no redis-server: npm run setup installs it, or REDIS_SERVER_PATH names it";

/** @typedef {import("./world.js").Test} Test */
/** @typedef {Awaited<ReturnType<typeof redisServer>>} RedisServer */

/** What lets a server keep every answered write, whatever happens to it. */
export const DURABLE = ["--appendonly", "yes", "--appendfsync", "always"];

/**
 * @param {Test} test
 * @param {string[]} [settings] of redis-server's command line
 */
export async function redisServer(test, settings = []) {
  const folder = mkdtempSync(join(tmpdir(), "kling-redis-"));
  const path = join(folder, "socket");
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  const start = async () => {
    const quiet = ["--save", "", "--port", "0", "--unixsocket", path, "--dir", folder];
    child = spawn(server ?? "redis-server", [...quiet, ...settings], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await within(isReady(child));
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((ended) => child?.once("exit", ended));
    child.kill("SIGKILL");
    await gone;
  };
  test.after(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return { path, start, kill };
}

/** @param {import("node:child_process").ChildProcess} child @returns {Promise<void>} */
function isReady(child) {
  let said = "";
  return new Promise((ready, fail) => {
    child.once("error", fail);
    child.once("exit", () => fail(new Error(`redis-server has ended:\n${said}`)));
    child.stdout?.on("data", (chunk) => {
      said += chunk;
      if (/ready to accept connections/i.test(said)) ready();
    });
  });
}

/**
 * A client of the package redis, connected.
 *
 * @param {Test} test
 * @param {string} path
 * @param {import("redis").RedisClientOptions} [options]
 */
export async function nodeRedis(test, path, options = {}) {
  const client = createClient({ ...options, socket: { path, tls: false } });
  // What it loses is heard by whoever waits for an answer.
  client.on("error", () => {});
  test.after(() => client.destroy());
  await client.connect();
  return client;
}

/** A client of the package ioredis. @param {Test} test @param {string} path */
export function ioredis(test, path) {
  const client = new Redis({ path });
  client.on("error", () => {});
  test.after(() => client.disconnect());
  return client;
}
