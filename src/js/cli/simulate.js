// kling-multi-i2v simulate: serves the simulator.
import { serveSimulator } from "../simulator/node.js";
import { numberFrom, parse } from "./usage.js";

export const help = `Usage: kling-multi-i2v simulate [--port N] [--host H] [--speed X] [--job-ms N]

Serves the API of the model kwaivgi/kling-v1.6-multi-i2v-standard. Point a client's base URL at it.
Jobs finish by the clock with a video that says SIMULATED; nothing is generated and nobody is charged.

  --port N     Port to listen on. Default: 8787; 0 takes any free one.
  --host H     Address to listen on. Default: 127.0.0.1, this machine only.
  --speed X    How fast its clock runs. Default: 1; with 100 a job of 150 s takes 1.5 s.
  --job-ms N   How long a job takes on that clock, in milliseconds. Default: 150000 for 5 s of video, 240000 for 10 s.
  --help       Show this.

GET /_simulator/stats, /jobs and /requests tell what happened; POST /_simulator/faults makes requests fail.`;

/** @param {string[]} args */
export async function run(args) {
  const { values } = parse(args, {
    port: { type: "string", default: "8787" },
    host: { type: "string", default: "127.0.0.1" },
    speed: { type: "string", default: "1" },
    "job-ms": { type: "string" },
  });
  const isPort = (/** @type {number} */ n) => Number.isInteger(n) && n >= 0 && n <= 65_535;
  const port = numberFrom("--port", values.port, isPort, "0 to 65535");
  const speed = numberFrom("--speed", values.speed, (n) => n > 0 && Number.isFinite(n), "a number above 0");
  const host = String(values.host);
  const jobMs = values["job-ms"];
  const options = {
    speed,
    ...(jobMs === undefined
      ? {}
      : { jobMs: numberFrom("--job-ms", jobMs, (n) => n >= 0 && Number.isFinite(n), "milliseconds from 0") }),
  };
  let server;
  try {
    server = await serveSimulator(options, { port, host });
  } catch (error) {
    throw new Error(whyNotListening(error, host, port));
  }
  const stop = () => server.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(
    `Simulator listening on ${server.url}\n` +
      `  base URL  ${server.url}\n` +
      `  API key   ${server.simulator.key} ($100, nothing is charged)\n` +
      `  clock     ${speed === 1 ? "real" : `${speed} times real time`}\n` +
      `  control   ${server.url}/_simulator/stats\n` +
      "Stop it with Ctrl+C.\n",
  );
}

/** @param {unknown} error @param {string} host @param {number} port */
function whyNotListening(error, host, port) {
  const code = /** @type {NodeJS.ErrnoException} */ (error).code;
  if (code === "EADDRINUSE")
    return `Port ${port} is in use. Take another one with --port, or --port 0 for any free one.`;
  if (code === "EACCES")
    return `Port ${port} needs more rights than you have. Take one above 1023 with --port.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `${host} is no address of this machine. Leave --host out.`;
  return `The simulator could not listen on ${host}:${port}: ${error instanceof Error ? error.message : error}`;
}
