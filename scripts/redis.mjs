// Where the redis-server is that the tests of a shared store start for themselves.
import { existsSync } from "node:fs";
import { Stop, versionOf, which } from "./tools.mjs";

/** A redis-server that can be started, or undefined. */
export function findRedis() {
  const named = process.env.REDIS_SERVER_PATH;
  if (named && !existsSync(named))
    throw new Stop(`REDIS_SERVER_PATH is ${named}, which is not there. Correct or unset it.`);
  const found = named ?? which("redis-server", process.env);
  return found && versionOf(found, /v=\d+\.\d+\.\d+/) ? found : undefined;
}
