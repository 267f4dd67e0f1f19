// The simulator that the bench of load asks, in a process of its own, so that its work is nobody's.
import { serveSimulator } from "kling-multi-i2v/simulator";
import { given } from "./support.mjs";

const { speed, accounts, jobMs } = given();
const rich = { balanceUsd: 1e6, level: /** @type {const} */ (4) };
const { simulator, url } = await serveSimulator({ speed, jobMs, ...rich });
const others = Array.from({ length: accounts - 1 }, (_, n) =>
  simulator.addAccount({ key: `account-${n + 2}`, ...rich }),
);
process.on("message", () => process.send?.(simulator.stats()));
process.send?.({ url, keys: [simulator.key, ...others.map(({ key }) => key)] });
