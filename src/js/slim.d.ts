// The types of the face that comes without its core: `import … from "kling-multi-i2v/slim"`.

export * from "./types.js";

/** A compiled module, where the project's types know WebAssembly: those of Node without "dom" do not. */
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : never;

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
    | WasmModule
    | PromiseLike<ArrayBuffer | ArrayBufferView | WasmModule>,
): Promise<void>;
