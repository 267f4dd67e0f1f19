// Deno, with the package that npm put into node_modules.
import { make } from "./make.js";

console.log(await make(Deno.args[0]));
