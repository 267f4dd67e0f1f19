// Lives in processes of their own, over one file: they can be killed at any moment, and nothing of theirs goes on. The file
// is for one process at a time.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { started } from "../support/processes.js";
import { OPTIONS } from "./options.js";

/** @typedef {import("./life.js").Life} Life */

const CHILD = fileURLToPath(new URL("./child.js", import.meta.url));

/**
 * One file for each scenario; each life is a new process.
 *
 * @param {import("../support/world.js").Test} test
 */
export function processes(test) {
  return async (/** @type {{ url: string, key: string }} */ service) => {
    const folder = mkdtempSync(join(tmpdir(), "kling-faults-"));
    test.after(() => rmSync(folder, { recursive: true, force: true }));

    /** @type {(() => Promise<void>)[]} */
    const kills = [];
    test.after(() => Promise.all(kills.map((kill) => kill())));

    /** @param {import("./life.js").ClientOptions} options @param {boolean} isAlone whether the others have ended */
    return async (options, isAlone) => {
      if (isAlone) await Promise.all(kills.map((kill) => kill()));
      const { call, kill } = started(CHILD);
      kills.push(kill);
      const all = { apiKey: service.key, baseUrl: service.url, ...OPTIONS, ...options };
      await call("bear")(join(folder, "ledger"), all);
      return /** @type {Life} */ ({
        ...{ generate: call("generate"), generateAll: call("generateAll"), wait: call("wait") },
        ...{ resume: call("resume"), jobs: call("jobs"), spent: call("spent"), failures: call("failures") },
        ...{ kill, reload: kill },
      });
    };
  };
}
