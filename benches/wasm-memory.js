// How much memory the package's WebAssembly has. It keeps its instances to itself, so each is seen as it is made: import this
// before the first call of the package.

/** @type {Set<WebAssembly.Memory>} */
const memories = new Set();

/** @param {object} named what an instance is given, or gives */
function note(named) {
  for (const value of Object.values(named)) {
    if (value instanceof WebAssembly.Memory) memories.add(value);
    else if (Object.getPrototypeOf(value ?? 0) === Object.prototype) note(value);
  }
}

WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const made = Reflect.construct(target, args);
    note({ ...args[1] });
    note({ ...made.exports });
    return made;
  },
});
for (const name of ["instantiate", "instantiateStreaming"]) {
  const start = Reflect.get(WebAssembly, name);
  Reflect.set(WebAssembly, name, async (/** @type {unknown[]} */ ...args) => {
    const made = await Reflect.apply(start, WebAssembly, args);
    note({ ...Object(args[1]) });
    note({ ...(made.instance ?? made).exports });
    return made;
  });
}

/** All of it, in bytes; 0 before anything has started. */
export const wasmBytes = () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
