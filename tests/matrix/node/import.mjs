// import, against a simulator that is served elsewhere.
import { make } from "./make.js";

console.log(await make(process.argv[2]));
