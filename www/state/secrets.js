// The person's own key. It lives in this tab's memory alone: never in storage, a link, a log or a snippet.
import { signal } from "@preact/signals";

export const apiKey = signal("");

/** Every key that was in use in this tab. @type {Set<string>} */
const used = new Set();

/** Marks the present key as one that may have been sent. */
export const useKey = () => {
  if (apiKey.value) used.add(apiKey.value);
  return apiKey.value;
};

/** What must never be shown. */
export const secrets = () => used;
