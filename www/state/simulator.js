// The simulated service: in the page, the same in every tab, and with its jobs after a reload.
import { signal } from "@preact/signals";
import { SCENARIOS } from "../scenarios.js";
import { SIMULATED_MS } from "../speed.js";
import { read, write } from "./disk.js";
import { note } from "./log.js";

/** @typedef {import("kling-multi-i2v/simulator").Simulator} Simulator */

/** The failure that the next run meets. */
export const scenario = signal("none");

/** @type {Promise<Simulator> | undefined} */
let starting;

/** Loaded when first used: a visitor with a key of their own never needs it. */
function simulator() {
  starting ??= import("kling-multi-i2v/simulator").then(({ createSimulator }) =>
    createSimulator({
      jobMs: ({ duration }) => SIMULATED_MS[duration] ?? 0,
      // The page makes the video itself, of the run's own pictures.
      outputUrl: (_bytes, { id }) => `https://simulator.invalid/outputs/${id}.mp4`,
    }),
  );
  return starting;
}

/** Its jobs as last written by any tab; the count tells whether they are this tab's own. */
let seen = 0;

/** @param {Simulator} service */
async function takeUp(service) {
  const count = (await read("values", "simulated-count")) ?? 0;
  if (count === seen) return;
  const saved = await read("values", "simulated");
  try {
    if (saved) service.restore(saved);
  } catch (error) {
    // Of another version of the page: it starts anew.
    note({ what: "simulator", said: String(error) });
  }
  seen = count;
}

/** @param {Simulator} service */
async function putDown(service) {
  seen += 1;
  await write("values", "simulated", service.save());
  await write("values", "simulated-count", seen);
}

/**
 * One tab at a time: a job that one makes is there for all.
 * @template T
 * @param {() => Promise<T>} work
 */
const inTurn = (work) => (navigator.locks ? navigator.locks.request("kling-simulator", work) : work());

/** The client's way to the simulated service. @type {Simulator["fetch"]} */
export async function simulatedFetch(input, init) {
  const service = await simulator();
  const began = performance.now();
  const method = init?.method ?? "GET";
  const path = new URL(String(input)).pathname;
  const told = (/** @type {string} */ said) =>
    note({ what: "request", said: `${method} ${path}: ${said}`, ms: Math.round(performance.now() - began) });
  try {
    const answer = await inTurn(async () => {
      await takeUp(service);
      try {
        return await service.fetch(input, init);
      } finally {
        // A question changes nothing that its time would not.
        if (method !== "GET") await putDown(service);
      }
    });
    told(String(answer.status));
    return answer;
  } catch (error) {
    told("no answer");
    throw error;
  }
}

/** Any key would do in a page that holds the service; this one is its default account's. */
export const simulatedKey = async () => (await simulator()).key;

/** Chooses what the next runs meet; what was left of another failure ends. @param {string} id */
export async function chooseScenario(id) {
  scenario.value = id;
  (await simulator()).clearFaults();
}

/** Lets the chosen failure meet what comes next, in place of what was left of the last one. */
export async function prepareScenario() {
  const service = await simulator();
  service.clearFaults();
  for (const rule of SCENARIOS.find(({ id }) => id === scenario.value)?.rules ?? []) service.fault(rule);
}

/** The simulator's own clip of a job, for a browser that can make no video of pictures. @param {string} jobId */
export async function readyClip(jobId) {
  const service = await simulator();
  await inTurn(() => takeUp(service));
  const answer = await service.fetch(`https://simulator.invalid/outputs/${jobId}.mp4`);
  if (!answer.ok) throw new Error("The simulated service no longer has this video.");
  return answer.blob();
}
