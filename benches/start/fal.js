// What a page does first with fal's client.
import { createFalClient } from "@fal-ai/client";

/** It checks nothing: the first thing of use is a client. */
export const first = () => createFalClient({ credentials: "k", suppressLocalCredentialsWarning: true });

/** The first answer of the service; it comes at once. @param {typeof globalThis.fetch} fetch */
export const ask = (fetch) =>
  createFalClient({ credentials: "k", suppressLocalCredentialsWarning: true, fetch }).queue.status(
    "fal-ai/kling-video/v1.6/standard/image-to-video",
    { requestId: "abc" },
  );
