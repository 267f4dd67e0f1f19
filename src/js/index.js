// The package's face: everything that `import … from "kling-multi-i2v"` can name.
export { estimateCost, inspectImage, validate } from "./check.js";
export { KlingClient } from "./client.js";
export { isKlingError, KlingError } from "./error.js";
export { MODEL } from "./model.js";
