// What an argument says now, for when the client is loaded that will read it: afterwards it may say something else.

/** How deep values are copied: a list of requests, their fields, their pictures. */
const DEEPEST = 3;
/** The most items that are copied of a list within another value: more than any may have, which its length still tells. */
const MOST_WITHIN = 64;
/** What is somebody else's to call, by its field. */
const FOREIGN = ["store", "signal"];

/**
 * A copy that reads the same, in plain objects and lists. A function, a signal, a store or a file is passed on as it is; what
 * throws when it is read throws again.
 * @param {unknown} value
 */
export const snapshot = (value) => copy(value, 0);

/** @param {any} value @param {number} depth @returns {unknown} */
function copy(value, depth) {
  if (typeof value !== "object" || value === null) return value;
  try {
    const kind = Object.prototype.toString.call(value);
    if (kind === "[object URL]") return value.href;
    if (kind === "[object Array]" && depth < DEEPEST) return list(value, depth);
    return kind === "[object Object]" && depth < DEEPEST ? record(value, depth) : value;
  } catch {
    return unreadable();
  }
}

/** @param {unknown[]} value @param {number} depth */
function list(value, depth) {
  const { length } = value;
  /** @type {unknown[]} */
  const copied = [];
  for (let at = 0; at < length && (depth === 0 || at < MOST_WITHIN); at++)
    copied.push(field(value, at, depth));
  copied.length = length;
  return copied;
}

/** @param {object} value @param {number} depth */
function record(value, depth) {
  const own = Object.fromEntries(Object.keys(value).map((name) => [name, field(value, name, depth)]));
  /** @type {Record<string, unknown>} */
  const others = {};
  // A field may be hidden, or a getter further up, as a class has them; what every object has is none.
  for (let at = value; at && (at === value || Object.getPrototypeOf(at)); at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at))
      if (!Object.hasOwn(own, name)) others[name] ??= field(value, name, depth);
  return Object.setPrototypeOf(own, others);
}

/** @param {any} value @param {string | number} name @param {number} depth */
function field(value, name, depth) {
  try {
    return FOREIGN.includes(/** @type {string} */ (name)) ? value[name] : copy(value[name], depth + 1);
  } catch {
    return unreadable();
  }
}

/** What throws whatever is done with it. */
function unreadable() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
