// The official client through the same scenarios, as far as it can express them: one run of one request under faults of
// the uploads, the submit and the looks.
//
// How it is judged, in its favour where there is a doubt:
// - Its caller reads ids out of the text of its errors, wherever one stands in them, and asks for those by hand.
// - A caller that was told an id does not pay again. One that was told none tries once more, as its users do.
// - "lost" is a video that was charged and of which the caller was told no id. "paid twice" is a second charge for the
//   same wish after that one more try. Faults of the history are left out: it never asks for it.

import { fileURLToPath } from "node:url";
import { MODEL } from "kling-multi-i2v";
import { Client } from "wavespeed";
import { REQUEST, within, world } from "../support/world.js";
import { PHOTO } from "./life.js";
import { hasVideo } from "./service.js";

/** @typedef {import("./scenario.js").Scenario} Scenario */
/** @typedef {{ paid: number, refunded: number, told: string, twice: number, lost: number, pending: number }} PeerVerdict */

const STAGES = ["validate", "upload", "submit", "poll", "result"];
const OPTIONS = ["requestTimeoutMs", "deadlineMs"];
const FILE = fileURLToPath(new URL("../fixtures/dune.jpg", import.meta.url));

/** Whether it has words for all that a scenario asks of a client. @param {Scenario} scenario */
export function isExpressible({ stage, run, place, call, options = {} }) {
  const isPlain = !run && !place && !call && STAGES.includes(stage);
  return isPlain && Object.keys(options).every((name) => OPTIONS.includes(name));
}

/**
 * @param {import("../support/world.js").Test} test
 * @param {Scenario} scenario
 * @returns {Promise<PeerVerdict>}
 */
export async function judgePeer(test, scenario) {
  const { sim, url } = await world(test, scenario.service);
  for (const rule of scenario.rules ?? [])
    sim.fault(rule.on === "upload" ? { ...rule, on: "upload_ticket" } : rule);
  const { images, ...said } = scenario.request ?? REQUEST;
  const { requestTimeoutMs = 10_000, deadlineMs } = scenario.options ?? {};
  // Its only limit on a submit is that on the whole run.
  const hangs = scenario.rules?.some(({ on, hang }) => on === "submit" && hang);
  const timeout = (deadlineMs ?? (hangs ? 500 : 30_000)) / 1000;
  const settings = {
    baseUrl: url,
    retryInterval: 0.001,
    connectionTimeout: requestTimeoutMs / 1000,
    timeout,
  };
  const client = new Client(sim.key, settings);
  let pending = 0;

  /** The ids of the jobs that one run tells of, and whether it ended well. */
  const run = async () => {
    const isPhoto = (/** @type {unknown} */ image) => String(image).startsWith(PHOTO);
    const call = async () => {
      const urls = images.map((image) => (isPhoto(image) ? client.upload(FILE) : String(image)));
      const input = { ...MODEL.defaults, ...said, images: await Promise.all(urls) };
      return client.run(MODEL.id, input, { pollInterval: 0.001 });
    };
    let text = "";
    let told = "an error";
    try {
      const { outputs } = await within(call(), 20_000);
      text = JSON.stringify(outputs);
      told = outputs.length > 0 ? "video" : "nothing";
    } catch (error) {
      text = String(error);
      if (/must settle/.test(text)) pending++;
    }
    const ids = sim.jobs().flatMap(({ id }) => (text.includes(id) ? [id] : []));
    return { told: told === "an error" && ids.length > 0 ? "an error with the id" : told, ids };
  };

  const first = await quietly(run);
  const jobs = sim.jobs();
  const paid = jobs.filter(({ refunded }) => !refunded);
  sim.clearFaults();
  sim.clock.advance(3_600_000);
  let lost = 0;
  for (const { id } of paid) if (!first.ids.includes(id) && (await hasVideo(sim, url, id))) lost++;
  if (first.ids.length === 0 && first.told === "an error") await quietly(run);
  const twice = Math.max(0, sim.jobs().filter(({ refunded }) => !refunded).length - 1);
  const refunded = jobs.length - paid.length;
  return { paid: paid.length, refunded, told: first.told, twice, lost, pending };
}

/** It prints each of its retries. @template T @param {() => Promise<T>} run */
async function quietly(run) {
  const { log, error } = console;
  console.log = console.error = () => {};
  try {
    return await run();
  } finally {
    Object.assign(console, { log, error });
  }
}
