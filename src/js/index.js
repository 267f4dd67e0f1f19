// The package's face: everything that `import … from "kling-multi-i2v"` can name. The core comes along in the text of a module.
import { wasmBytes } from "./bytes.js";
import { estimateCostOn, inspectImageOn, validateOn } from "./check.js";
import { clientOn } from "./client.js";
import { engineOn } from "./engine.js";

export { isKlingError, KlingError } from "./error.js";
export { MODEL } from "./model.js";

// Chromium, Firefox and WebKit compile this size synchronously on every thread.
const compiled = () => new WebAssembly.Module(wasmBytes());
const engine = /* @__PURE__ */ engineOn(compiled);
export const KlingClient = /* @__PURE__ */ clientOn(engine);
export const validate = /* @__PURE__ */ validateOn(engine);
export const estimateCost = /* @__PURE__ */ estimateCostOn(engine);
export const inspectImage = /* @__PURE__ */ inspectImageOn(engine);
