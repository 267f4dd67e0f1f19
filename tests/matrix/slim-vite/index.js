// Vite copies the .wasm and gives its address.

import wasm from "kling-multi-i2v/kling-multi-i2v.wasm?url";
import { start } from "kling-multi-i2v/slim";
import { make } from "./make.js";

await start(wasm);
const service = new URLSearchParams(location.search).get("service");
document.querySelector("#page").textContent = await make(service);
