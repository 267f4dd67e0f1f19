// The simulator that the bench of load asks, in a process of its own, so that its work is nobody's.
import { serveSimulator } from "kling-multi-i2v/simulator";

const { speed, accounts, jobMs } = JSON.parse(process.argv[2] ?? "{}");
const { simulator, url } = await serveSimulator({ speed, jobMs, level: 4, balanceUsd: 1e6 });
const more = Array.from(
  { length: accounts - 1 },
  () => simulator.addAccount({ balanceUsd: 1e6, level: 4 }).key,
);
process.on("message", () => process.send?.(simulator.stats()));
process.send?.({ url, keys: [simulator.key, ...more] });
