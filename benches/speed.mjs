// How long checking, pricing and reading an answer take, beside zod and ajv with the same rules. `npm run bench -- speed`,
// or `node benches/speed.mjs`.
import { Ajv } from "ajv";
import { estimateCost, KlingClient, MODEL, validate } from "kling-multi-i2v";
import { z } from "zod";
import { alone, median } from "./support.mjs";

/** @type {import("kling-multi-i2v").KlingRequest} */
const REQUEST = {
  prompt: "Slow camera push in, hair moving gently in the breeze, warm light",
  images: ["https://example.com/a.png", "https://example.com/b.png"],
  duration: 5,
  aspect_ratio: "16:9",
};
const WRONG = { ...REQUEST, images: [], duration: 7, aspectRatio: "16:9" };
/** As many objects as requests: nobody meets one again within a round. */
const BATCH = Array.from({ length: 10_000 }, (_, index) => ({
  ...REQUEST,
  images: [`https://example.com/${index}.png`, "https://example.com/b.png"],
}));
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

// The rules of `validate` as far as a schema can say them: zod and ajv give none of its warnings, do not know which addresses
// the service cannot reach, suggest no name for a misspelt field, and say less of what is wrong.
const text = (/** @type {number} */ most) =>
  z.string().refine((value) => value.length <= most || [...value].length <= most);
const zodRequest = z.strictObject({
  prompt: text(2500).refine((value) => value.trim() !== ""),
  images: z
    .array(z.url({ protocol: /^https?$/ }))
    .min(1)
    .max(4),
  negative_prompt: z.string().optional(),
  duration: z.literal([5, 10]).default(5),
  aspect_ratio: z.enum(["1:1", "16:9", "9:16"]).default("1:1"),
  enable_safety_checker: z.boolean().optional(),
});
const zodBatch = z.array(zodRequest);
const zodAnswer = z.object({
  code: z.number().nullish(),
  data: z.object({
    id: z.string().regex(/^[\w-]{1,128}$/),
    status: z.string().nullish(),
    outputs: z.array(z.string()).max(64).nullish(),
    has_nsfw_contents: z.array(z.boolean()).max(64).nullish(),
    error: z.string().max(20_000).nullish(),
    code: z.number().nullish(),
    timings: z.object({ inference: z.number().nonnegative().nullish() }).nullish(),
    created_at: z.string().nullish(),
  }),
});

const ajv = new Ajv({ allErrors: true, useDefaults: true, formats: { url: (value) => URL.canParse(value) } });
const requestSchema = {
  type: "object",
  properties: {
    prompt: { type: "string", maxLength: 2500, pattern: "\\S" },
    images: {
      type: "array",
      minItems: 1,
      maxItems: 4,
      items: { type: "string", format: "url", pattern: "^https?:" },
    },
    negative_prompt: { type: "string" },
    duration: { enum: [5, 10], default: 5 },
    aspect_ratio: { enum: ["1:1", "16:9", "9:16"], default: "1:1" },
    enable_safety_checker: { type: "boolean" },
  },
  required: ["prompt", "images"],
  additionalProperties: false,
};
const ajvRequest = ajv.compile(requestSchema);
const ajvBatch = ajv.compile({ type: "array", items: requestSchema });
const ajvAnswer = ajv.compile({
  type: "object",
  properties: {
    code: { type: "number", nullable: true },
    data: {
      type: "object",
      properties: {
        id: { type: "string", pattern: "^[\\w-]{1,128}$" },
        status: { type: "string", nullable: true },
        outputs: { type: "array", maxItems: 64, items: { type: "string" }, nullable: true },
        has_nsfw_contents: { type: "array", maxItems: 64, items: { type: "boolean" }, nullable: true },
        error: { type: "string", maxLength: 20_000, nullable: true },
        code: { type: "number", nullable: true },
        timings: {
          type: "object",
          properties: { inference: { type: "number", minimum: 0, nullable: true } },
          nullable: true,
        },
        created_at: { type: "string", nullable: true },
      },
      required: ["id"],
    },
  },
  required: ["data"],
});

const fetch = async () => new Response(ANSWER, { headers: { "content-type": "application/json" } });
const polling = { firstMs: 0, minMs: 0, maxMs: 0 };
const job = new KlingClient({ apiKey: "k", fetch, store: "memory", polling }).job("abc");

/** What a program with a schema does for an answer. @param {(answer: unknown) => unknown} check */
const read = (check) => async () => check(await (await fetch()).json());

/**
 * What is timed, each beside the others in every round. ajv writes its defaults into what it checks, so that it gets a copy, as
 * the others make one of their own. Neither knows of money: beside a price stands the check of the same requests.
 * @type {{ name: string, unit: "µs" | "ms", times: number, calls: Record<"ours" | "zod" | "ajv", () => unknown> }[]}
 */
const TASKS = [
  {
    name: "check a request",
    unit: "µs",
    times: 2_000,
    calls: {
      ours: () => validate(REQUEST),
      zod: () => zodRequest.safeParse(REQUEST),
      ajv: () => ajvRequest({ ...REQUEST }),
    },
  },
  {
    name: "check one with three mistakes",
    unit: "µs",
    times: 1_000,
    calls: {
      ours: () => validate(WRONG),
      zod: () => zodRequest.safeParse(WRONG),
      ajv: () => ajvRequest({ ...WRONG }),
    },
  },
  {
    name: "check 10,000 requests",
    unit: "ms",
    times: 1,
    calls: {
      ours: () => BATCH.map(validate),
      zod: () => BATCH.map((request) => zodRequest.safeParse(request)),
      ajv: () => BATCH.map((request) => ajvRequest({ ...request })),
    },
  },
  {
    name: "price a request",
    unit: "µs",
    times: 2_000,
    calls: {
      ours: () => estimateCost(REQUEST),
      zod: () => zodRequest.safeParse(REQUEST),
      ajv: () => ajvRequest({ ...REQUEST }),
    },
  },
  {
    name: "price 10,000 requests",
    unit: "ms",
    times: 1,
    calls: {
      ours: () => estimateCost(BATCH),
      zod: () => zodBatch.safeParse(BATCH),
      ajv: () => ajvBatch(BATCH.map((request) => ({ ...request }))),
    },
  },
  {
    // Ours is a whole look at the job: the key, time limits, the record of it, and an answer of any shape.
    name: "ask for a job and read the answer",
    unit: "µs",
    times: 200,
    calls: {
      ours: () => job.status(),
      zod: read((answer) => zodAnswer.safeParse(answer)),
      ajv: read(ajvAnswer),
    },
  },
];

/** The first rounds warm the engine up and do not count. */
const WARM = 8;
const ROUNDS = 21;

/** How long one call takes, in milliseconds. @param {() => unknown} call @param {number} times */
async function timed(call, times) {
  const begin = performance.now();
  for (let n = 0; n < times; n++) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - begin) / times;
}

/** Measures everything, as medians: half a minute. @returns {Promise<import("./support.mjs").Row[]>} */
export async function measure() {
  const rows = [];
  for (const { name, unit, times, calls } of TASKS) {
    /** @type {Record<string, number[]>} */
    const took = {};
    for (let round = 0; round < WARM + ROUNDS; round++)
      for (const [who, call] of Object.entries(calls)) {
        const ms = await timed(call, times);
        if (round < WARM) took[who] = [];
        else took[who]?.push(unit === "µs" ? ms * 1000 : ms);
      }
    const { ours = 0, ...peers } = Object.fromEntries(
      Object.entries(took).map(([who, each]) => [who, median(each)]),
    );
    rows.push({ part: "speed", name, unit, ours, peers, isEssential: unit === "µs" });
  }
  return rows;
}

alone(import.meta.url, measure);
