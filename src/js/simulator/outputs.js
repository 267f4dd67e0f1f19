// The finished videos: made when first asked for, the latest ones kept, and where a client finds them.

import { makeClip } from "./clip.js";

/** @typedef {import("./jobs.js").Job} Job */

/** Making one takes some 50 ms, so a few are kept; all of a thousand jobs would fill the memory. */
const KEPT = 16;

/**
 * @param {import("./types.js").SimulatorOptions["outputUrl"]} outputUrl
 * @param {(job: Job) => import("./types.js").JobView} view
 */
export function createOutputs(outputUrl, view) {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} by job id, the latest used last */
  const cache = new Map();
  /** @type {Map<string, string>} job id → URL handed out */
  const urls = new Map();

  /** @param {Job} job */
  function bytes(job) {
    const made = cache.get(job.id) ?? makeClip(clipOf(job));
    cache.delete(job.id);
    cache.set(job.id, made);
    for (const oldest of cache.keys()) {
      if (cache.size <= KEPT) break;
      cache.delete(oldest);
    }
    return made;
  }

  return {
    bytes,

    /**
     * @param {Job} job
     * @param {string} origin
     * @param {boolean} served whether the request came over HTTP, where a server can be asked for the video
     */
    url(job, origin, served) {
      if (served && !outputUrl) return `${origin}/outputs/${job.id}.mp4`;
      let url = urls.get(job.id);
      if (url === undefined) {
        if (outputUrl) url = outputUrl(() => bytes(job), view(job));
        else if (inBrowser()) url = URL.createObjectURL(new Blob([bytes(job)], { type: "video/mp4" }));
        else url = `${origin}/outputs/${job.id}.mp4`;
        urls.set(job.id, url);
      }
      return url;
    },

    /** The job whose `blob:` URL this is. @param {string} url */
    jobOf(url) {
      for (const [id, known] of urls) if (known === url) return id;
      return undefined;
    },

    /** @param {string} id */
    drop(id) {
      const url = urls.get(id);
      if (url?.startsWith("blob:") && !outputUrl) URL.revokeObjectURL(url);
      urls.delete(id);
      cache.delete(id);
    },

    /**
     * Drops those of jobs that are not there any more. Other URLs stay: a page may be playing one.
     *
     * @param {(id: string) => boolean} there
     */
    retain(there) {
      for (const id of [...urls.keys(), ...cache.keys()]) if (!there(id)) this.drop(id);
    },

    clear() {
      for (const id of [...urls.keys()]) this.drop(id);
      cache.clear();
    },
  };
}

/** A page or a worker: there a `blob:` URL is the only thing that `<video src>` can play without a server. */
function inBrowser() {
  const isPage = "document" in globalThis && "window" in globalThis;
  return (isPage || "WorkerGlobalScope" in globalThis) && typeof URL.createObjectURL === "function";
}

/** @param {Job} job */
function clipOf(job) {
  const input = /** @type {import("./types.js").VideoInput} */ (job.input);
  return { seconds: input.duration, ratio: input.aspect_ratio, id: job.id };
}
