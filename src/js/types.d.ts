// The public types, written by hand: `import … from "kling-multi-i2v"`.

export type { Store } from "./stores/types.js";
export * from "./types/calls.js";
export * from "./types/client.js";
export * from "./types/error.js";
export * from "./types/jobs.js";
export * from "./types/model.js";
export * from "./types/options.js";
export * from "./types/questions.js";
export * from "./types/request.js";
export * from "./types/updates.js";
