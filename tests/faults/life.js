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
 * @property {() => Promise<string[]>} failures what its store failed at, as events told
 * @property {() => Promise<void>} kill ends it as a crash would: nothing more is sent, written or told
 * @property {() => Promise<void>} reload the same by a reload of its page, where it has one
 */

/** Stands in a request for a picture that is bytes: "photo:name" becomes a `File` of that name. */
export const PHOTO = "photo:";

/**
 * @param {new (options: ClientOptions) => KlingClient} KlingClient
 * @param {ClientOptions} options
 * @param {{ photo: (name: string) => Promise<Blob>, kill?: () => Promise<void> }} place
 * @returns {Life}
 */
export function lifeOf(KlingClient, options, { photo, kill = async () => {} }) {
  /** @type {string[]} */
  const failures = [];
  /** @param {import("kling-multi-i2v").KlingEvent} event */
  const onEvent = (event) => {
    if (event.type === "storage") failures.push(event.operation);
  };
  const client = new KlingClient({ onEvent, ...options });
  /** @param {KlingRequest} request @returns {Promise<KlingRequest>} */
  const whole = async (request) => {
    const images = request.images.map((image) =>
      typeof image === "string" && image.startsWith(PHOTO) ? photo(image.slice(PHOTO.length)) : image,
    );
    return { ...request, images: await Promise.all(images) };
  };
  return {
    generate: (request, options) => tell(async () => client.generate(await whole(request), options)),
    async generateAll(requests, options) {
      const outcomes = await client.generateAll(await Promise.all(requests.map(whole)), options);
      return outcomes.map((outcome) =>
        outcome.status === "fulfilled" ? made(outcome.value) : failed(outcome.reason),
      );
    },
    wait: (id) => tell(async () => client.job(id).wait()),
    async resume() {
      const jobs = await client.resume();
      return Promise.all(
        jobs.map(async (job) => ({
          prompt: job.request.prompt,
          key: job.idempotencyKey,
          told: await tell(job.wait()),
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
