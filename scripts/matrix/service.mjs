// The service that every set-up makes its videos with: the package's own simulator, over HTTP on this machine.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What a set-up tells of one video: a bad request refused, the price, a good one accepted, the video's address. */
const TOLD = /^false \$0\.25 true (http:\/\/127\.0\.0\.1:\d+\/\S+\.mp4)$/;
const PRICE_MICROS = 250_000;

/**
 * Runs what uses the service, and sees that each thing told is of a video that was made and paid once.
 * @param {string} home the project whose copy of the package serves the simulator
 * @param {(url: string) => Promise<string[]>} use gives what was told, a line a video
 */
export async function withService(home, use) {
  const module = join(home, "node_modules", "kling-multi-i2v", "dist", "simulator", "node.js");
  /** @type {typeof import("kling-multi-i2v/simulator")} */
  const { serveSimulator } = await import(pathToFileURL(module).href);
  const { url, simulator, close } = await serveSimulator({ speed: 1000 });
  try {
    const told = await use(url);
    assert.ok(told.length > 0, "nothing was told");
    for (const line of told) {
      assert.match(line, TOLD);
      const answer = await fetch(line.replace(TOLD, "$1"));
      assert.equal(answer.headers.get("content-type"), "video/mp4", line);
      await answer.body?.cancel();
    }
    assert.equal(new Set(told).size, told.length, "two were told of one video");
    assert.equal(
      simulator.stats().netMicros,
      told.length * PRICE_MICROS,
      "what was paid, in millionths of a USD",
    );
  } finally {
    await close();
  }
}
