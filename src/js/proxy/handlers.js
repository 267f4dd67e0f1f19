// What each route does for a user, through the user's own client: the same core checks, prices, reserves, writes down and
// looks up here as in a page.

import { estimateCost, isKlingError, MODEL } from "kling-multi-i2v";
import { later, ofQuestion, ofSubmit, ok, Refusal } from "./answers.js";
import { readJson } from "./body.js";
import { historyOf, settled, shown } from "./history.js";
import { forward } from "./upload.js";

/** The longest name of a submit that a client of ours makes: a key of 256 characters, each of them as its bytes. */
const NAME_MOST = 4096;

/** The service's words for jobs that it gives nothing back for. */
const COSTS = ["created", "processing", "completed"];

/** So many running jobs are looked at before a budget counts as spent, and for so long, in ms. */
const LOOKS_MOST = 20;
const GLANCE_MS = 5000;

/**
 * @typedef {{
 *   request: Request,
 *   id: string,
 *   person: import("./people.js").Person,
 *   site: import("./options.js").Site,
 *   cap: ReturnType<typeof import("./everyone.js").createCap> | undefined,
 *   flights: Map<string, Promise<unknown>>,
 * }} Call
 */

/** @type {Record<import("./routes.js").RouteName, (call: Call) => Promise<Response>>} */
export const HANDLERS = {
  async submit(call) {
    // The client checks it, and takes it for what it is.
    const request = /** @type {import("../types.js").KlingRequest} */ (
      /** @type {unknown} */ (await readJson(call.request))
    );
    for (const image of Array.isArray(request.images) ? request.images : []) refuseBytes(image);
    const key = await keyOf(call.person.name, nameOf(call.request));
    // Whoever sends one submit twice at once waits for one answer. Another request under its name is the client's to refuse.
    const flight = key + JSON.stringify(request);
    const under =
      call.flights.get(flight) ?? paid(call, request, key).finally(() => call.flights.delete(flight));
    call.flights.set(flight, under);
    return ok(await under);
  },

  async result({ request: { signal }, id, person, cap }) {
    if (!(await isOwn(person, id, signal).catch(asQuestion)))
      throw new Refusal(404, "Prediction not found: no job of this user has that id.");
    const status = await person.client.job(id).status({ signal }).catch(asQuestion);
    await givenBack(person.client, status, cap);
    return ok(shown(status.raw, id));
  },

  async history({ request, person }) {
    const query = await readJson(request);
    return ok(await historyOf(person, query, request.signal).catch(asQuestion));
  },

  async price({ request, person }) {
    const { model_id: model, inputs } = await readJson(request);
    if (model !== MODEL.id) throw new Refusal(400, `This proxy prices ${MODEL.id} alone.`);
    const asked = /** @type {import("../types.js").Priceable} */ (Object(inputs));
    const { usd } = await person.client.price(asked, { signal: request.signal }).catch(asQuestion);
    return ok({ price: usd, discounted_price: usd, currency: "USD" });
  },

  async enhance({ request, person, site, cap }) {
    const { text, image, style, mode = "video", enable_sync_mode: _, ...rest } = await readJson(request);
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined)
      throw new Refusal(400, `/${unknown}: this is no field of the prompt optimizer.`);
    refuseBytes(image);
    if (mode !== "video") throw new Refusal(400, '/mode: this proxy knows "video" alone.');
    const asked = /** @type {import("../types.js").EnhanceRequest} */ ({
      ...(text === undefined ? {} : { text }),
      ...(image === undefined ? {} : { image }),
      ...(style === undefined ? {} : { style }),
    });
    const hold = await cap?.hold(MODEL.pricing.enhancePromptMicros).catch(asLater);
    const enhanced = await person.client.enhancePrompt(asked).catch(async (error) => {
      if (hold && isKlingError(error) && error.charge === "none") await cap?.release(hold).catch(() => {});
      throw isKlingError(error) ? ofSubmit(error, site.pause()) : error;
    });
    return ok({
      id: crypto.randomUUID(),
      model: "wavespeed-ai/prompt-optimizer",
      status: "completed",
      outputs: [enhanced],
      created_at: new Date().toISOString(),
    });
  },

  upload: ({ request, site }) => forward(request, site),
};

/**
 * Whether the job is this user's. While the end of a submit is not known here, it may be that one's.
 *
 * @param {import("./people.js").Person} person @param {string} id @param {AbortSignal} signal
 */
async function isOwn(person, id, signal) {
  if (await person.has(id)) return true;
  await settled(person, () => true, signal);
  return person.has(id);
}

/**
 * What the service gives back for a job, as the user's ledger has it, all users together may spend again. A store that fails
 * at that is in nobody's way.
 *
 * @param {import("../types.js").KlingClient} client @param {import("../types.js").JobStatus} status @param {Call["cap"]} cap
 */
async function givenBack(client, { id, status }, cap) {
  if (!cap || COSTS.includes(status)) return;
  try {
    const entry = (await client.jobs()).find(({ jobId }) => jobId === id);
    if (entry?.state === "ended" && entry.charge === "none") await cap.giveBack(id);
  } catch {
    // The next who asks for the job gives it back.
  }
}

/**
 * The one submit: it goes on where the caller has gone, for it may be paid by then.
 *
 * @param {Call} call @param {import("../types.js").KlingRequest} request @param {string} key
 */
async function paid({ person, site, cap, request: { signal } }, request, key) {
  if (person.isPushy())
    throw new Refusal(429, "Too many submits of this user were refused: wait a minute.", {
      "retry-after": "60",
    });
  const hold = await cap?.hold(priceOf(request)).catch(async (refusal) => {
    if (!(refusal instanceof Refusal)) return asLater(refusal);
    // What has a job already costs no more.
    const entries = await person.client.jobs().catch(asLater);
    if (!entries.some(({ idempotencyKey, jobId }) => idempotencyKey === key && jobId)) throw refusal;
    return undefined;
  });
  // It waited, for the store, longer than the page did: that one thinks of it as lost, and need not pay for it.
  if (signal.aborted) {
    if (hold) await cap?.release(hold).catch(() => {});
    throw later("Whoever asked has gone: nothing was sent or charged.");
  }
  let job;
  try {
    const send = () => person.client.submit(request, { idempotencyKey: key });
    job = await send().catch(async (error) => {
      if (!isKlingError(error) || error.code !== "budget_exceeded" || !(await hasMoneyBack(person, cap)))
        throw error;
      return send();
    });
  } catch (error) {
    if (isKlingError(error) && error.charge === "none") person.wasRefused();
    if (hold && isKlingError(error) && error.charge === "none") await cap?.release(hold).catch(() => {});
    throw isKlingError(error) ? ofSubmit(error, site.pause()) : error;
  }
  person.knows(job.id);
  if (hold) await cap?.settle(hold, job.id).catch(() => {});
  // Heard with the submit's answer. Whatever it meets: the job is made, and its id is what counts.
  const status = await job.status().catch(() => undefined);
  if (status) await givenBack(person.client, status, cap);
  return { model: MODEL.id, status: "created", outputs: [], ...shown(status?.raw, job.id) };
}

/**
 * Looks at what runs still, before a budget counts as spent: a job that nobody asked for since may have failed.
 *
 * @param {import("./people.js").Person} person @param {Call["cap"]} cap
 */
function hasMoneyBack(person, cap) {
  const { client } = person;
  // Many may be refused at once: they wait for one look.
  const looking = looks.get(client) ?? looked(person, cap).finally(() => looks.delete(client));
  looks.set(client, looking);
  return looking;
}

/** @type {Map<import("../types.js").KlingClient, Promise<boolean>>} */
const looks = new Map();

/** @param {import("./people.js").Person} person @param {Call["cap"]} cap */
async function looked({ client }, cap) {
  const before = (await client.spent()).total.micros;
  const running = (await client.resume()).filter(({ id }) => id !== null).slice(-LOOKS_MOST);
  const signal = AbortSignal.timeout(GLANCE_MS);
  await Promise.allSettled(running.map(async (job) => givenBack(client, await job.status({ signal }), cap)));
  return (await client.spent()).total.micros < before;
}

/** @param {unknown} image */
function refuseBytes(image) {
  if (typeof image === "string" && !/^\s*https?:/i.test(image))
    throw new Refusal(400, "A picture must be an http(s) address here: upload it first.");
}

/** @param {Request} request */
function nameOf(request) {
  const name = request.headers.get("idempotency-key");
  if (name === null) return crypto.randomUUID();
  if (!/^[\x21-\x7e]+$/.test(name) || name.length > NAME_MOST)
    throw new Refusal(
      400,
      `Idempotency-Key must have 1 to ${NAME_MOST} printable ASCII characters and no space.`,
    );
  return name;
}

/**
 * One key for a user's name of a submit, of one length and telling nothing.
 *
 * @param {string} user @param {string} name
 */
async function keyOf(user, name) {
  const text = new TextEncoder().encode(JSON.stringify([user, name]));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {import("../types.js").KlingRequest} request */
function priceOf({ duration }) {
  try {
    return estimateCost(duration === undefined ? {} : { duration }).micros;
  } catch (error) {
    return asQuestion(error);
  }
}

/** A store that fails before anything was sent. @param {unknown} error @returns {never} */
function asLater(error) {
  if (error instanceof Refusal) throw error;
  throw later("This site's store cannot be read or written: nothing was sent or charged.", undefined, error);
}

/** @param {unknown} error @returns {never} */
function asQuestion(error) {
  throw isKlingError(error) ? ofQuestion(error) : error;
}
