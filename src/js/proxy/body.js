// A request's body, read within a limit of bytes and of time, whatever its headers say of it.

import { Refusal } from "./answers.js";

/** A request with four addresses and two long prompts has a quarter of it. */
const JSON_MOST = 65_536;
const JSON_MS = 20_000;
/** So long is what is refused read on. */
const DROP_MS = 20_000;

/**
 * @param {Request} request
 * @returns {Promise<Record<string, unknown>>}
 */
export async function readJson(request) {
  const type = request.headers.get("content-type") ?? "";
  // A form of a stranger's page can send text/plain without asking first, and no JSON.
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new Refusal(415, "Send JSON, with the header Content-Type: application/json.");
  const { body, refusal } = limited(request, JSON_MOST, JSON_MS);
  const bytes = await new Response(body).arrayBuffer().catch((error) => {
    throw refusal() ?? error;
  });
  let value;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, "The body is no JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refusal(400, "The body must be a JSON object.");
  return value;
}

/**
 * A form with a file, as a stream of it: it is never held as a whole. `stop()` lets go of what is left of it.
 *
 * @param {Request} request
 * @param {number} most bytes
 * @param {number} ms
 */
export function readForm(request, most, ms) {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;\s*boundary=[\x20-\x7e]{1,100}$/i.test(type))
    throw new Refusal(415, "Send the picture as multipart/form-data, in one part named file.");
  return { type, ...limited(request, most, ms) };
}

/**
 * The body as a stream that breaks off over its limit; `refusal()` then tells why.
 *
 * @param {Request} request
 * @param {number} most bytes
 * @param {number} ms
 */
function limited(request, most, ms) {
  /** @type {Refusal | undefined} */
  let refusal;
  const tooLarge = () => new Refusal(413, `The body is larger than ${most} bytes: send less.`);
  if (!request.body) throw new Refusal(400, "The body is missing.");
  const reader = request.body.getReader();
  if (Number(request.headers.get("content-length") ?? 0) > most) {
    drop(reader, 4 * most);
    throw tooLarge();
  }
  let size = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const end = (/** @type {Refusal} */ why) => {
    refusal = why;
    clearTimeout(timer);
    drop(reader, 4 * most);
    throw why;
  };
  /** @type {Promise<never>} */
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Refusal(408, "The body took too long: send it again.")), ms);
  });
  late.catch(() => {});
  const body = new ReadableStream(
    {
      async pull(controller) {
        const read = await Promise.race([reader.read(), late]).catch((why) =>
          end(why instanceof Refusal ? why : new Refusal(400, "The body broke off: send it again.")),
        );
        if (read.done) {
          clearTimeout(timer);
          return controller.close();
        }
        size += read.value.byteLength;
        if (size > most) end(tooLarge());
        controller.enqueue(read.value);
      },
      cancel(why) {
        clearTimeout(timer);
        return reader.cancel(why);
      },
    },
    { highWaterMark: 0 },
  );
  const stop = () => {
    clearTimeout(timer);
    drop(reader, 4 * most);
  };
  return { body, refusal: () => refusal, stop };
}

/**
 * Reads on for a while, and drops it: whoever is still sending hears the refusal only then.
 *
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {number} most bytes
 */
async function drop(reader, most) {
  const timer = setTimeout(() => reader.cancel().catch(() => {}), DROP_MS);
  try {
    for (let left = most; left > 0; ) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.byteLength;
    }
    await reader.cancel();
  } catch {
    // It broke off: as good.
  } finally {
    clearTimeout(timer);
  }
}
