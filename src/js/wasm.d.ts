// For our own type check alone, and not shipped: what a platform makes of the import of a .wasm file.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
