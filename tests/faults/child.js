// A process with a client over a file: it does what its parent asks, until it is killed.

import { KlingClient } from "kling-multi-i2v";
import { fileStore } from "kling-multi-i2v/node";
import { photo } from "../support/world.js";
import { lifeOf } from "./life.js";

/** @type {import("./life.js").Life | undefined} */
let life;

process.on("message", async (/** @type {any} */ { number, name, args }) => {
  const answer = (/** @type {unknown} */ value) => process.send?.({ number, value });
  if (name !== "bear") return answer(await /** @type {any} */ (life)[name](...args));
  const [file, options] = args;
  life = lifeOf(KlingClient, { store: fileStore(file), ...options }, { photo: async (name) => photo(name) });
  answer(undefined);
});
