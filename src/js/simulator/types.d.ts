// The simulator's public types, written by hand: `import … from "kling-multi-i2v/simulator"`. They need no newer TypeScript
// library than the package itself.

export * from "./types/faults.js";
export * from "./types/options.js";
export * from "./types/saved.js";
export * from "./types/server.js";
export * from "./types/simulator.js";
export * from "./types/views.js";
