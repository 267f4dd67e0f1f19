// Nothing here is for kling-multi-i2v: the tools of this matrix are installed one folder up, and Next has to be told.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const tools = dirname(dirname(fileURLToPath(import.meta.url)));

export default { turbopack: { root: tools }, outputFileTracingRoot: tools };
