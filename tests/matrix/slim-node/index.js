// Node reads the .wasm itself.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { start } from "kling-multi-i2v/slim";
import { make } from "./make.js";

await start(await readFile(fileURLToPath(import.meta.resolve("kling-multi-i2v/kling-multi-i2v.wasm"))));
console.log(await make(process.argv[2]));
