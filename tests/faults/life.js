// One life of a client, from its making to its end: the same few calls wherever it is lived, with plain data out.

import { failed, made, tell } from "./told.js";

/** @typedef {import("kling-multi-i2v").KlingClient} KlingClient */
/** @typedef {import("kling-multi-i2v").KlingClientOptions} ClientOptions */
/** @typedef {import("kling-multi-i2v").KlingRequest} KlingRequest */
/** @typedef {import("kling-multi-i2v").SubmitOptions} SubmitOptions */
/** @typedef {import("kling-multi-i2v").BatchOptions} BatchOptions */
/** @typedef {import("kling-multi-i2v").LedgerEntry} LedgerEntry */
/** @typedef {import("./told.js").Told} Told */
/** @typedef {{ prompt: string, key: string | null, told: Told }} Resumed */
/**
 * @typedef {object} Life
 * @property {(request: KlingRequest, options?: SubmitOptions) => Promise<Told>} generate
 * @property {(requests: KlingRequest[], options?: BatchOptions) => Promise<Told[]>} generateAll
 * @property {(id: string) => Promise<Told>} wait for a job of which the id is known
 * @property {() => Promise<Resumed[]>} resume takes up every unfinished job and waits for each
 * @property {() => Promise<LedgerEntry[]>} jobs
 * @property {() => Promise<number>} spent in all, in millionths of a USD
 * @property {() => Promise<string[]>} failures what its store failed at, and what its browser did by itself, as events told
 * @property {() => Promise<void>} kill ends it as a crash would: nothing more is sent, written or told
 * @property {() => Promise<void>} reload the same by a reload of its page, where it has one
 */

/** Stands in a request for a picture that is bytes: "photo:name" becomes a `File` of that name. */
export const PHOTO = "photo:";

/**
 * @typedef {object} Place where a life is lived
 * @property {(name: string) => Promise<Blob>} photo
 * @property {() => Promise<void>} [kill]
 * @property {AbortSignal} [death] comes with a kill that leaves the client's own code running
 */

/**
 * @param {new (options: ClientOptions) => KlingClient} KlingClient
 * @param {ClientOptions} options
 * @param {Place} place
 * @returns {Life}
 */
export function lifeOf(KlingClient, options, { photo, kill = async () => {}, death }) {
  /** @type {string[]} */
  const failures = [];
  /** @param {import("kling-multi-i2v").KlingEvent} event */
  const onEvent = (event) => {
    if (event.type === "storage") failures.push(event.operation);
    if (event.type === "repeated") failures.push("repeated");
  };
  const client = new KlingClient({ onEvent, ...options });
  /** So that it does not go on in the dark. @template {{ signal?: AbortSignal }} O @param {O} [options] */
  const mortal = (options) => {
    if (!death) return options;
    return { ...options, signal: options?.signal ? AbortSignal.any([options.signal, death]) : death };
  };
  /** Nobody hears what a dead client says. @template T @param {Promise<T>} said @returns {Promise<T>} */
  const heard = async (said) => {
    const value = await said.catch((error) => (death?.aborted ? undefined : Promise.reject(error)));
    return death?.aborted ? new Promise(() => {}) : /** @type {T} */ (value);
  };
  /** @param {KlingRequest} request @returns {Promise<KlingRequest>} */
  const whole = async (request) => {
    const images = request.images.map((image) =>
      typeof image === "string" && image.startsWith(PHOTO) ? photo(image.slice(PHOTO.length)) : image,
    );
    return { ...request, images: await Promise.all(images) };
  };
  return {
    generate: (request, options) =>
      heard(tell(async () => client.generate(await whole(request), mortal(options)))),
    async generateAll(requests, options) {
      const all = await Promise.all(requests.map(whole));
      const outcomes = await heard(client.generateAll(all, mortal(options)));
      return outcomes.map((outcome) =>
        outcome.status === "fulfilled" ? made(outcome.value) : failed(outcome.reason),
      );
    },
    wait: (id) => heard(tell(async () => client.job(id).wait(mortal()))),
    async resume() {
      const jobs = await heard(client.resume());
      return Promise.all(
        jobs.map(async (job) => ({
          prompt: job.request.prompt,
          key: job.idempotencyKey,
          told: await heard(tell(job.wait(mortal()))),
        })),
      );
    },
    jobs: () => client.jobs(),
    spent: async () => (await client.spent()).total.micros,
    failures: async () => failures,
    kill,
    reload: kill,
  };
}
