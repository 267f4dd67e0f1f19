// How long checking and pricing take, beside zod and ajv with the same rules; and reading an answer, beside the official
// client. Medians of many rounds, in one process. `npm run bench -- speed`.
import { Ajv } from "ajv";
import { estimateCost, KlingClient, MODEL, validate } from "kling-multi-i2v";
import { Client } from "wavespeed";
import { z } from "zod";

const REQUEST = {
  prompt: "Slow camera push in, hair moving gently in the breeze, warm light",
  images: ["https://example.com/a.png", "https://example.com/b.png"],
  duration: 5,
  aspect_ratio: "16:9",
};
const BATCH = Array.from({ length: 10_000 }, () => REQUEST);
const ANSWER = JSON.stringify({
  code: 200,
  message: "success",
  data: {
    id: "abc",
    model: MODEL.id,
    outputs: [],
    urls: { get: "https://api.wavespeed.ai/api/v3/predictions/abc/result" },
    status: "processing",
    created_at: "2026-01-01T00:00:00.000Z",
    has_nsfw_contents: [],
    error: "",
    timings: { inference: 0 },
  },
});

const text = (/** @type {number} */ most) => z.string().refine((value) => [...value].length <= most);
const zod = z.strictObject({
  prompt: text(2500).refine((value) => value.trim() !== ""),
  images: z.array(z.url({ protocol: /^https?$/ })).min(1).max(4),
  negative_prompt: text(2500).optional(),
  duration: z.literal([5, 10]).default(5),
  aspect_ratio: z.enum(["1:1", "16:9", "9:16"]).default("1:1"),
  enable_safety_checker: z.boolean().optional(),
});
const ajv = new Ajv({ allErrors: true, useDefaults: true, formats: { url: (value) => URL.canParse(value) } }).compile({
  type: "object",
  properties: {
    prompt: { type: "string", minLength: 1, maxLength: 2500, pattern: "\\S" },
    images: { type: "array", minItems: 1, maxItems: 4, items: { type: "string", format: "url", pattern: "^https?:" } },
    negative_prompt: { type: "string", maxLength: 2500 },
    duration: { enum: [5, 10], default: 5 },
    aspect_ratio: { enum: ["1:1", "16:9", "9:16"], default: "1:1" },
    enable_safety_checker: { type: "boolean" },
  },
  required: ["prompt", "images"],
  additionalProperties: false,
});

const fetch = async () => new Response(ANSWER, { headers: { "content-type": "application/json" } });
const polling = { firstMs: 0, minMs: 0, maxMs: 0 };
const job = new KlingClient({ apiKey: "k", fetch, store: "memory", polling }).job("abc");
globalThis.fetch = /** @type {typeof globalThis.fetch} */ (fetch);
const official = new Client("k");

/** The median time of a call, in µs, after it has been warm for a while. @param {() => unknown} call @param {number} times */
async function median(call, times) {
  const took = [];
  for (let round = 0; round < 41; round++) {
    const begin = performance.now();
    for (let n = 0; n < times; n++) {
      const result = call();
      if (result instanceof Promise) await result;
    }
    took.push(((performance.now() - begin) * 1000) / times);
  }
  return took.slice(10).sort((a, b) => a - b)[15] ?? 0;
}

const bad = { ...REQUEST, images: [], duration: 7, aspectRatio: "16:9" };
const rows = {
  "one request": { ours: () => validate(REQUEST), zod: () => zod.safeParse(REQUEST), ajv: () => ajv({ ...REQUEST }) },
  "one with three mistakes": { ours: () => validate(bad), zod: () => zod.safeParse(bad), ajv: () => ajv({ ...bad }) },
  "price of one": { ours: () => estimateCost(REQUEST) },
  "reading an answer": { ours: () => job.status(), official: () => official.getResult?.("abc") },
};
for (const [what, calls] of Object.entries(rows))
  for (const [who, call] of Object.entries(calls)) console.log(what, who, (await median(call, 2000)).toFixed(2), "µs");
for (const [who, call] of Object.entries({
  ours: () => BATCH.map(validate),
  zod: () => BATCH.map((one) => zod.safeParse(one)),
  ajv: () => BATCH.map((one) => ajv({ ...one })),
  "price, ours": () => estimateCost(BATCH),
}))
  console.log("10,000 requests", who, ((await median(call, 1)) / 1000).toFixed(2), "ms");
