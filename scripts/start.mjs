// `npm start`: sets up, builds, then serves the playground and the simulated API until Ctrl-C.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { SIMULATOR_SPEED } from "../www/speed.js";
import { fresh } from "./outputs.mjs";
import { serveStatic } from "./serve.mjs";
import { setup } from "./setup.mjs";
import { isCI, main, root } from "./tools.mjs";

const FIRST_PORT = 4173;

/** @type {Record<string, string[]>} */
const OPENERS = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] };

/**
 * Opens the address where a person sits at a desktop; never in CI, over ssh or in a pipe.
 * @param {string} url
 */
function open(url) {
  const { env, platform } = process;
  const hasDesktop = platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  if (isCI || !process.stdout.isTTY || !hasDesktop || env.SSH_CONNECTION || env.BROWSER === "none") return;
  const [command, ...args] = OPENERS[platform] ?? ["xdg-open"];
  spawn(command, [...args, url], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}

main(import.meta.url, async () => {
  await setup(["build"]);
  console.log("Building the package and the playground (only what changed) …");
  await fresh("package");
  await fresh("page");

  const { serveSimulator } = await import("kling-multi-i2v/simulator");
  const simulator = await serveSimulator({ speed: SIMULATOR_SPEED });
  const page = await serveStatic(join(root, "www", "dist"), { port: FIRST_PORT });
  console.log(`\n  Open ${page.url}\n`);
  console.log(
    `  For other clients, the simulated API is at ${simulator.url}, key "${simulator.simulator.key}".`,
  );
  console.log("  Ctrl-C ends both.");
  open(page.url);

  const end = async () => {
    await Promise.allSettled([page.close(), simulator.close()]);
    process.exit(0);
  };
  process.once("SIGINT", end).once("SIGTERM", end);
});
