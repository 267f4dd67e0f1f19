// Parcel copies the .wasm and gives its address; packageExports, in package.json, lets it see the package's subpaths.
import { start } from "kling-multi-i2v/slim";
import { make } from "./make.js";

await start(new URL("npm:kling-multi-i2v/kling-multi-i2v.wasm", import.meta.url));
const service = new URLSearchParams(location.search).get("service");
document.querySelector("#page").textContent = await make(service);
