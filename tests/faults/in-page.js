// Runs in a tab: makes the client that the bench asks for, and keeps it where the bench can call it.

import { KlingClient } from "kling-multi-i2v";
import { lifeOf } from "./life.js";

/** @param {string} name */
async function photo(name) {
  const bytes = await (await fetch("/dune.jpg")).blob();
  return new File([bytes], name, { type: "image/jpeg" });
}

/** @type {(options: import("./life.js").ClientOptions) => void} */
const bear = (options) => {
  Object.assign(globalThis, { life: lifeOf(KlingClient, options, { photo }) });
};
Object.assign(globalThis, { bear });
