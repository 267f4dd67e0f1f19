// The types of the face that comes without its core: `import … from "kling-multi-i2v/slim"`.

export * from "./types.js";

/**
 * Starts the core with its `.wasm`, which the package has as `kling-multi-i2v/kling-multi-i2v.wasm`. To be awaited once
 * before anything else of this entry; a second call does nothing. Where the address or the `Response` has the type
 * `application/wasm`, it is compiled while it comes.
 *
 * @param wasm its address, a `Response` or a promise of one, its bytes, or the module that they were compiled to
 * @throws {KlingError} code "config" where it cannot be had, is no WebAssembly, or is the `.wasm` of another version or build;
 *   it may be tried again.
 * @example
 * import { KlingClient, start } from "kling-multi-i2v/slim";
 * import wasm from "kling-multi-i2v/kling-multi-i2v.wasm?url"; // Vite's way to the address of a file
 * await start(wasm);
 */
export function start(
  wasm:
    | string
    | URL
    | Response
    | PromiseLike<Response>
    | ArrayBuffer
    | ArrayBufferView
    | WebAssembly.Module
    | PromiseLike<ArrayBuffer | ArrayBufferView | WebAssembly.Module>,
): Promise<void>;
