// What each route does. A handler gets the request, its account and the state, and returns an answer or throws a Refusal.

import { ok, plain, Refusal } from "./answers.js";
import {
  CODE,
  JOB_MS,
  JSON_MAX,
  MESSAGE,
  MICROS_PER_USD,
  OPTIMIZER_MODEL,
  OPTIMIZER_MS,
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
  VIDEO_MODEL,
} from "./facts.js";
import { optimizedPrompt, optimizerInput, optimizerPrice, quote, videoInput, videoPrice } from "./inputs.js";
import { makeOutcome, prediction } from "./jobs.js";
import { parseMultipart } from "./multipart.js";
import { serveBytes } from "./range.js";

/** @typedef {import("./core.js").Incoming} Incoming */
/** @typedef {import("./core.js").State} State */
/** @typedef {import("./accounts.js").Account} Account */
/** @typedef {import("./answers.js").Answer} Answer */
/** @typedef {import("./jobs.js").Job} Job */
/**
 * @typedef {{
 *   request: Incoming, state: State, account: Account, id: string, origin: string, path: string,
 *   rule: import("./types.js").FaultRule | undefined,
 * }} Call `account` is only meaningful on routes that need a key
 */

/** @type {Record<string, (call: Call) => Answer | Promise<Answer>>} by route name */
export const HANDLERS = {
  async submit(call) {
    const { state, account, request } = call;
    const { input, dropped } = videoInput(await readObject(request));
    const outcome = outcomeFor(call, input.images);
    const ms = call.rule?.job?.ms ?? (outcome.code === CODE.imageNotFetched ? 1_000 : jobMs(state, input));
    const webhook = request.url.searchParams.get("webhook");
    const plan = { model: VIDEO_MODEL, account, input, dropped, outcome, webhook };
    return ok(show(call, state.jobs.create(plan, videoPrice(input, state.options.discountPercent), ms)));
  },

  async optimizer(call) {
    const { state, account, request } = call;
    const input = optimizerInput(await readObject(request));
    const outcome = outcomeFor(call, input.image === undefined ? [] : [input.image]);
    if (!("outputs" in outcome)) outcome.outputs = [optimizedPrompt(input)];
    const ms = input.enable_sync_mode ? 0 : (call.rule?.job?.ms ?? OPTIMIZER_MS);
    const webhook = request.url.searchParams.get("webhook");
    const plan = { model: OPTIMIZER_MODEL, account, input, dropped: [], outcome, webhook };
    return ok(show(call, state.jobs.create(plan, optimizerPrice(state.options.discountPercent), ms)));
  },

  result(call) {
    const job = call.state.jobs.find(call.id, call.account);
    if (!job) throw new Refusal(404, MESSAGE.predictionNotFound);
    return ok(show(call, job));
  },

  async history(call) {
    const body = await readObject(call.request);
    const page = wholeNumber(body, "page", 1, Number.MAX_SAFE_INTEGER);
    const size = wholeNumber(body, "page_size", PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX);
    const after = moment(body, "created_after");
    const before = moment(body, "created_before");
    const { jobs } = call.state;
    const found = jobs
      .list()
      .reverse() // the newest first
      .filter((job) => job.account === call.account && !job.removed)
      .filter((job) => !body.model || job.model === body.model)
      .filter((job) => !body.status || jobs.status(job) === body.status)
      .filter((job) => job.createdAt >= after.at && job.createdAt <= before.at);
    const items = found.slice((page - 1) * size, page * size);
    return ok({ page, items: items.map((job) => show(call, job, body.include_inputs === true)) });
  },

  async delete(call) {
    const { ids } = await readObject(call.request);
    if (!Array.isArray(ids) || ids.length === 0) throw new Refusal(400, MESSAGE.required("ids"));
    let deleted = 0;
    for (const id of new Set(ids)) {
      const job = call.state.jobs.find(String(id), call.account);
      if (!job) continue;
      job.removed = true;
      call.state.outputs.drop(job.id);
      deleted++;
    }
    return ok({ deleted_count: deleted });
  },

  balance({ state, account }) {
    state.jobs.settle();
    return ok({ balance: account.balanceMicros / MICROS_PER_USD });
  },

  async price({ request, state, path }) {
    const { model_id: model, inputs } = await readObject(request);
    const { list, charged } = quote(model, inputs, state.options.discountPercent);
    if (path.endsWith("/pricing")) {
      return ok({ model_id: model, unit_price: list / MICROS_PER_USD, currency: "USD" });
    }
    return ok({ price: list / MICROS_PER_USD, discounted_price: charged / MICROS_PER_USD, currency: "USD" });
  },

  async upload({ request, state, origin }) {
    // A little more than the file, for the lines that wrap it.
    const body = await request.read(state.uploads.room() + 4_096);
    const parts = parseMultipart(body, request.headers["content-type"] ?? "");
    if (!parts) throw new Refusal(400, "The body must be multipart/form-data with one part named file");
    const files = parts.filter((part) => part.name === "file");
    const [file] = files;
    if (files.length !== 1 || !file || file.filename === null) {
      throw new Refusal(400, MESSAGE.required("file"));
    }
    const path = state.uploads.add(file.filename, file.bytes);
    return ok({
      type: "image",
      download_url: origin + path,
      filename: file.filename,
      size: file.bytes.length,
    });
  },

  async upload_ticket({ request, state, origin }) {
    const { filename, size, content_type: type } = await readObject(request);
    if (typeof filename !== "string" || !filename) throw new Refusal(400, MESSAGE.required("filename"));
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 1) {
      throw new Refusal(400, 'field "size" must be the number of bytes');
    }
    const ticket = state.uploads.ticket(
      filename,
      size,
      typeof type === "string" && type ? type : "application/octet-stream",
    );
    return ok({
      download_url: origin + ticket.path,
      upload: { method: "PUT", url: origin + ticket.put, headers: ticket.headers },
    });
  },

  put({ request, state, id }) {
    return state.uploads.put(id, request.headers, () => request.read(state.uploads.room()));
  },

  output({ request, state, id }) {
    const job = state.jobs.find(id);
    if (!job || state.jobs.status(job) !== "completed" || job.model !== VIDEO_MODEL) return missing();
    return serveBytes(state.outputs.bytes(job), "video/mp4", request.headers, { etag: `"${job.id}"` });
  },

  download({ request, state, path }) {
    const file = state.uploads.get(path);
    if (!file?.bytes) return missing();
    return serveBytes(file.bytes, file.type, request.headers, { etag: `"${file.at}-${file.size}"` });
  },
};

/** A file that is not there, in the words of a file server and not of the API. */
function missing() {
  return plain(404, "<Error><Code>NoSuchKey</Code></Error>", "application/xml");
}

/** @param {Call} call @param {Job} job @param {boolean} [withInput] */
function show({ state, origin, request }, job, withInput = false) {
  const prefix = state.options.resultPath === "page" ? "/v3" : "/api/v3";
  return prediction(job, state.jobs.status(job), {
    getUrl: `${origin}${prefix}/predictions/${job.id}/result`,
    output: () => state.outputs.url(job, origin, request.served),
    withInput,
  });
}

/** How a new job ends: as the rule has it; badly where a picture is missing from our own upload space; else well. */
function outcomeFor(/** @type {Call} */ { state, rule, origin }, /** @type {string[]} */ images) {
  if (rule?.job) return makeOutcome(rule.job);
  for (const image of images) {
    // Other places are never asked: their pictures are taken to be there.
    if (!URL.canParse(image)) continue;
    const url = new URL(image);
    if (!state.origins.has(url.origin) && url.origin !== origin) continue;
    if (url.pathname.startsWith("/uploads/") && !state.uploads.get(url.pathname)) {
      return makeOutcome({
        status: "failed",
        code: CODE.imageNotFetched,
        error: `Failed to fetch the image ${url.href}`,
      });
    }
  }
  return makeOutcome();
}

/** @param {State} state @param {import("./types.js").VideoInput} input */
function jobMs(state, input) {
  const { jobMs: asked } = state.options;
  const ms =
    (typeof asked === "function" ? asked({ ...input }) : asked) ?? JOB_MS.get(input.duration) ?? 150_000;
  if (!(ms >= 0)) throw new RangeError(`jobMs must give milliseconds from 0, not ${ms}`);
  return ms;
}

/** @param {Incoming} request @returns {Promise<Record<string, unknown>>} */
async function readObject(request) {
  const text = new TextDecoder().decode(await request.read(JSON_MAX));
  if (text.trim() === "") return {};
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, MESSAGE.badJson);
  }
  if (!value || typeof value !== "object" || Array.isArray(value)) throw new Refusal(400, MESSAGE.badJson);
  return value;
}

/** @param {Record<string, unknown>} body @param {string} field @param {number} fallback @param {number} max */
function wholeNumber(body, field, fallback, max) {
  const value = body[field] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > max) {
    throw new Refusal(400, `field "${field}" must be a whole number from 1 to ${max}`);
  }
  return value;
}

/** @param {Record<string, unknown>} body @param {"created_after" | "created_before"} field */
function moment(body, field) {
  const value = body[field];
  if (value === undefined || value === null || value === "") {
    return { at: field === "created_after" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  }
  const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
  const at = typeof value === "string" && rfc3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at))
    throw new Refusal(400, `field "${field}" must be an RFC 3339 time such as 2026-01-31T12:00:00Z`);
  return { at };
}
