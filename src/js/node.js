// What is for Node alone: `import … from "kling-multi-i2v/node"`.
export { fileStore } from "./file-store.js";
