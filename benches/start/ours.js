// What a page does first with this package.
import { KlingClient, validate } from "kling-multi-i2v";

const REQUEST = { prompt: "Slow camera push in", images: ["https://example.com/a.png"] };

/** The first answer that needs no service. */
export const first = () => validate(REQUEST);

/** The first answer of the service; it comes at once. @param {typeof globalThis.fetch} fetch */
export const ask = (fetch) => new KlingClient({ apiKey: "k", fetch }).balance();
