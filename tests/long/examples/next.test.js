// The Next page with its proxy, built for production from the packed tarball, in Chromium, against the simulator over HTTP.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { serveSimulator } from "kling-multi-i2v/simulator";
import { within } from "../../support/watchdog.js";
import { example, run } from "./example.js";
import { open, plays, skip } from "./page.js";

const server = await serveSimulator({ speed: 20, key: "key-of-the-server" });
after(() => server.close());
const env = {
  ...process.env,
  ...{ NEXT_TELEMETRY_DISABLED: "1", WAVESPEED_API_KEY: server.simulator.key, KLING_BASE_URL: server.url },
};
const folder = skip ? "." : await example("next-proxy");
if (!skip) await run("npm", ["run", "build"], { cwd: folder, env, timeout: 150_000 });

/** Starts the built page and gives its address. @param {import("node:test").TestContext} t */
async function start(t) {
  const next = join(folder, "node_modules", "next", "dist", "bin", "next");
  const child = spawn(process.execPath, [next, "start", "--port", "0"], { cwd: folder, env });
  t.after(() => child.kill());
  let out = "";
  return within(
    new Promise((/** @type {(url: string) => void} */ told, fail) => {
      child.once("exit", (code) => fail(new Error(`next ended with ${code}: ${out}`)));
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk) => {
          out += chunk;
          const url = /http:\/\/localhost:\d+/.exec(out)?.[0];
          if (url && /Ready/.test(out)) told(url);
        });
    }),
  );
}

test("by way of its proxy it makes a video, taken up after a reload; the key stays", { skip }, async (t) => {
  const url = await start(t);
  const html = await (await fetch(url)).text();
  assert.match(html, /Make the video · \$0\.25/, "it is rendered on the server");
  const { page, make, video, says, choose, looks } = await open(t, url);
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  await choose();
  await looks("next-form");
  await make.click();
  await says(/Waiting in line|Making the video/);
  await page.reload();
  await says(/Waiting in line|Making the video/);
  await says("Simulated: nothing was charged.");
  assert.match((await video.getAttribute("src")) ?? "", /\.mp4$/);
  await plays(video);
  await looks("next-done");
  assert.equal(server.simulator.stats().submits, 1);
  assert.ok(asked.every((line) => !line.includes(server.simulator.key)));
});
