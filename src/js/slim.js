// The package's face without the core: whoever imports it brings the `.wasm`, which then comes as a file of its own.
import { estimateCostOn, inspectImageOn, validateOn } from "./check.js";
import { clientOn } from "./client.js";
import { isStarted, started } from "./core.js";
import { notStarted, start as startGlue } from "./engine.js";
import { engineOn } from "./full.js";
import { STAMP } from "./stamp.js";

export { isKlingError, KlingError } from "./error.js";
export { MODEL } from "./model.js";

/** @returns {never} */
const missing = () => {
  throw notStarted(
    "The core has not started: await start(wasm) of kling-multi-i2v/slim before anything else.",
  );
};
const engine = /* @__PURE__ */ engineOn(missing);
export const KlingClient = /* @__PURE__ */ clientOn(engine);
export const validate = /* @__PURE__ */ validateOn(engine);
export const estimateCost = /* @__PURE__ */ estimateCostOn(engine);
export const inspectImage = /* @__PURE__ */ inspectImageOn(engine);

/** @type {typeof import("./slim.js").start} */
export async function start(wasm) {
  if (isStarted()) return;
  try {
    const module = await compiled(await wasm);
    const [stamp] = WebAssembly.Module.customSections(module, "kling-multi-i2v");
    if (!stamp || new TextDecoder().decode(stamp) !== STAMP)
      throw new Error("This .wasm is not the one of this version.");
    started((glue) => startGlue(glue, () => module));
  } catch (cause) {
    // The platform's own words end without a full stop.
    const words = `${cause instanceof Error ? cause.message : cause}`.replace(/\.?$/, ".");
    throw notStarted(
      `The core could not start: ${words} Give start() the address, the Response or the bytes of kling-multi-i2v/kling-multi-i2v.wasm; under a Content-Security-Policy, allow 'wasm-unsafe-eval' in script-src.`,
      cause,
    );
  }
}

/**
 * Also one of another realm.
 * @param {unknown} wasm
 */
const isModule = (wasm) => Object.prototype.toString.call(wasm) === "[object WebAssembly.Module]";

/**
 * @param {string | URL | Response | ArrayBuffer | ArrayBufferView | WebAssembly.Module} wasm
 * @returns {Promise<WebAssembly.Module>}
 */
async function compiled(wasm) {
  if (isModule(wasm)) return /** @type {WebAssembly.Module} */ (wasm);
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm))
    return WebAssembly.compile(/** @type {BufferSource} */ (wasm));
  const response = wasm instanceof Response ? wasm : await fetch(/** @type {string | URL} */ (wasm));
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}.`);
  const type = response.headers.get("content-type");
  // What dev servers and single-page hosts give for an address that is not there.
  if (type?.startsWith("text/html")) throw new Error(`${response.url} answered with an HTML page.`);
  // Compiled while it comes, where the server names its type; a few do not.
  return type === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
