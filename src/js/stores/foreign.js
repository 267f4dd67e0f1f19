// A store of somebody else's making, called with care: whatever it does comes back as an answer or a rejection.
import { sameJson } from "./json.js";
import { webLocks } from "./realm.js";
import { turns } from "./turns.js";

/** How long one call of it, or the wait for its lock, may take, in ms: less than the core waits for either. */
const LIMIT_MS = 8000;
/** Before the key, the name of the lock that makes comparing and putting one. */
const LOCK = "kling-multi-i2v/store/";

/** Whose turn it is with each store: its clients may be several. @type {WeakMap<object, ReturnType<typeof turns>>} */
const queues = new WeakMap();

/**
 * @param {import("./types.js").Store} store
 * @returns {import("./types.js").OpenStore}
 */
export function foreignStore(store) {
  /** @type {ReturnType<typeof methodsOf> | undefined} */
  let methods;
  /**
   * @param {"get" | "put" | "delete" | "list" | "compareAndPut"} name
   * @param {unknown[]} args
   */
  const call = async (name, ...args) => {
    methods ??= methodsOf(store);
    return inTime(Reflect.apply(/** @type {Function} */ (methods[name]), store, args), name);
  };
  /** Whether the store itself sees to it that nothing comes between comparing and putting. */
  const isAtomic = () => {
    methods ??= methodsOf(store);
    return methods.compareAndPut !== undefined;
  };
  const get = async (/** @type {string} */ key) => (await call("get", key)) ?? undefined;

  /**
   * Where the store does not see to it itself, nothing that is written comes between comparing and putting.
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} run
   */
  const alone = (key, run) => {
    if (isAtomic()) return run();
    const inTurn = queues.get(store) ?? turns();
    queues.set(store, inTurn);
    return inTurn(key, () => locked(key, run));
  };

  return {
    get isAlone() {
      return Object(store).isAlone === true;
    },
    get,
    async put(key, value) {
      await alone(key, () => call("put", key, value));
    },
    async delete(key) {
      await alone(key, () => call("delete", key));
    },
    list: async (prefix) => entriesOf(await call("list", prefix)),
    compareAndPut: async (key, expected, value) =>
      alone(key, async () => {
        if (isAtomic()) return Boolean(await call("compareAndPut", key, expected, value));
        const isSame = sameJson(await get(key), expected);
        if (isSame) await call("put", key, value);
        return isSame;
      }),
  };
}

/** Its methods, each read once. @param {import("./types.js").Store} store */
function methodsOf(store) {
  const { get, put, delete: remove, list, compareAndPut } = Object(store);
  const methods = { get, put, delete: remove, list };
  for (const [name, method] of Object.entries(methods)) {
    if (typeof method !== "function") throw new TypeError(`The store has no method ${name}.`);
  }
  if (compareAndPut !== undefined && typeof compareAndPut !== "function")
    throw new TypeError("The store's compareAndPut is no function. Leave it out, or make it one.");
  return { ...methods, compareAndPut };
}

/** @param {unknown} listed @returns {import("./types.js").Entry[]} */
function entriesOf(listed) {
  const isEntry = (/** @type {unknown} */ pair) => Array.isArray(pair) && typeof pair[0] === "string";
  if (!Array.isArray(listed) || !listed.every(isEntry))
    throw new TypeError("The store's list must give an array of [key, value] pairs.");
  return listed.filter(([, value]) => (value ?? null) !== null);
}

/**
 * @param {unknown} answer
 * @param {string} name
 * @returns {Promise<unknown>}
 */
function inTime(answer, name) {
  return new Promise((settle, fail) => {
    const timer = setTimeout(
      () => fail(new Error(`The store's ${name} has not answered within ${LIMIT_MS / 1000} s.`)),
      LIMIT_MS,
    );
    Promise.resolve(answer)
      .then(settle, fail)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * Among all tabs and workers one after another.
 * @template T
 * @param {string} key
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
async function locked(key, run) {
  const locks = webLocks();
  if (!locks) return run();
  const leave = new AbortController();
  const timer = setTimeout(
    () => leave.abort(new Error("Another tab has kept the store's lock for too long: close or reload it.")),
    LIMIT_MS,
  );
  let isHeld = false;
  const held = () => {
    isHeld = true;
    clearTimeout(timer);
    return run();
  };
  try {
    return await locks.request(LOCK + key, { signal: leave.signal }, held);
  } catch (error) {
    // In a sandboxed frame every lock is refused: nobody else can be at the store's key either.
    if (isHeld || leave.signal.aborted) throw error;
    return run();
  } finally {
    clearTimeout(timer);
  }
}
