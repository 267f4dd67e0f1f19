// A process with a client over a file: it does what its parent asks, until it is killed.

import { KlingClient } from "kling-multi-i2v";
import { fileStore } from "kling-multi-i2v/node";
import { answer } from "../support/processes.js";
import { photo } from "../support/world.js";
import { lifeOf } from "./life.js";

/** @type {import("./life.js").Life | undefined} */
let life;

answer(async (name, args) => {
  if (name !== "bear") return /** @type {any} */ (life)[name](...args);
  const [file, options] = args;
  life = lifeOf(KlingClient, { store: fileStore(file), ...options }, { photo: async (name) => photo(name) });
});
