// The package's face where code may not be generated (Cloudflare Workers, and what bundles for them): the platform itself compiles the core, and gives it as a module.
import { estimateCostOn, inspectImageOn, validateOn } from "./check.js";
import { clientOn } from "./client.js";
import { engineOn } from "./full.js";
import module from "./kling-multi-i2v.wasm";

export { isKlingError, KlingError } from "./error.js";
export { MODEL } from "./model.js";

const engine = /* @__PURE__ */ engineOn(() => module);
export const KlingClient = /* @__PURE__ */ clientOn(engine);
export const validate = /* @__PURE__ */ validateOn(engine);
export const estimateCost = /* @__PURE__ */ estimateCostOn(engine);
export const inspectImage = /* @__PURE__ */ inspectImageOn(engine);
