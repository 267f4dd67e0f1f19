// A text that a browser can send but once: what it has streamed it cannot send again by itself.
import { isBrowser } from "./stores/realm.js";

/** Whether `fetch` may send a POST twice by itself: browsers do, where a reused connection breaks before the answer. */
export const mayRepeat = isBrowser;

/**
 * Whether somebody stands between us and the network who reads what it hands on, and may hand it on where nothing can be
 * streamed: a service worker, which a worker cannot see, or a `fetch` that was wrapped.
 */
const isServed = () =>
  !("document" in globalThis) ||
  Boolean(globalThis.navigator?.serviceWorker?.controller) ||
  !/\[native code\]/.test(Function.prototype.toString.call(fetch));

/** @type {boolean | undefined} */
let streams;

/** A browser that knows no streams as bodies asks for no `duplex`, and makes a text of the stream. */
function canStream() {
  if (streams === undefined) {
    let isAsked = false;
    const init = {
      body: new ReadableStream(),
      method: "POST",
      get duplex() {
        isAsked = true;
        return "half";
      },
    };
    try {
      streams = !new Request("https://example.com", init).headers.has("content-type") && isAsked;
    } catch {
      streams = false;
    }
  }
  return streams;
}

/**
 * The text as a stream, and whether any of it was read: before, nothing was sent. Undefined where the platform cannot
 * stream, or need not.
 *
 * @param {string} text
 * @returns {{ readonly body: ReadableStream, readonly isRead: boolean } | undefined}
 */
export function once(text) {
  if (!mayRepeat() || isServed() || !canStream()) return undefined;
  let isRead = false;
  const body = new ReadableStream(
    {
      pull(controller) {
        isRead = true;
        controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    },
    // Nothing is read before it is sent.
    { highWaterMark: 0 },
  );
  return {
    body,
    get isRead() {
      return isRead;
    },
  };
}
