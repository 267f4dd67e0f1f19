// What the simulator's tests share: a simulator asked both ways, and real tiny pictures.

import { test } from "node:test";
import { createSimulator, serveSimulator } from "../../src/js/simulator/node.js";

export const MODEL = "kwaivgi/kling-v1.6-multi-i2v-standard";
export const SUBMIT = `/api/v3/${MODEL}`;
export const REQUEST = { prompt: "a slow push in", images: ["https://example.com/a.png"] };

/**
 * @typedef {{ status: number, headers: Headers, body: any }} Answer
 * @typedef {{
 *   sim: import("../../src/js/simulator/types.js").Simulator,
 *   base: string,
 *   fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>,
 *   call: (method: string, path: string, body?: unknown, init?: RequestInit) => Promise<Answer>,
 *   submit: (changes?: Record<string, unknown>) => Promise<any>,
 *   result: (id: string) => Promise<any>,
 *   over: "handler" | "http",
 * }} World
 */

/**
 * Runs one test twice: over the fetch handler, and over real HTTP. The clock is held.
 *
 * @param {string} name
 * @param {import("../../src/js/simulator/types.js").SimulatorOptions} options
 * @param {(world: World) => Promise<void>} body
 */
export function bothWays(name, options, body) {
  const make = () => createSimulator({ clock: { hold: true }, ...options });
  test(`${name} [handler]`, async () => {
    const sim = make();
    await body(world(sim, "https://api.example.com", sim.fetch, "handler"));
  });
  test(`${name} [http]`, async () => {
    const server = await serveSimulator(make());
    try {
      await body(world(server.simulator, server.url, fetch, "http"));
    } finally {
      await server.close();
    }
  });
}

/**
 * @param {World["sim"]} sim
 * @param {string} base
 * @param {World["fetch"]} fetcher
 * @param {World["over"]} over
 * @returns {World}
 */
function world(sim, base, fetcher, over) {
  /** @type {World["call"]} */
  const call = async (method, path, body, init = {}) => {
    const response = await fetcher(base + path, {
      method,
      headers: { authorization: `Bearer ${sim.key}` },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...init,
    });
    const text = await response.text();
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = text;
    }
    return { status: response.status, headers: response.headers, body: parsed };
  };
  return {
    sim,
    base,
    fetch: fetcher,
    over,
    call,
    submit: async (changes = {}) => (await call("POST", SUBMIT, { ...REQUEST, ...changes })).body.data,
    result: async (id) => (await call("GET", `/api/v3/predictions/${id}/result`)).body.data,
  };
}

/** @param {string} base64 */
const decode = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** A picture of 3 x 2 pixels of each kind, made by ImageMagick, with its type. */
export const PICTURES = {
  jpeg: {
    type: "image/jpeg",
    bytes: decode(
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAACAAMDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAHCf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ADoDFU3/2Q==",
    ),
  },
  "progressive jpeg": {
    type: "image/jpeg",
    bytes: decode(
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wgARCAACAAMDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABUBAQEAAAAAAAAAAAAAAAAAAAYI/9oADAMBAAIQAxAAAAE5C1T/AP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAQUCf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8Bf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQIBAT8Bf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEABj8Cf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAT8hf//aAAwDAQACAAMAAAAQ/wD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/EH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/EH//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/EH//2Q==",
    ),
  },
  png: {
    type: "image/png",
    bytes: decode(
      "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQMAAACnuvRZAAAAA1BMVEX/AAAZ4gk3AAAADElEQVQI12NgYGAAAAAEAAEnNCcKAAAAAElFTkSuQmCC",
    ),
  },
  "lossy webp": {
    type: "image/webp",
    bytes: decode("UklGRjoAAABXRUJQVlA4IC4AAADQAQCdASoDAAIAAgA0JaACdLoB+AADsAD+7L2P/Cr43IWt//SbPIM+QZ+cYAAA"),
  },
  "lossless webp": {
    type: "image/webp",
    bytes: decode("UklGRhwAAABXRUJQVlA4TA8AAAAvAkAAAAcQ/Y/+ByKi/wEA"),
  },
  "extended webp": {
    type: "image/webp",
    bytes: decode(
      "UklGRloAAABXRUJQVlA4WAoAAAAQAAAAAgAAAQAAQUxQSAcAAAAAgICAgICAAFZQOCAsAAAAkAEAnQEqAwACAALATCWgAnS6AAOYAP7uQx/ubHOLcFf/bQ//Wh/+tD/pQAA=",
    ),
  },
  gif: {
    type: "image/gif",
    bytes: decode("R0lGODlhAwACAPAAAMBAIAAAACH5BAAAAAAALAAAAAADAAIAAAIChF8AOw=="),
  },
  bmp: {
    type: "image/bmp",
    bytes: decode(
      "Qk2iAAAAAAAAAIoAAAB8AAAAAwAAAAIAAAABABgAAAAAABgAAAAAAAAAAAAAAAAAAAAAAAAAAAD/AAD/AAD/AAAAAAAA/0JHUnMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAIEDAIEDAIEDAAAAAIEDAIEDAIEDAAAAA",
    ),
  },
  "os/2 bmp": {
    type: "image/bmp",
    bytes: decode("Qk0yAAAAAAAAABoAAAAMAAAAAwACAAEAGAAAAP8AAP8AAP8AAAAAAP8AAP8AAP8AAAA="),
  },
  tiff: {
    type: "image/tiff",
    bytes: decode(
      "SUkqACwAAAD//wAAAAD//wAAAAD//wAAAAD//wAAAAD//wAAAAD//wAAAAAPAAABAwABAAAAAwAAAAEBAwABAAAAAgAAAAIBAwADAAAA5gAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAAAoBAwABAAAAAQAAABEBBAABAAAACAAAABIBAwABAAAAAQAAABUBAwABAAAAAwAAABYBAwABAAAAAgAAABcBBAABAAAAJAAAABwBAwABAAAAAQAAACkBAwACAAAAAAABAD4BBQACAAAAHAEAAD8BBQAGAAAA7AAAAAAAAAAQABAAEACF61EAAACAAMP1qAAAAAACzcxMAAAAAAHNzEwAAACAAM3MTAAAAAACj8L1AAAAABA3GqAAAAAAAiuHCgAAACAA",
    ),
  },
  "big-endian tiff": {
    type: "image/tiff",
    bytes: decode(
      "TU0AKgAAACz//wAAAAD//wAAAAD//wAAAAD//wAAAAD//wAAAAD//wAAAAAADwEAAAMAAAABAAMAAAEBAAMAAAABAAIAAAECAAMAAAADAAAA5gEDAAMAAAABAAEAAAEGAAMAAAABAAIAAAEKAAMAAAABAAEAAAERAAQAAAABAAAACAESAAMAAAABAAEAAAEVAAMAAAABAAMAAAEWAAMAAAABAAIAAAEXAAQAAAABAAAAJAEcAAMAAAABAAEAAAEpAAMAAAACAAAAAQE+AAUAAAACAAABHAE/AAUAAAAGAAAA7AAAAAAAEAAQABAAUeuFAIAAAACo9cMCAAAAAEzMzQEAAAAATMzNAIAAAABMzM0CAAAAAPXCjxAAAAAAoBo3AgAAAAAKhysAIAAA",
    ),
  },
};
