// The React hooks: a video that is made, and what of the ledger is unfinished. While rendering nothing is begun.
/** @typedef {import("./react.js").ClientSource} ClientSource */
import { useEffect, useState, useSyncExternalStore } from "react";
import { config } from "./react/failure.js";
import { IDLE } from "./react/run.js";
import { Single } from "./react/single.js";
import { NONE, Unfinished } from "./react/unfinished.js";

/** How often in one render the client may be another before it is seen that it always is. */
const MOST_CHANGES = 3;

/**
 * What is made of the client, once for each: another client is another one at once, in the same render.
 * @template T
 * @param {ClientSource} source
 * @param {new (source: ClientSource) => T} Kind
 * @returns {T}
 */
function useOf(source, Kind) {
  const [held, hold] = useState(() => ({ source, made: new Kind(source), changes: 0 }));
  useEffect(() => {
    held.changes = 0;
  });
  if (held.source === source) return held.made;
  if (held.changes === MOST_CHANGES)
    throw config(
      "The hook was given a new client, or a new function that makes one, at each render: make it outside of the component, or once with useMemo or useCallback.",
    );
  // React renders again with this before it shows anything.
  const next = { source, made: new Kind(source), changes: held.changes + 1 };
  hold(next);
  return next.made;
}

/** @type {typeof import("./react.js").useGeneration} */
export function useGeneration(client, options = {}) {
  const single = useOf(client, Single);
  // Before the subscription, which reads them.
  useEffect(() => {
    single.options = options;
  });
  const state = useSyncExternalStore(single.subscribe, single.state, () => IDLE);
  const { generate, stop, resume, reset } = single;
  return { ...state, generate, stop, resume, reset };
}

/** @type {typeof import("./react.js").useUnfinished} */
export function useUnfinished(client, options = {}) {
  const unfinished = useOf(client, Unfinished);
  useEffect(() => {
    unfinished.options = options;
  });
  return useSyncExternalStore(unfinished.subscribe, unfinished.state, () => NONE);
}
