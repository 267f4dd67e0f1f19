// The package's face for the edge runtime of Next and Vercel, which asks for a module by "?module"; else as `edge.js`.
import { estimateCostOn, inspectImageOn, validateOn } from "./check.js";
import { clientOn } from "./client.js";
import { engineOn } from "./full.js";
import module from "./kling-multi-i2v.wasm?module";

export { isKlingError, KlingError } from "./error.js";
export { MODEL } from "./model.js";

const engine = /* @__PURE__ */ engineOn(() => module);
export const KlingClient = /* @__PURE__ */ clientOn(engine);
export const validate = /* @__PURE__ */ validateOn(engine);
export const estimateCost = /* @__PURE__ */ estimateCostOn(engine);
export const inspectImage = /* @__PURE__ */ inspectImageOn(engine);
