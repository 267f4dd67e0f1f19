// The package's face: everything that `import … from "kling-multi-i2v"` can name. The checks come along in the text of a module, the rest is loaded for a client.
import { estimateCostOn, inspectImageOn, validateOn } from "./check.js";
import { clientOn } from "./client.js";
import { checks, engine } from "./late.js";

export { isKlingError, KlingError } from "./error.js";
export { MODEL } from "./model.js";

export const KlingClient = /* @__PURE__ */ clientOn(engine);
export const validate = /* @__PURE__ */ validateOn({ checks });
export const estimateCost = /* @__PURE__ */ estimateCostOn({ checks });
export const inspectImage = /* @__PURE__ */ inspectImageOn(engine);
