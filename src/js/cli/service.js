// The client of a call: its key from the environment, its ledger on the disk.
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileStore } from "../file-store.js";
import { KlingClient } from "../index.js";
import { countFrom, UsageError } from "./usage.js";

/** @typedef {{ "base-url"?: string, store?: string, "poll-ms"?: string }} ServiceValues */

/**
 * @param {ServiceValues} values
 * @param {{ onEvent?: (event: import("../types.js").KlingEvent) => void, needsKey?: boolean, concurrency?: number }} [options]
 */
export function service(values, { onEvent, needsKey = true, concurrency } = {}) {
  const baseUrl = values["base-url"];
  const apiKey = process.env.WAVESPEED_API_KEY || undefined;
  if (needsKey && apiKey === undefined && baseUrl === undefined)
    throw new UsageError(
      "WAVESPEED_API_KEY is not set: put the key of the service's dashboard into the environment, or name your proxy with --base-url",
    );
  const pollMs = countFrom("--poll-ms", values["poll-ms"]);
  const store = fileStore(values.store ?? ledgerPath());
  const client = new KlingClient({
    // What needs no key asks nobody.
    ...(needsKey ? apiKey && { apiKey } : { apiKey: apiKey ?? (() => "") }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(pollMs !== undefined && { polling: { firstMs: pollMs, minMs: pollMs, maxMs: pollMs * 4 } }),
    ...(concurrency !== undefined && { concurrency }),
    ...(onEvent && { onEvent }),
    store,
  });
  return { client, store };
}

/** Where the platform keeps what a program remembers. */
export function ledgerPath({ env = process.env, platform = process.platform, home = homedir() } = {}) {
  const { XDG_STATE_HOME, LOCALAPPDATA } = env;
  const state = () => {
    if (XDG_STATE_HOME && isAbsolute(XDG_STATE_HOME)) return XDG_STATE_HOME;
    if (platform === "win32") return LOCALAPPDATA || join(home, "AppData", "Local");
    return platform === "darwin"
      ? join(home, "Library", "Application Support")
      : join(home, ".local", "state");
  };
  return join(state(), "kling-multi-i2v", "ledger");
}

/** The command that takes up what this one leaves. @param {ServiceValues} values */
export function resumeCommand(values) {
  const flags = /** @type {const} */ (["store", "base-url", "poll-ms"]).flatMap((name) => {
    const value = values[name];
    return value === undefined
      ? []
      : [`--${name}`, /^[\w./:@%+=,-]+$/.test(value) ? value : JSON.stringify(value)];
  });
  return ["kling-multi-i2v", "resume", ...flags].join(" ");
}
